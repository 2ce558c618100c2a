/** Random faults for a cluster, from a seed: crashes, pauses, bad links, partitions, clocks that jump. */
import type { Input } from '../../../kernel/input';
import { at, during } from '../../../kernel/testing/tiny';
import { serverIds, type ClusterParts } from './cluster';

/** A small generator for tests: numbers from 0 to before 1. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Schedule {
  parts: ClusterParts;
  inputs: Input[];
}

type Fault = (
  chance: () => number,
  servers: readonly string[],
) => [action: string, target: string, arg?: number];

function one<T>(chance: () => number, from: readonly T[]): T {
  return from[Math.floor(chance() * from.length)];
}

function linkOf(chance: () => number, servers: readonly string[]): string {
  const from = one(chance, servers);
  const to = one(
    chance,
    servers.filter((id) => id !== from),
  );
  return `${from}${chance() < 0.5 ? '->' : '<->'}${to}`;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  crash: (chance, servers) => ['crash', one(chance, servers)],
  pause: (chance, servers) => ['pause', one(chance, servers)],
  loss: (chance, servers) => ['loss', linkOf(chance, servers), 0.1 + 0.6 * chance()],
  duplicate: (chance, servers) => ['duplicate', linkOf(chance, servers), 0.5],
  reorder: (chance, servers) => ['reorder', linkOf(chance, servers), 0.5],
  cut: (chance, servers) => ['cut', linkOf(chance, servers)],
  isolate: (chance, servers) => ['isolate', one(chance, servers)],
  skew: (chance, servers) => ['skew', one(chance, servers), Math.round((chance() - 0.5) * 800_000)],
  partition: (chance, servers) => {
    const side = servers.filter(() => chance() < 0.5);
    const others = servers.filter((id) => !side.includes(id));
    return side.length > 0 && others.length > 0
      ? ['partition', `${side.join(',')} | ${others.join(',')}`]
      : ['isolate', servers[0]];
  },
};

/** A cluster and what goes wrong with it until a time. Every seed leaves out some kinds of faults. */
export function scheduleOf(seed: number, untilMs: number): Schedule {
  const chance = chanceOf(seed);
  const servers = serverIds(chance() < 0.5 ? 3 : 5);
  const kinds = Object.values(FAULTS).filter(() => chance() < 0.6);
  const inputs: Input[] = [];
  for (let count = 3 + Math.floor(chance() * 9); count > 0 && kinds.length > 0; count--) {
    const [action, target, ...args] = one(chance, kinds)(chance, servers);
    const fromMs = Math.floor(chance() * untilMs);
    const toMs = Math.min(untilMs, fromMs + 50 + Math.floor(chance() * 900));
    const values = args.filter((arg) => arg !== undefined);
    inputs.push({ ...during(fromMs, toMs, action, target, ...values), id: `f${String(count)}` });
  }
  const reads = one(chance, ['log', 'readIndex']);
  return {
    parts: {
      seed,
      servers: servers.length,
      clients: 2,
      server: {
        reads,
        preVote: chance() < 0.5,
        checkQuorum: chance() < 0.5,
        conflictHints: chance() < 0.5,
        snapshotEntries: one(chance, [0, 0, 5, 20]),
        diskMs: one(chance, [0, 0, 3]),
      },
      client: { thinkTimeMs: 40, attemptTimeoutMs: 200, giveUpAfterMs: 1500, keys: 2 },
      link: { latencyMs: 5, ordered: chance() < 0.5 },
    },
    inputs,
  };
}

/** Figure 8 of the paper on real servers: an entry of term 1 on a majority in term 3, and a rival of term 2. */
export const FIGURE_8: Schedule = {
  parts: {
    clients: 2,
    server: { noOp: false, electionTimeoutMinMs: 10_000, electionTimeoutMaxMs: 20_000 },
    client: { sessions: 0, attemptTimeoutMs: 60_000 },
  },
  inputs: [
    at(100, 'do', 's1', 'forceTimeout'),
    at(200, 'do', 'c1', 'write'),
    // s1 and s2 alone have index 2.
    during(300, 450, 'partition', 's1,s2 | s3,s4,s5'),
    at(310, 'do', 'c1', 'write'),
    during(400, 650, 'crash', 's1'),
    // s5 is elected without it, and has an index 2 of its own.
    at(500, 'do', 's5', 'forceTimeout'),
    during(517, 1000, 'partition', 's5 | s1,s2,s3,s4'),
    at(530, 'do', 'c2', 'write'),
    during(600, 850, 'crash', 's5'),
    // s1 is back, leads term 3, and copies its index 2 to the others.
    at(700, 'do', 's1', 'forceTimeout'),
    at(750, 'do', 's1', 'forceTimeout'),
    during(840, 2000, 'crash', 's1'),
    // s5 leads term 4: its last entry is of a later term than theirs.
    at(1100, 'do', 's5', 'forceTimeout'),
    at(1150, 'do', 's5', 'forceTimeout'),
  ],
};

/** Leaders that come and go as fast as in figure 8: elected by force, and soon cut off with a few others, or down. */
export function upheavalOf(seed: number): Schedule {
  const chance = chanceOf(seed);
  const servers = serverIds(5);
  const inputs: Input[] = [];
  for (let ms = 100; ms < 2_000; ms += 60) {
    const leader = one(chance, servers);
    inputs.push(at(ms, 'do', leader, 'forceTimeout'), at(ms + 15, 'do', leader, 'forceTimeout'));
    const side = servers.filter((id) => id === leader || chance() < 0.3);
    const others = servers.filter((id) => !side.includes(id));
    const cutMs = ms + 11 + Math.floor(chance() * 25);
    if (others.length > 0)
      inputs.push(during(cutMs, ms + 58, 'partition', `${side.join(',')} | ${others.join(',')}`));
    if (chance() < 0.7) inputs.push(during(ms + 45, ms + 60 + Math.floor(chance() * 100), 'crash', leader));
  }
  return {
    parts: {
      seed,
      clients: 2,
      server: {
        noOp: false,
        electionTimeoutMinMs: 10_000,
        electionTimeoutMaxMs: 20_000,
        heartbeatIntervalMs: 20,
      },
      client: { sessions: 1, thinkTimeMs: 60, writeRatio: 1, attemptTimeoutMs: 40, retryAfterMs: 10 },
      link: { latencyMs: 3 },
    },
    inputs,
  };
}
