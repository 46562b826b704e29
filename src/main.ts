#!/usr/bin/env node
import { Command } from 'commander';
import { benchOptions } from './cli/bench-options.ts';
import { planOptions, type PlanFlags } from './cli/plan-options.ts';
import type { PullFlags } from './cli/pull.ts';
import type { SpeakOptions } from './cli/speak.ts';
import type { TextOptions } from './cli/text.ts';
import { flagName, loadConfig, settingNames, type Config } from './config.ts';
import { StarlingError } from './errors.ts';
import { beExpendable } from './ops/expendable.ts';
import type { BenchFlags } from './load/options.ts';
import { settingsSchema } from './settings.ts';
import { version } from './version.ts';

// What a command needs is loaded when it runs: a health check every few seconds would cost half a second each.

/** The command line. Every setting is also a flag of every command. */
function program(): Command {
  const starling = new Command('starling')
    .description('A self-hosted speech server: text in, spoken audio out, for many listeners at once.')
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError('(starling --help lists the commands, starling COMMAND --help their options)');

  command(starling, 'serve', 'Serve the HTTP API (the default)', { isDefault: true }).action((options: Flags) =>
    run(options, async (config) => {
      await prepareMemory(config);
      const { serve } = await import('./cli/serve.ts');
      return serve(config);
    }),
  );
  command(starling, 'speak', 'Speak a text into a file')
    .argument('[text]', 'the text; "-" or nothing reads stdin')
    .requiredOption('-o, --output <file>', 'where to write; "-" is stdout; the ending names the format')
    .option('-f, --file <file>', 'read the text from a file')
    .option('--format <name>', 'wav, pcm, mp3, opus, flac or aac, if the ending does not say')
    .option('--model <id>', 'a model of `starling models`')
    .option('--voice <id>', 'a voice of `starling voices`')
    .option('--language <tag>', 'BCP 47, such as en or zh; detected when absent')
    .option('--speed <factor>', 'tempo, 0.25 to 4')
    .option('--sample-rate <hertz>', '8000 to 48000')
    .option('--seed <number>', 'the same seed gives the same audio')
    .option('--ssml', 'the text is SSML')
    .action((text: string | undefined, options: SpeakOptions & Flags) =>
      run(options, async (config) => (await import('./cli/speak.ts')).speakCommand(text, options, config)),
    );
  command(starling, 'text', 'Show how a text is spoken: language, spoken form, segments, and the rules that fired')
    .argument('[text]', 'the text; "-" or nothing reads one a line from stdin')
    .option('--language <tag>', 'BCP 47, such as en or zh; detected when absent')
    .option('--ssml', 'the text is SSML')
    .option('--json', 'one JSON object a line')
    .action((text: string | undefined, options: TextOptions & Flags) =>
      run(options, async (config) => (await import('./cli/text.ts')).textCommand(text, options, config)),
    );
  command(starling, 'voices', 'List the voices')
    .option('--json', 'as JSON')
    .option('--language <tag>', 'only those that speak it')
    .action((options: Flags & { json?: boolean; language?: string }) =>
      run(options, async (config) => (await import('./cli/listings.ts')).voicesCommand(options, config)),
    );
  command(starling, 'models', 'List the models and their state')
    .option('--json', 'as JSON')
    .action((options: Flags & { json?: boolean }) =>
      run(options, async (config) => (await import('./cli/listings.ts')).modelsCommand(options, config)),
    );
  command(starling, 'pull', 'Download model files into the model folder, each whole or not at all')
    .argument('<url...>', 'where the files are; their names come from the ends of the addresses')
    .option('--into <folder>', 'another folder than that of the models')
    .option(
      '--sha256 <hex>',
      'what a file must have; once for each address, in their order',
      (hex: string, before: string[]) => [...before, hex],
      [],
    )
    .option('--retries <number>', 'so often is a broken download taken up again', '5')
    .action((urls: string[], options: PullFlags & Flags) =>
      run(options, async ({ settings }) => (await import('./cli/pull.ts')).pullCommand(urls, options, settings)),
    );
  command(starling, 'check-config', 'Check the settings and show where each came from')
    .option('--json', 'as JSON')
    .action((options: Flags & { json?: boolean }) =>
      run(options, async (config) => {
        const { settingsJson, settingsTable } = await import('./cli/settings-table.ts');
        const text = options.json ? JSON.stringify(settingsJson(config), null, 2) : settingsTable(config);
        process.stdout.write(`${text}\n`);
        return 0;
      }),
    );
  command(starling, 'doctor', 'Say what works on this machine, and what to do about the rest')
    .option('--json', 'as JSON')
    .action((options: Flags & { json?: boolean }) =>
      run(options, async (config) => (await import('./cli/doctor.ts')).doctorCommand(options, config)),
    );
  command(starling, 'healthcheck', 'Ask the server of the same settings on this machine whether it is well; 0 or 1')
    .option('--timeout <seconds>', 'for its whole answer', '2.5')
    .action(async (options: Flags & { timeout: string }) => {
      await run(options, async ({ settings }) =>
        (await import('./cli/healthcheck.ts')).healthcheckCommand(options, settings),
      );
      // Docker keeps 2 for itself.
      if (process.exitCode !== 0) process.exitCode = 1;
    });
  benchOptions(
    starling.command('bench').description('Measure any server of this API: latency, first audio, gaps, capacity'),
  )
    // What was typed after the name of the command.
    .action((options: BenchFlags) =>
      attempt(async () => (await import('./cli/bench.ts')).benchCommand(options, process.argv.slice(3))),
    );
  planOptions(
    starling.command('plan').description('Say how many replicas a load needs, from what starling bench measured'),
  ).action((file: string, options: PlanFlags) =>
    attempt(async () => (await import('./cli/plan.ts')).planCommand(file, options)),
  );
  return starling;
}

