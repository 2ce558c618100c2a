import type { Claims, RunView } from '../../scenario/types';

const TIMEOUT_MS = 1000;

/** Start of the first tenth of a second from a time on in which a counter counted; −1 for never. */
function firstSec(run: RunView, metric: string, fromSec: number): number {
  for (let tenth = Math.round(fromSec * 10); tenth < run.untilSec * 10; tenth++) {
    // A sliver of the tenth before may be counted too: times are not exact in binary.
    if (run.count(metric, tenth / 10, (tenth + 1) / 10) > 0.5) return tenth / 10;
  }
  return -1;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function whole(value: number): string {
  return value.toFixed(0);
}

function percent(share: number): string {
  return `${whole(share * 100)} %`;
}

/** Share of the requests that found all workers of the caller taken, while the dependency hung. */
function refusedAtDoor(run: RunView): number {
  const [arrived, rejected, refused] = [
    'caller.requests.arrived',
    'caller.requests.rejected',
    'caller.refusedByBreaker',
  ].map((metric) => run.count(metric, 6, 18));
  return Math.round(rejected - refused) / arrived;
}

export const claims: Claims = {
  'fail-and-recover': (run) => {
    const opened = firstSec(run, 'caller.refusedByBreaker', 4) - 4;
    const closed = run.lastSec('caller.refusedByBreaker') - 14;
    return {
      held: opened >= 0 && opened < 1 && closed > 0 && closed <= 6 && run.held('open-sends-nothing'),
      says: `it opened ${seconds(opened)} after the first failure and closed ${seconds(closed)} after the recovery.`,
    };
  },
  hanging: (run, other) => {
    const refused = run.quantile('caller.refusedTimeMs', 1);
    const hanging = other.quantile('caller.responseTimeMs', 0.99, 5, 18);
    return {
      held: refused < 10 && hanging > TIMEOUT_MS * 0.99 && hanging < TIMEOUT_MS * 1.02,
      says: `refused requests took ${whole(refused)} ms at most; without a breaker the p99 was ${whole(hanging)} ms.`,
    };
  },
  others: (run, other) => {
    const [own, others] = [run, other].map(refusedAtDoor);
    return {
      held: own === 0 && others > 0.5,
      says: `the caller had no worker for ${percent(own)} of all requests, and for ${percent(others)} without a breaker.`,
    };
  },
  'dead-for-long': (run) => {
    const sent = run.count('dependency.requests.arrived', 6, 36);
    return {
      held: Math.round(sent) === 15 && run.held('half-open-permits'),
      says: `${whole(sent)} calls reached it in half a minute.`,
    };
  },
  'everyone-in': (run, other) => {
    const [own, others] = [run, other].map((view) => view.lastSec('caller.refusedByBreaker'));
    return {
      held: own - others > 15 && !run.held('half-open-permits') && other.held('half-open-permits'),
      says: `the breaker closed at ${seconds(own)}, and at ${seconds(others)} with three trial calls.`,
    };
  },
  fallback: (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('goodputPerSec'));
    const degraded = run.count('requests.degraded');
    const errors = run.count('errorsPerSec');
    return {
      held: errors === 0 && degraded === other.count('errorsPerSec') && own === others,
      says: `${whole(own)} full answers with and without, and ${whole(degraded)} degraded ones instead of errors.`,
    };
  },
  'slow-calls': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('caller.busyWorkers', 5, 18));
    return {
      held: own < others / 10 && others > 20 && other.count('caller.refusedByBreaker') === 0,
      says: `${own.toFixed(1)} busy workers on average, and ${others.toFixed(1)} when only failures count.`,
    };
  },
  'two-libraries': (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('goodputPerSec', 6, 30));
    return {
      held: own < others / 2 && other.count('caller.refusedByBreaker') === 0,
      says: `${whole(own)} good answers, and ${whole(others)} with resilience4j’s defaults.`,
    };
  },
  'by-hand': (run) => {
    // The last call on its way arrives one link latency after the breaker was opened.
    const sent = run.count('dependency.requests.arrived', 4.2, 10);
    const closed = run.lastSec('caller.refusedByBreaker') - 10;
    return {
      held: sent === 0 && closed <= 0.1 && run.count('goodputPerSec', 11, 16) > 150,
      says: `${whole(sent)} calls reached the dependency; the last refusal came ${seconds(Math.max(0, closed))} after the reset.`,
    };
  },
};
