import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Config } from '../config.ts';
import { StarlingError, messageOf } from '../errors.ts';
import { breakOff } from '../http/body-stream.ts';
import { openConnections, untilTaken } from '../http/last-bytes.ts';
import { Keys } from '../http/auth.ts';
import { buildServer, type Parts } from '../http/server.ts';
import { fileState, watchLexicon } from '../text/lexicon/watch-lexicon.ts';
import { createLog } from '../ops/log.ts';
import { LogFile } from '../ops/log-file.ts';
import { compose } from './compose.ts';
import { checkDevice } from './device-check.ts';
import { memoryBudget } from './installed.ts';
import { checkMemory } from './memory-check.ts';
import { describeSources } from './settings-table.ts';

/** Serves until SIGTERM or SIGINT: build → start → drain → stop. Returns the exit code. */
export async function serve(config: Config, build: typeof compose = compose): Promise<number> {
  // build
  const { settings } = config;
  checkMemory(settings, memoryBudget(settings));
  await checkDevice(settings);
  const lexiconFile = settings.lexicon === undefined ? undefined : path.resolve(settings.lexicon);
  // From before it is read: an edit while the server starts is not missed.
  const lexiconSeen = lexiconFile === undefined ? undefined : fileState(lexiconFile);
  const logFile = settings.logFile === undefined ? undefined : followRotation(path.resolve(settings.logFile));
  const parts = build(settings, createLog(settings.logLevel, undefined, logFile));
  const app = await buildServer(parts);
  checkDefaultModel(parts);
  checkKeyWeights(parts);
  const stopping = firstSignal();
  const lexicon = lexiconFile === undefined ? undefined : followLexicon(parts, lexiconFile, lexiconSeen);
  const open = openResponses(app.server);
  const connections = openConnections(app.server);

  // start: the port answers at once, with 503 until the engines are loaded
  await listen(settings.host, settings.port, () =>
    app.listen({ host: settings.host, port: settings.port, listenTextResolver: () => 'listening' }),
  );
  const metricsServer = await serveMetrics(parts).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  // An engine that hangs while it loads does not keep a stop signal waiting.
  const stoppedEarly = await Promise.race([parts.scheduler.start(), stopping]);
  if (!stoppedEarly) {
    parts.lifecycle.ready();
    checkDefaultVoice(parts);
    const { port } = app.server.address() as AddressInfo;
    parts.log.info({ host: settings.host, port }, 'ready');
    welcome(config, port, parts);
  }

  // drain: what was admitted is finished, what comes is answered 503
  const signal = await stopping;
  parts.log.info({ signal, active: parts.lifecycle.active }, 'draining');
  const drainedBy = performance.now() + settings.drainSeconds * 1000;
  const finished = await parts.lifecycle.drain(settings.drainSeconds * 1000);
  if (finished) await untilTaken(connections, drainedBy - performance.now());
  else {
    parts.log.warn({ active: parts.lifecycle.active }, 'drain-cut-short');
    // Who still waits for the first audio is answered 503; a stream is reset, not ended as if it were whole.
    await parts.scheduler.close();
    open.forEach(breakOff);
  }

  // stop
  lexicon?.close();
  metricsServer?.close();
  await app.close();
  await parts.scheduler.close();
  parts.lifecycle.stopped();
  parts.log.info({ signal, finished }, 'stopped');
  return 0;
}

/** A log file that goes on in a new one when SIGHUP says that it was moved away. */
function followRotation(file: string): LogFile {
  const logFile = new LogFile(file);
  process.on('SIGHUP', () => logFile.reopen());
  return logFile;
}

/** The lexicon as it is now, at any time; a broken edit is told and changes nothing. */
function followLexicon({ reader, log }: Parts, file: string, seen: string | undefined): { close(): void } {
  return watchLexicon(
    file,
    (lexicon) => {
      reader.lexicon = lexicon;
      log.info({ entries: lexicon.entries.length }, 'lexicon-read');
    },
    (fault) => log.warn({ reason: fault.message }, 'lexicon-unusable'),
    seen,
  );
}

