import type { Claims, RunView } from '../../scenario/types';

const PROMISE = 'only-needed-keys-move';
/** When nodes come or go in the experiments of add and lose, and how many keys there are. */
const CHANGE_SEC = 16;
const KEYS = 200;

const TEN = Array.from({ length: 10 }, (_, i) => `node-${String(i)}`);

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Shares of the requests that each of ten nodes got once caches were filled, the largest first. */
function sharesOf(run: RunView): number[] {
  const counts = TEN.map((id) => run.count(`${id}.requests.arrived`, 10, run.untilSec));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / all).sort((a, b) => b - a);
}

/** The share of keys that moved is about what the scheme makes it, and only the modulo floods the database. */
function movesLittle(run: RunView, other: RunView, little: number, much: number) {
  const [own, others] = [run, other].map((view) => view.count('router.keysMoved') / KEYS);
  const [flooded, othersFlooded] = [run, other].map((view) =>
    view.count('db.requests.rejected', CHANGE_SEC, view.untilSec),
  );
  const asPromised = run.held(PROMISE) && !other.held(PROMISE);
  return {
    held:
      asPromised &&
      Math.abs(own - little) < 0.06 &&
      Math.abs(others - much) < 0.06 &&
      flooded === 0 &&
      othersFlooded > 0,
    says: `${percent(own)} of the keys moved instead of ${percent(others)}; the database turned ${String(flooded)} reads away instead of ${String(othersFlooded)}.`,
  };
}

export const claims: Claims = {
  'add-a-node': (run, other) => movesLittle(run, other, 1 / 6, 5 / 6),
  'lose-a-node': (run, other) => movesLittle(run, other, 1 / 5, 4 / 5),
  'dead-node': (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('errorsPerSec'));
    return {
      held: own > 0 && own < others / 2 && run.held(PROMISE) && run.count('router.keysMoved') > 0,
      says: `${String(own)} requests failed instead of ${String(others)}.`,
    };
  },
  'more-points': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('router.fullest', 0, view.untilSec));
    return {
      held: own < 1.5 && others > 2,
      says: `The fullest node had ${own.toFixed(2)} times the mean instead of ${others.toFixed(2)}.`,
    };
  },
  'clumping-hash': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('router.spread', 0, view.untilSec));
    return {
      held: own > 2 * others,
      says: `The spread is ${own.toFixed(2)}, and ${others.toFixed(2)} with Murmur3.`,
    };
  },
  maglev: (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('router.spread', 0, 5));
    const needless = run.count('router.keysMovedNeedlessly');
    const share = needless / run.count('router.keysMoved');
    return {
      held: own < others / 2 && needless > 0 && share < 0.25 && other.held(PROMISE),
      says: `The spread is ${own.toFixed(3)} instead of ${others.toFixed(3)}; ${percent(share)} of the keys that moved need not have.`,
    };
  },
  'hot-key': (run, other) => {
    const [copied, alone] = [sharesOf(run), sharesOf(other)];
    const near = (share: number, wanted: number): boolean => Math.abs(share - wanted) < 0.025;
    return {
      held: near(alone[0], 0.37) && copied.slice(0, 3).every((share) => near(share, 0.17)),
      says: `The busiest node got ${percent(alone[0])} of all requests with one copy; with three, the busiest got ${copied.slice(0, 3).map(percent).join(', ')}.`,
    };
  },
  'bounded-load': (run, other) => {
    const [own, others] = [run, other].map((view) => view.quantile('responseTimeMs', 0.99, 15, 40));
    return {
      held: own < others / 2 && run.held('bounded-load') && !other.held('bounded-load'),
      says: `p99 is ${(own / 1000).toFixed(1)} s instead of ${(others / 1000).toFixed(1)} s.`,
    };
  },
  'points-by-position': (run, other) => {
    const moved = run.count('router.keysMoved');
    const needed = moved - run.count('router.keysMovedNeedlessly');
    return {
      held: moved > 2 * needed && needed > 0 && !run.held(PROMISE) && other.held(PROMISE),
      says: `${String(moved)} keys moved, of which ${String(needed)} had to; ${String(other.count('router.keysMoved'))} moved beside.`,
    };
  },
  'same-node-twice': (run, other) => {
    const id = 'copies-on-distinct-nodes';
    const [own, others] = [run, other].map((view) => (view.held(id) ? 'kept' : 'broken'));
    return {
      held: own === 'broken' && others === 'kept',
      says: `The promise is ${own}, and ${others} with the next different nodes.`,
    };
  },
};