type Flags = Record<string, unknown> & { config?: string };

function command(parent: Command, name: string, description: string, options?: { isDefault: boolean }): Command {
  const made = parent.command(name, options).description(description);
  made.option('--config <file>', 'settings file (default: starling.yaml here, when it is there)');
  made.optionsGroup('Settings (also in the file and the environment):');
  for (const setting of settingNames) {
    made.option(`${flagName(setting)} <value>`, settingsSchema.shape[setting].description ?? '');
  }
  return made;
}

/**
 * Before the server is loaded, which alone may be too much: whether what it needs at least is there. Throws
 * `invalid_settings`. Then begins anew where this process's heap could outgrow the limit.
 */
async function prepareMemory({ settings }: Config): Promise<void> {
  const { planMemoryBudget } = await import('./ops/memory-budget.ts');
  const { checkMemory } = await import('./cli/memory-check.ts');
  const { boundHeap } = await import('./ops/heap.ts');
  const budget = planMemoryBudget({ ...settings, modelEngines: [] });
  checkMemory(settings, budget);
  boundHeap(budget.limit);
}

/** Loads the settings and runs. */
async function run(options: Flags, action: (config: Config) => Promise<number>): Promise<void> {
  await attempt(() => {
    const flags = Object.fromEntries(settingNames.map((name) => [name, options[name] as string | undefined]));
    const config = loadConfig({ environment: process.env, flags, file: options.config, folder: process.cwd() });
    return action(config);
  });
}

/** Runs, and turns every failure into one clear line. */
async function attempt(action: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await action();
  } catch (error) {
    // A file that cannot be read or written says so well enough by itself.
    const known = error instanceof StarlingError || (error instanceof Error && 'syscall' in error);
    if (!known) throw error;
    process.stderr.write(`starling: ${error.message}\n`);
    process.exitCode = error instanceof StarlingError && error.code === 'invalid_settings' ? 2 : 1;
  }
}

// Whoever reads our output may stop at any time, as `head` does; the engine processes end with this one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const starling = program();
// What is run beside a server, in its container, must not cost it its life.
starling.hook('preAction', (_, command) => {
  if (command.name() !== 'serve') beExpendable();
});
await starling.parseAsync();
