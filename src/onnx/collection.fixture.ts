import { setTimeout as pause } from 'node:timers/promises';
import { Binding } from './binding.ts';
import { countingModel, nodeModel } from './model.fixture.ts';
import { Session } from './session.ts';
import { Tensor } from './tensor.ts';

// Runs models while garbage is collected every few milliseconds, and prints how many runs came out right. Wants --expose-gc.

/** Enough for the smallest collections to move and free what nothing holds. */
const collecting = setInterval(() => globalThis.gc?.(), 7);
const rounds = 50;
const atOnce = 6;
/** A run counts for a few milliseconds, so that collections come in the midst of it. */
const n = 3000;

let right = 0;
let wrong = 0;
function check(actual: unknown, expected: unknown): void {
  if (actual === expected) right++;
  else wrong++;
}

/** Memory that was freed is soon zeros: a tensor that was in it gives a wrong sum. */
const overwrite = () => Array.from({ length: 100 }, () => new Uint8Array(4096));

async function runs(session: Session, first: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const x = first + round;
    const feeds: Record<string, Tensor> = { x: Tensor.from('float32', [1], [x]), n: Tensor.from('int64', [], [n]) };
    const run = session.run(feeds, ['y']);
    // Nobody but the session holds the tensors now.
    delete feeds['x'];
    delete feeds['n'];
    overwrite();
    check((await run).y.data[0], x + n);
  }
}

async function boundRuns(session: Session, first: number): Promise<void> {
  const binding = new Binding(session);
  binding.bindFreshOutput('y');
  for (let round = 0; round < rounds; round++) {
    const x = first + round;
    binding.bindInput('x', Tensor.from('float32', [1], [x]));
    overwrite();
    await binding.run();
    check(binding.outputs()[0]?.data[0], x + n);
  }
  binding.release();
}

async function opens(): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const opening = Session.open(nodeModel('Neg', { x: ['int8', [1]] }, { y: ['int8', [1]] }));
    overwrite();
    const session = await opening;
    const { y } = await session.run({ x: Tensor.from('int8', [1], [round]) }, ['y']);
    check(y.data[0], 0 - round);
    await session.release();
    await pause(1);
  }
}

const session = await Session.open(countingModel());
const boundSession = await Session.open(countingModel(n));
const lanes = Array.from({ length: atOnce }, (_, lane) =>
  lane % 2 ? runs(session, lane * 1000) : boundRuns(boundSession, lane * 1000),
);
await Promise.all([...lanes, opens()]);
await session.release();
await boundSession.release();
clearInterval(collecting);
process.stdout.write(JSON.stringify({ right, wrong }));