/** A default model that does not exist would fail every request. */
function checkDefaultModel({ catalog }: Parts): void {
  if (catalog.models().length === 0) return;
  try {
    catalog.model(undefined);
  } catch (error) {
    throw new StarlingError('invalid_settings', `The setting defaultModel is wrong. ${messageOf(error)}`);
  }
}

/** A default voice that is not there is no reason to be silent for others, nor to be silent about. */
function checkDefaultVoice({ catalog, settings: { defaultVoice }, log }: Parts): void {
  const voices = catalog.voices().map(({ id }) => id);
  if (defaultVoice === undefined || voices.includes(defaultVoice)) return;
  const speakers = voices.filter((id) => id.startsWith(`${defaultVoice}:`)).slice(0, 3);
  const hint = speakers.length > 0 ? `; it has speakers: ${speakers.join(', ')}` : '; the language decides who speaks';
  log.warn({ defaultVoice, reason: `there is no such voice${hint}` }, 'default-voice-missing');
}

/** A weight for a key that is not there does nothing, and was meant to do something. */
function checkKeyWeights({ settings, log }: Parts): void {
  const { names } = new Keys(settings);
  const unused = Object.keys(settings.keyWeights).filter((name) => !names.includes(name));
  if (unused.length === 0) return;
  const hint = names.length > 0 ? `the keys are ${names.slice(0, 10).join(', ')}` : 'there are no keys';
  log.warn({ keyWeights: unused, reason: `there is no key of this name; ${hint}` }, 'key-weight-unused');
}

async function listen(host: string, port: number, start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice =
      code === 'EADDRINUSE'
        ? `Another program listens on port ${port}. Stop it, or choose another port (--port, PORT or --metrics-port).`
        : `${messageOf(error)}. Check the settings host, port and metricsPort.`;
    throw new StarlingError('invalid_settings', `Starling cannot listen on ${host}:${port}. ${advice}`);
  }
}

/** /metrics on a port of its own, on the same address, open to whoever reaches it. */
async function serveMetrics({ settings, metrics }: Parts): Promise<Server | undefined> {
  const { host, metricsPort } = settings;
  if (metricsPort === undefined) return undefined;
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    void metrics.registry.metrics().then((text) => {
      response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text);
    });
  });
  const start = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(metricsPort, host, resolve);
    });
  await listen(host, metricsPort, start);
  return server;
}

/** The responses that are not over, at any time. */
function openResponses(server: Server): ReadonlySet<ServerResponse> {
  const open = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return open;
}

/**
 * Resolves with the first stop signal. A second Ctrl-C ends the process at once; a second SIGTERM does not, since
 * whoever stops a whole group of processes sends it more than once.
 */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let seen = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (seen && signal === 'SIGINT') process.exit(1);
      seen = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
}

/** What a person at a terminal wants to know first. On stderr: stdout is the log's. */
function welcome(config: Config, port: number, { catalog, scheduler }: Parts): void {
  const { host } = config.settings;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const address = `http://${shown}:${port}`;
  const open = new Keys(config.settings).count === 0;
  const lines = [
    '',
    `  Starling speaks at ${address}   (documentation: ${address}/docs)`,
    '',
    `  curl ${address}/v1/audio/speech -H 'Content-Type: application/json' \\`,
    ...(open ? [] : [`    -H 'Authorization: Bearer <your key>' \\`]),
    `    -d '{"input":"Hello, I am Starling."}' -o hello.mp3`,
    '',
    `  voices: ${catalog.voices().length}   models: ${catalog
      .models()
      .map((model) => model.id)
      .join(', ')}`,
    `  settings: ${describeSources(config)}`,
  ];
  for (const { id, state, reason, remedy } of scheduler.engines) {
    if (state !== 'ready') lines.push(`  engine ${id} is ${state}: ${reason} ${remedy}`);
  }
  process.stderr.write(`${lines.join('\n')}\n\n`);
}
