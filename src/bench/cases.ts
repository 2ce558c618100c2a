/** The cases that run anywhere: in a process of Node and in a worker of a browser. */
import { checkerMs } from './checker-case';
import { holdKinds, mm1Bare, mm1Stack } from './kernel-cases';
import { raftSearch, raftWhole } from './raft-case';
import { holdOurs, holdTinyqueue, resetsObjectHeap, resetsOurs } from './queue-cases';
import { ringLookups } from './ring-case';
import { slowestSeek } from './seek-case';
import { wholeSweep } from './sweep-case';
import { retryStorm } from './storm-case';

/**
 * Measures by name: millions of operations a second, milliseconds for `seek` and `checker`, simulated seconds a second
 * for `retry-storm`, or seconds for `sweep`.
 */
export const cases: Readonly<Record<string, () => number | Promise<number>>> = {
  checker: checkerMs,
  'hold-1000': () => holdOurs(1_000),
  'hold-1000-tinyqueue': () => holdTinyqueue(1_000),
  'hold-100000': () => holdOurs(100_000),
  'hold-100000-tinyqueue': () => holdTinyqueue(100_000),
  'kinds-1000': holdKinds,
  'mm1-bare': mm1Bare,
  'mm1-stack': mm1Stack,
  resets: resetsOurs,
  'resets-heap': resetsObjectHeap,
  'raft-search': raftSearch,
  'raft-whole': raftWhole,
  'retry-storm': retryStorm,
  'ring-lookup': ringLookups,
  seek: slowestSeek,
  sweep: wholeSweep,
};
