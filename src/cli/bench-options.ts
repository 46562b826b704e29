import type { Command } from 'commander';

/** The options of the command. A bad one ends the program with 2. */
export function benchOptions(command: Command): Command {
  return command
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .optionsGroup('The server:')
    .option('--url <url>', 'any server with POST /v1/audio/speech in the shape of OpenAI', 'http://127.0.0.1:8000')
    .option(
      '--key <key>',
      'API key; better in STARLING_BENCH_KEY or OPENAI_API_KEY, where no one else on this machine sees it',
    )
    .option(
      '--pid <id>',
      'process of a server on this machine: memory and CPU of it and all its children, instead of those of /metrics',
    )
    .optionsGroup('The requests:')
    .option('--model <id>', 'sent as it is; many servers want one')
    .option('--voice <id>', 'sent as it is; many servers want one')
    .option('--language <tag>', 'sent as it is; texts are Chinese when it begins with zh')
    .option('--format <name>', 'pcm, wav, mp3, opus, aac or flac', 'pcm')
    .option(
      '--file <file>',
      'texts, one a line, or paragraphs with blank lines between (default: built-in English or Chinese ones)',
    )
    .option('--extra <json>', 'more fields for every request, such as {"priority":"batch"}')
    .option('--timeout <seconds>', 'a request to which no byte comes for so long has failed', '120')
    .optionsGroup('The load:')
    .option('--users <numbers>', 'levels of users who each ask again after the answer, such as 10,50,100 (default: 10)')
    .option('--rate <numbers>', 'levels of requests a second that come by chance and wait for no answer, such as 2,5')
    .option(
      '--max-open <number>',
      'with --rate: requests beyond so many open ones are not sent, and are errors',
      '1000',
    )
    .option('--duration <seconds>', 'measured time of a level; 60, 60s or 2m', '60')
    .option('--warm-up <seconds>', 'time before it that is not measured', '5')
    .option('--ramp <seconds>', 'users begin spread over so long (default: the warm-up)')
    .option('--think <seconds>', 'mean pause of a user after an answer', '0')
    .option('--seed <number>', 'the same seed gives the same texts, arrivals and pauses', '1')
    .optionsGroup('The listeners:')
    .option('--realtime', 'take the audio at playback speed, and ask again only when it has been played to its end')
    .option('--player-buffer <seconds>', 'with --realtime: audio that a player takes ahead', '5')
    .option('--prebuffer <seconds>', 'audio with which a player begins', '0.2')
    .option('--ttfa-limit <seconds>', 'a first sound later than this counts as a gap', '1')
    .optionsGroup('Capacity:')
    .option(
      '--find-capacity',
      'search the most users who are served well, with --realtime; --users gives bounds: most or least,most',
    )
    .option('--share <number>', 'share of streams that must have no gap', '0.95')
    .option('--from <users>', 'where the search begins', '1')
    .optionsGroup('The results:')
    .option('--json <file>', 'write the results as JSON')
    .option('--html <file>', 'write them as a page with charts')
    .option('--quiet', 'no progress and no notes');
}
