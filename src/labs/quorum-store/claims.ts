import type { Claims, RunView } from '../../scenario/types';

const LINEARIZABLE = 'linearizable';
const FRESH = 'no-stale-quorum-read';
const KEPT = 'acknowledged-writes-kept';

const CLIENTS = ['c1', 'c2'];
const NODES = ['s1', 's2', 's3', 's4', 's5'];

/** A counter of several nodes together. */
function sum(
  run: RunView,
  nodes: readonly string[],
  metric: string,
  fromSec?: number,
  toSec?: number,
): number {
  return nodes.reduce((all, node) => all + run.count(`${node}.${metric}`, fromSec, toSec), 0);
}

function p50(run: RunView): number {
  return run.quantile('responseTimeMs', 0.5, 1, run.untilSec);
}

function kept(run: RunView, promise: string): string {
  return run.held(promise) ? 'kept' : 'broken';
}

/** A promise that breaks here, and holds beside. */
function breaks(run: RunView, other: RunView, promise: string) {
  return {
    held: !run.held(promise) && other.held(promise),
    says: `The promise is ${kept(run, promise)}; beside it is ${kept(other, promise)}.`,
  };
}

export const claims: Claims = {
  'one-and-one': (run, other) => {
    const [own, others] = [run, other].map(
      (one) => sum(one, CLIENTS, 'staleReads') / sum(one, CLIENTS, 'reads'),
    );
    const [fast, slow] = [p50(run), p50(other)];
    return {
      held: own > 0.05 && others === 0 && fast < 0.6 * slow && !run.held(FRESH) && other.held(LINEARIZABLE),
      says: `${(own * 100).toFixed(0)} % of the reads were stale, and ${(others * 100).toFixed(0)} % with QUORUM; half of the answers came within ${fast.toFixed(0)} ms instead of ${slow.toFixed(0)} ms.`,
    };
  },
  'new-then-old': (run, other) => ({
    held: run.held(FRESH) && !run.held(LINEARIZABLE) && other.held(FRESH) && other.held(LINEARIZABLE),
    says: `Stale reads: none. Linearizability is ${kept(run, LINEARIZABLE)}; with repair before the reply it is ${kept(other, LINEARIZABLE)}.`,
  }),
  'sloppy-quorum': (run, other) => {
    const [own, others] = [run, other].map(
      (one) => sum(one, CLIENTS, 'failed') + sum(one, CLIENTS, 'unknown'),
    );
    return {
      held: own < others / 2 && !run.held(FRESH) && other.held(FRESH),
      says: `${String(own)} operations got no good answer instead of ${String(others)}; that reads find the newest write is ${kept(run, FRESH)}, and ${kept(other, FRESH)} by a strict quorum.`,
    };
  },
  split: (run, other) => {
    const during = (one: RunView, client: string): number => one.count(`${client}.answered`, 7, 12);
    const [few, many] = CLIENTS.map((client) => during(run, client));
    const both = CLIENTS.every((client) => during(other, client) > 0);
    const back = run.count('c1.answered', 15, run.untilSec);
    return {
      held: few === 0 && many > 0 && back > 0 && both && run.held(LINEARIZABLE) && !other.held(FRESH),
      says: `From 7 s to 12 s c1 got ${String(few)} good answers and c2 ${String(many)}; with ONE both sides went on, and the promise that reads find the newest write is ${kept(other, FRESH)}.`,
    };
  },
  handoff: (run, other) => {
    const [own, others] = [run, other].map((one) => sum(one, NODES, 'hintsKept'));
    const delivered = sum(run, NODES, 'hintsDelivered');
    const left = NODES.reduce((all, node) => all + run.mean(`${node}.hintsWaiting`, 13, run.untilSec), 0);
    const missed = sum(run, NODES, 'quorumsMissed') + sum(run, NODES, 'unavailable');
    return {
      held: own > 5 && others === 0 && delivered > 5 && left === 0 && missed === 0,
      says: `${String(own)} writes were kept, ${String(delivered)} versions were handed over, and none is left; ${String(missed)} quorums were missed.`,
    };
  },
  'anti-entropy': (run, other) => {
    const [own, others] = [run, other].map((one) => one.count('s3.keysExchanged', 8, one.untilSec));
    const digests = sum(run, NODES, 'digestsSent');
    return {
      held: own > 5 && others === 0 && run.count('s3.repairs') === 0,
      says: `s3 was sent ${String(own)} keys that differed, found with ${String(digests)} digests; without it is sent ${String(others)}.`,
    };
  },
  'skewed-clock': (run, other) => breaks(run, other, KEPT),
  'own-writes': (run, other) => {
    const [own, others] = [run, other].map((one) => sum(one, CLIENTS, 'ownWritesMissed'));
    return {
      held: own === 0 && others > 20,
      says: `${String(own)} reads missed the own write of their session; ${String(others)} did by chance.`,
    };
  },
  'first-acknowledgement': (run, other) => breaks(run, other, KEPT),
  'clocks-only': (run, other) => breaks(run, other, KEPT),
  'forgets-context': (run, other) => {
    const [own, others] = [run, other].map((one) => one.mean('s1.siblings', 8, one.untilSec));
    return {
      held: own > 5 * others && others > 0,
      says: `At the end s1 had ${own.toFixed(0)} siblings on average instead of ${others.toFixed(1)}.`,
    };
  },
};
