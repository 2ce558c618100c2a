/** Elections by the thousand: servers that have just lost their leader, and nothing but votes between them. */
import { createServer, handle, type Entry, type RaftServer, type RaftSettings } from '../index';
import type { RaftMessage } from '../messages';
import { SETTINGS } from './cluster';

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

export interface Contest {
  /** Members of the cluster, and how many of them are down. */
  members: number;
  failed: number;
  minUs: number;
  maxUs: number;
  /** One-way delay of a message. */
  latencyUs: (chance: () => number) => number;
  /** Length of each running server's log; equal when left out. */
  logs?: readonly number[];
}

export interface Won {
  /** From the start of all timers to a majority of votes; Infinity when there was none within a minute. */
  tookUs: number;
  /** Terms that were needed. */
  terms: number;
}

interface Flying {
  atUs: number;
  from: number;
  to: number;
  message: RaftMessage;
}

function serversOf({ members, failed, minUs, maxUs, logs }: Contest): RaftServer[] {
  const ids = Array.from({ length: members }, (_, place) => String(place));
  const settings: RaftSettings = { ...SETTINGS, electionTimeoutMinUs: minUs, electionTimeoutMaxUs: maxUs };
  return ids.slice(0, members - failed).map((id, place) => {
    const server = createServer(id, settings, ids);
    for (let index = 1; index <= (logs?.[place] ?? 0); index++) {
      const entry: Entry = { $shared: true, index, term: 0, kind: 'noOp' };
      server.durable.log.items.push(entry);
      server.durable.log.length++;
    }
    return server;
  });
}

/** Servers that always time out together would go on for ever. */
const GIVE_UP_US = 60_000_000;

/** Lets the servers stand until one has a majority. */
export function holdElection(contest: Contest, chance: () => number): Won {
  const servers = serversOf(contest);
  const due = servers.map(() => Infinity);
  const flying: Flying[] = [];
  let nowUs = 0;
  const happen = (place: number, event: Parameters<typeof handle>[1]): boolean => {
    for (const effect of handle(servers[place], event, nowUs, chance)) {
      if (effect.type === 'setTimer' && effect.timer === 'election') due[place] = nowUs + effect.afterUs;
      else if (effect.type === 'send' && Number(effect.to) < servers.length)
        flying.push({
          atUs: nowUs + contest.latencyUs(chance),
          from: place,
          to: Number(effect.to),
          message: effect.message,
        });
    }
    return servers[place].role === 'leader';
  };
  for (let place = 0; place < servers.length; place++) happen(place, { type: 'start' });
  while (nowUs < GIVE_UP_US) {
    const timer = due.indexOf(Math.min(...due));
    let next = -1;
    for (let i = 0; i < flying.length; i++) if (next < 0 || flying[i].atUs < flying[next].atUs) next = i;
    let leads: boolean;
    let place: number;
    if (next >= 0 && flying[next].atUs <= due[timer]) {
      const { atUs, from, to, message } = flying[next];
      flying.splice(next, 1);
      nowUs = atUs;
      place = to;
      leads = happen(place, { type: 'message', from: String(from), message });
    } else {
      nowUs = due[timer];
      place = timer;
      leads = happen(place, { type: 'election' });
    }
    if (leads) return { tookUs: nowUs, terms: servers[place].durable.term };
  }
  return { tookUs: Infinity, terms: Infinity };
}

/** The share of a sample below which `p` of it lies. */
export function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of a mean. */
export function errorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}
