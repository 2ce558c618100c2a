import type { Claims, RunView } from '../../scenario/types';

/** What the bot may have: 20 in 4 s. */
const LIMIT_PER_SEC = 5;
/** When the bot begins to ask more than it may. */
const FLOOD_SEC = 4;
/** From here on a burst is spent and answered. */
const SETTLED_SEC = 10;

function perSec(rate: number): string {
  return `${rate.toFixed(1)} a second`;
}

/** Answers the bot gets a second once its burst is spent. */
function botRate(run: RunView): number {
  return run.rate('bot.requests.completed', SETTLED_SEC, run.untilSec);
}

function isNear(value: number, wanted: number, by: number): boolean {
  return Math.abs(value - wanted) <= by;
}

/** Share of the other clients' requests that ended badly since a time. */
function lostShare(run: RunView, fromSec: number): number {
  const bad = ['rejected', 'failed', 'timedOut', 'dropped'].map((end) =>
    run.count(`clients.requests.${end}`, fromSec, run.untilSec),
  );
  const arrived = run.count('clients.requests.arrived', fromSec, run.untilSec);
  return bad.reduce((sum, count) => sum + count, 0) / arrived;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Requests a second that the gateways refuse. */
function refusedRate(run: RunView): number {
  return ['g1', 'g2', 'g3'].reduce(
    (sum, id) => sum + run.rate(`${id}.refused`, SETTLED_SEC, run.untilSec),
    0,
  );
}

export const claims: Claims = {
  'greedy-bot': (run, other) => {
    const [own, others] = [run, other].map((view) => lostShare(view, FLOOD_SEC));
    const rate = botRate(run);
    return {
      held: isNear(rate, LIMIT_PER_SEC, 0.1) && own === 0 && others > 1 / 3 && run.held('limit-holds'),
      says: `The bot got ${perSec(rate)}; the others lost ${percent(own)}, and ${percent(others)} without a limit.`,
    };
  },
  'each-alone': (run, other) => {
    const [own, others] = [run, other].map(botRate);
    return {
      held:
        isNear(own, 3 * LIMIT_PER_SEC, 0.2) &&
        isNear(others, LIMIT_PER_SEC, 0.1) &&
        !run.held('limit-holds') &&
        other.held('limit-holds'),
      says: `The bot got ${perSec(own)}, and ${perSec(others)} with counts in the store.`,
    };
  },
  'read-then-write': (run, other) => {
    const [own, others] = [run, other].map(botRate);
    return {
      held:
        own > 3 * LIMIT_PER_SEC &&
        isNear(others, LIMIT_PER_SEC, 0.1) &&
        !run.held('limit-holds') &&
        other.held('limit-holds'),
      says: `The bot got ${perSec(own)}, and ${perSec(others)} from a store that decides in one step.`,
    };
  },
  boundary: (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('bot.requests.completed'));
    return {
      held: own === 40 && others === 20 && !run.held('no-crowded-window') && other.held('no-crowded-window'),
      says: `${String(own)} were let in, and ${String(others)} by the sliding log.`,
    };
  },
  'two-counts': (run, other) => {
    const [own, others] = [run, other].map(botRate);
    return {
      held: own <= others && own > 0.9 * others,
      says: `The bot got ${perSec(own)}, and ${perSec(others)} from the log.`,
    };
  },
  smooth: (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('api.queueLength', 4, 6));
    return {
      held: own < others / 5 && isNear(botRate(run), LIMIT_PER_SEC, 0.1),
      says: `${own.toFixed(1)} requests waited in the API, and ${others.toFixed(1)} after a burst.`,
    };
  },
  'queue-too-long': (run, other) => {
    const [own, others] = [run, other].map(botRate);
    const late = run.rate('bot.requests.timedOut', SETTLED_SEC, run.untilSec);
    return {
      held: own === 0 && isNear(late, LIMIT_PER_SEC, 0.2) && isNear(others, LIMIT_PER_SEC, 0.1),
      says: `${perSec(late)} came too late and ${perSec(own)} in time; with 5 places, ${perSec(others)}.`,
    };
  },
  'store-crash': (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('errorsPerSec'));
    const served = other.count('requests.completed', 7, 14);
    return {
      held: own === 0 && others > 100 && served === 0 && !other.held('no-needless-refusal'),
      says: `${String(own)} requests failed, and ${String(others)} where gateways fail closed.`,
    };
  },
  'open-to-the-flood': (run, other) => {
    const lost = lostShare(run, 8);
    const [own, others] = [run, other].map((view) => view.mean('api.queueLength', 8, 14));
    return {
      held: lost > 0.25 && others < 0.1 && !run.held('limit-holds') && other.held('limit-holds'),
      says: `The others lost ${percent(lost)}; ${own.toFixed(1)} requests waited in the API, ${others.toFixed(1)} when closed.`,
    };
  },
  'floored-refill': (run, other) => {
    const [own, others] = [run, other].map(botRate);
    return {
      held:
        own === 0 &&
        isNear(others, LIMIT_PER_SEC, 0.1) &&
        !run.held('no-needless-refusal') &&
        other.held('no-needless-refusal'),
      says: `The bot got ${perSec(own)}, and ${perSec(others)} where parts of tokens count.`,
    };
  },
  'one-limit-for-all': (run, other) => {
    const [own, others] = [run, other].map((view) => lostShare(view, FLOOD_SEC));
    return {
      held: own > 0.75 && others === 0,
      says: `The others lost ${percent(own)} of their requests, and ${percent(others)} with a limit for each.`,
    };
  },
  'limits-itself': (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('bot.requests.completed'));
    const [refused, instead] = [run, other].map(refusedRate);
    return {
      held: own === others && refused === 0 && isNear(instead, 55, 0.5),
      says: `${String(own)} answers against ${String(others)}; the gateways refused ${perSec(refused)} instead of ${perSec(instead)}.`,
    };
  },
};
