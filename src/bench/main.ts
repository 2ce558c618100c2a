/** One case of the benchmark, alone in its process: prints its number. `tools/bench.mjs` runs them all. */
import { holdKinds, mm1Bare, mm1Stack } from './kernel-cases';
import { holdSimjs, mm1Simjs } from './peer-simjs';
import { holdOurs, holdTinyqueue, resetsObjectHeap, resetsOurs } from './queue-cases';
import { slowestSeek } from './seek-case';

const cases: Readonly<Record<string, () => number | Promise<number>>> = {
  'hold-1000': () => holdOurs(1_000),
  'hold-1000-tinyqueue': () => holdTinyqueue(1_000),
  'hold-100000': () => holdOurs(100_000),
  'hold-100000-tinyqueue': () => holdTinyqueue(100_000),
  'kinds-1000': holdKinds,
  'kinds-1000-simjs': holdSimjs,
  'mm1-bare': mm1Bare,
  'mm1-stack': mm1Stack,
  'mm1-simjs': mm1Simjs,
  resets: resetsOurs,
  'resets-heap': resetsObjectHeap,
  seek: slowestSeek,
};

const result = await cases[process.argv[2]]();
process.stdout.write(String(result));
