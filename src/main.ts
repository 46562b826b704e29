#!/usr/bin/env node
import { Command } from 'commander';
import { benchCommand, benchOptions } from './cli/bench.ts';
import { doctorCommand } from './cli/doctor.ts';
import { modelsCommand, voicesCommand } from './cli/listings.ts';
import { planCommand, planOptions, type PlanFlags } from './cli/plan.ts';
import { serve } from './cli/serve.ts';
import { settingsJson, settingsTable } from './cli/settings-table.ts';
import { speakCommand, type SpeakOptions } from './cli/speak.ts';
import { flagName, loadConfig, settingNames, type Config } from './config.ts';
import { textCommand, type TextOptions } from './cli/text.ts';
import { StarlingError } from './errors.ts';
import type { BenchFlags } from './load/options.ts';
import { settingsSchema } from './settings.ts';
import { version } from './version.ts';

/** The command line. Every setting is also a flag of every command. */
function program(): Command {
  const starling = new Command('starling')
    .description('A self-hosted speech server: text in, spoken audio out, for many listeners at once.')
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError('(starling --help lists the commands, starling COMMAND --help their options)');

  command(starling, 'serve', 'Serve the HTTP API (the default)', { isDefault: true }).action((options: Flags) =>
    run(options, serve),
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
      run(options, (config) => speakCommand(text, options, config)),
    );
  command(starling, 'text', 'Show how a text is spoken: language, spoken form, segments, and the rules that fired')
    .argument('[text]', 'the text; "-" or nothing reads one a line from stdin')
    .option('--language <tag>', 'BCP 47, such as en or zh; detected when absent')
    .option('--ssml', 'the text is SSML')
    .option('--json', 'one JSON object a line')
    .action((text: string | undefined, options: TextOptions & Flags) =>
      run(options, (config) => textCommand(text, options, config)),
    );
  command(starling, 'voices', 'List the voices')
    .option('--json', 'as JSON')
    .option('--language <tag>', 'only those that speak it')
    .action((options: Flags & { json?: boolean; language?: string }) =>
      run(options, (config) => voicesCommand(options, config)),
    );
  command(starling, 'models', 'List the models and their state')
    .option('--json', 'as JSON')
    .action((options: Flags & { json?: boolean }) => run(options, (config) => modelsCommand(options, config)));
  command(starling, 'check-config', 'Check the settings and show where each came from')
    .option('--json', 'as JSON')
    .action((options: Flags & { json?: boolean }) =>
      run(options, async (config) => {
        const text = options.json ? JSON.stringify(settingsJson(config), null, 2) : settingsTable(config);
        process.stdout.write(`${text}\n`);
        return 0;
      }),
    );
  command(starling, 'doctor', 'Say what works on this machine, and what to do about the rest')
    .option('--json', 'as JSON')
    .action((options: Flags & { json?: boolean }) => run(options, (config) => doctorCommand(options, config)));
  benchOptions(
    starling.command('bench').description('Measure any server of this API: latency, first audio, gaps, capacity'),
  )
    // What was typed after the name of the command.
    .action((options: BenchFlags) => attempt(() => benchCommand(options, process.argv.slice(3))));
  planOptions(
    starling.command('plan').description('Say how many replicas a load needs, from what starling bench measured'),
  ).action((file: string, options: PlanFlags) => attempt(() => planCommand(file, options)));
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

await program().parseAsync();
