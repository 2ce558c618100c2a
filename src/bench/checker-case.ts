/** The check of a history: 1,000 operations by 10 clients on 20 keys, each with a linearization. */
import {
  checkHistory,
  keyValueModel,
  type KeyValueCommand,
  type Operation,
} from '../patterns/linearizability/index';
import { median } from './measure';

const OPERATIONS = 1_000;
const CLIENTS = 10;
const KEYS = 20;
const RUNS = 7;

/** A history that happened: each operation takes effect at one instant between its call and its return. */
function historyOf(seed: number): Operation<KeyValueCommand>[] {
  let state = seed;
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
  const asked = Array.from({ length: OPERATIONS }, (_, i) => {
    const calledAt = Math.floor(i / CLIENTS) * 1_000 + below(500);
    const effectAt = calledAt + 1 + below(400);
    const doesWrite = below(2) === 0;
    return {
      i,
      key: String(below(KEYS)),
      calledAt,
      effectAt,
      returnedAt: effectAt + 1 + below(400),
      doesWrite,
    };
  });
  const held = new Map<string, number>();
  return asked
    .sort((a, b) => a.effectAt - b.effectAt)
    .map(({ i, key, calledAt, returnedAt, doesWrite }) => {
      const instants = { client: `c${String(i % CLIENTS)}`, calledAt, returnedAt };
      if (doesWrite) {
        held.set(key, i);
        return { ...instants, command: { do: 'put', key, value: i } };
      }
      return { ...instants, command: { do: 'get', key }, result: held.get(key) ?? null };
    });
}

/** Milliseconds of one check, the median of several. */
export function checkerMs(): number {
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const history = historyOf(run + 1);
    const startedMs = performance.now();
    const { verdict } = checkHistory(keyValueModel(), history);
    const tookMs = performance.now() - startedMs;
    if (verdict !== 'linearizable') throw new Error(`The checker says ${verdict}.`);
    return tookMs;
  });
  return median(runs);
}
