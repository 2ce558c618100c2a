/** The rows of the benchmark's table: what is measured, against what, and the goal. */
import { median } from './measure';
import { longTasks, smoothness, workWhilePaused } from './page-rows';
import type { Place, Stage } from './places';
import { inNode } from './places';
import { sizes } from './sizes';

/** A row whose number is ours divided by a peer's, measured in rounds one after the other. */
export interface PairRow {
  name: string;
  ours: () => Promise<number>;
  peer: () => Promise<number>;
  /** The ratio must reach this. */
  atLeast: number;
  rounds: number;
}

/** A row that stands alone. */
export interface SingleRow {
  name: string;
  measure: () => Promise<Finding>;
  goal: string;
}

/** What was found, in words, and whether the goal is met. */
export interface Finding {
  says: string;
  met: boolean;
}

/** A jump to any earlier moment takes less, in milliseconds. */
const SEEK_MS = 50;
const SEEK_RUNS = 3;
/** Lookups on a hash ring, in millions a second. */
const LOOKUPS_M = 5;
/** A sweep of 20 points × 20 seeds of a minute, on the two cores it is meant for: one takes twice as long. */
const SWEEP_CORES = 2;
const SWEEP_SEC = 60;
/** A retry storm goes on at least as fast as in real life. */
const STORM_PACE = 1;
/** The check of a history of 1,000 operations takes less, in milliseconds. */
const CHECK_MS = 300;
/** A worker of Chromium is at least so fast as Node, as a ratio. */
const CHROMIUM_RATIO = 0.75;

/** Rows against peers, then the same cases in both engines. */
export function pairRows(stage: Stage): PairRow[] {
  const node = inNode(stage.setting);
  const against = (name: string, ours: string, peer: string, atLeast: number): PairRow => ({
    name,
    ours: () => node(ours),
    peer: () => node(peer),
    atLeast,
    rounds: 5,
  });
  const inBoth = (name: string, one: string): PairRow => ({
    name: `Chromium worker ÷ Node: ${name}`,
    ours: () => stage.inChromium(one),
    peer: () => node(one),
    atLeast: CHROMIUM_RATIO,
    rounds: 3,
  });
  return [
    against('queue, 1,000 pending ÷ tinyqueue', 'hold-1000', 'hold-1000-tinyqueue', 2.3),
    against('queue, 100,000 pending ÷ tinyqueue', 'hold-100000', 'hold-100000-tinyqueue', 3.5),
    against('kernel, eight node kinds, 1,000 pending ÷ simjs', 'kinds-1000', 'kinds-1000-simjs', 3),
    against('M/M/1, bare kernel ÷ simjs', 'mm1-bare', 'mm1-simjs', 8),
    against('M/M/1, whole stack ÷ simjs', 'mm1-stack', 'mm1-simjs', 2),
    against('timer resets, 1,000 nodes ÷ object heap', 'resets', 'resets-heap', 3),
    inBoth('queue, 1,000 pending', 'hold-1000'),
    inBoth('queue, 100,000 pending', 'hold-100000'),
    inBoth('kernel, eight node kinds', 'kinds-1000'),
    inBoth('M/M/1, bare kernel', 'mm1-bare'),
    inBoth('M/M/1, whole stack', 'mm1-stack'),
    inBoth('timer resets', 'resets'),
  ];
}

/** Rows of the page, of jumps in time, and of what is loaded. */
export function singleRows(stage: Stage): SingleRow[] {
  const seek = (where: string, place: Place): SingleRow => ({
    name: `seek in 1,000,000 events, slowest, ${where}`,
    goal: `< ${SEEK_MS} ms`,
    measure: async () => {
      const runs: number[] = [];
      while (runs.length < SEEK_RUNS) runs.push(await place('seek'));
      const ms = median(runs);
      return { says: `${ms.toFixed(1)} ms`, met: ms < SEEK_MS };
    },
  });
  const runs = (what: string, one: string, atLeast: number): SingleRow => ({
    name: `Raft from start to second leader, ${what}`,
    goal: `≥ ${atLeast.toLocaleString('en')} runs/s`,
    measure: async () => {
      const rate = await inNode(stage.setting)(one);
      return { says: `${Math.round(rate).toLocaleString('en')} runs/s`, met: rate >= atLeast };
    },
  });
  const lookups: SingleRow = {
    name: 'ring lookup, 10 nodes with 200 points each, Node',
    goal: `≥ ${LOOKUPS_M} M/s`,
    measure: async () => {
      const rate = await inNode(stage.setting)('ring-lookup');
      return { says: `${rate.toFixed(1)} M/s`, met: rate >= LOOKUPS_M };
    },
  };
  const sweep: SingleRow = {
    name: 'sweep of 20 points × 20 seeds of 60 s, 2 cores, Node',
    goal: `< ${String(SWEEP_SEC)} s`,
    measure: async () => {
      const seconds = (await inNode(stage.setting)('sweep')) / SWEEP_CORES;
      return { says: `${seconds.toFixed(1)} s`, met: seconds < SWEEP_SEC };
    },
  };
  const storm: SingleRow = {
    name: 'retry storm, 100,000 requests a second, Node',
    goal: `≥ ${String(STORM_PACE)} × real time`,
    measure: async () => {
      const pace = await inNode(stage.setting)('retry-storm');
      return { says: `${pace.toFixed(2)} ×`, met: pace >= STORM_PACE };
    },
  };
  const check: SingleRow = {
    name: 'linearizability of 1,000 operations, 10 clients, 20 keys, Node',
    goal: `< ${CHECK_MS} ms`,
    measure: async () => {
      const ms = await inNode(stage.setting)('checker');
      return { says: `${ms.toFixed(1)} ms`, met: ms < CHECK_MS };
    },
  };
  return [
    check,
    storm,
    sweep,
    lookups,
    runs('with hash and promises', 'raft-search', 10_000),
    runs('with windows and trace too', 'raft-whole', 4_000),
    seek('Node', inNode(stage.setting)),
    seek('Chromium worker', stage.inChromium),
    smoothness(stage),
    longTasks(stage),
    workWhilePaused(stage),
    ...sizes(stage),
  ];
}
