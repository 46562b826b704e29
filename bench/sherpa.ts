import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './harness.ts';

const peers = path.join(root, 'bench/peers');

/** sherpa-onnx with the same Piper voice, to be measured beside ours. */
export class Sherpa {
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
  }

  /** Installs it when it is not there, gives the voice the labels that it wants, and loads it. */
  static async start(voice: string): Promise<Sherpa> {
    if (!existsSync(path.join(peers, 'node_modules'))) {
      console.log('installing sherpa-onnx-node into bench/peers …');
      const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
        cwd: peers,
        stdio: 'inherit',
      });
      if (status !== 0) throw new Error('sherpa-onnx-node could not be installed.');
    }
    const folder = mkdtempSync(path.join(os.tmpdir(), 'sherpa-'));
    const config = JSON.parse(readFileSync(`${voice}.json`, 'utf8')) as {
      audio: { sample_rate: number };
      espeak: { voice: string };
      phoneme_id_map: Record<string, number[]>;
    };
    const labels = {
      model_type: 'vits',
      comment: 'piper',
      language: 'English',
      voice: config.espeak.voice,
      has_espeak: '1',
      n_speakers: '1',
      sample_rate: String(config.audio.sample_rate),
    };
    // Fields of a message may follow it: the labels are appended as metadata_props of ModelProto.
    const props = Object.entries(labels).map(([key, value]) =>
      field(14, Buffer.concat([field(1, key), field(2, value)])),
    );
    writeFileSync(path.join(folder, 'voice.onnx'), Buffer.concat([readFileSync(voice), ...props]));
    const tokens = Object.entries(config.phoneme_id_map).map(([phoneme, ids]) => `${phoneme} ${ids[0] ?? 0}\n`);
    writeFileSync(path.join(folder, 'tokens.txt'), tokens.join(''));
    const library = readdirSync(path.join(peers, 'node_modules')).find((name) => /^sherpa-onnx-linux/.test(name)) ?? '';
    const child = fork(path.join(peers, 'sherpa.mjs'), [], {
      execArgv: [],
      env: { ...process.env, LD_LIBRARY_PATH: path.join(peers, 'node_modules', library) },
    });
    child.send({
      model: path.join(folder, 'voice.onnx'),
      tokens: path.join(folder, 'tokens.txt'),
      data: espeakData(folder),
    });
    await once(child, 'message');
    return new Sherpa(child, folder);
  }

  /** Speaks one sentence; its first sound comes when all is done. */
  async speak(text: string): Promise<{ ms: number; audioSeconds: number }> {
    this.#child.send({ text });
    const [answer] = (await once(this.#child, 'message')) as [{ ms: number; audioSeconds: number }];
    return answer;
  }

  async stop(): Promise<void> {
    this.#child.disconnect();
    await once(this.#child, 'exit');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** eSpeak's tables, which sherpa's package lacks: those of Debian, fetched into the folder when they are not installed. */
function espeakData(folder: string): string {
  const unpacked = path.join(folder, 'debian');
  const places = ['/usr', path.join(unpacked, 'usr')].flatMap((prefix) =>
    ['lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu', 'share'].map((each) => path.join(prefix, each, 'espeak-ng-data')),
  );
  const installed = () => places.find((place) => existsSync(path.join(place, 'phontab')));
  if (!installed()) {
    spawnSync('apt-get', ['download', 'espeak-ng-data'], { cwd: folder, stdio: 'ignore' });
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (archive) spawnSync('dpkg', ['-x', archive, unpacked], { cwd: folder });
  }
  const found = installed();
  if (!found) throw new Error('sherpa-onnx needs the Debian package espeak-ng-data: apt-get install espeak-ng-data.');
  return found;
}

/** A length-delimited protobuf field. */
function field(number: number, content: string | Buffer): Buffer {
  const body = Buffer.from(content);
  if (body.length > 127) throw new Error('Longer labels need a longer length.');
  return Buffer.concat([Buffer.from([number * 8 + 2, body.length]), body]);
}
