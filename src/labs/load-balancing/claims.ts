import type { Claims, RunView } from '../../scenario/types';

const CRASH_SEC = 6;
/** Interval × threshold + probe timeout + request timeout, and the 100 ms to which windows tell times apart. */
const LAST_ERROR_SEC = 0.5 * 3 + 0.4 + 2 + 0.1;

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

/** Share of the requests that servers got which went to one of them. */
function shareOf(run: RunView, id: string): number {
  const servers = ['s1', 's2', 's3', 's4'].map((server) => run.count(`${server}.requests.arrived`));
  return run.count(`${id}.requests.arrived`) / servers.reduce((sum, count) => sum + count, 0);
}

/** Compares p99 once the slow server has had time to fall behind. */
function underAThird(run: RunView, other: RunView): { held: boolean; says: string } {
  const [own, others] = [run, other].map((view) => view.quantile('responseTimeMs', 0.99, 8, 30));
  return {
    held: own < others / 3,
    says: `p99 ${seconds(own / 1000)} against ${seconds(others / 1000)}.`,
  };
}

/** Errors fall by more than 80 %. */
function fallsByFourFifths(run: RunView, other: RunView): { held: boolean; says: string } {
  const [own, others] = [run, other].map((view) => view.count('errorsPerSec'));
  return {
    held: own < others * 0.2,
    says: `${String(own)} errors instead of ${String(others)}.`,
  };
}

export const claims: Claims = {
  'kill-a-server': (run) => {
    const errors = run.count('errorsPerSec');
    const last = run.lastSec('errorsPerSec') - CRASH_SEC;
    const after = run.count('errorsPerSec', CRASH_SEC + LAST_ERROR_SEC, 18);
    return {
      held: errors > 0 && last <= LAST_ERROR_SEC && after === 0 && run.held('no-request-to-removed'),
      says: `${String(errors)} requests failed, the last one ${seconds(last)} after the crash.`,
    };
  },
  'drain-first': (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('errorsPerSec'));
    // A probe brings the news within half a second and its way there and back.
    const late = run.count('s2.requests.arrived', 5, 16);
    return {
      held: own === 0 && others > 50 && late === 0,
      says: `${String(own)} requests failed, and ${String(others)} without probes.`,
    };
  },
  'slow-server': underAThird,
  'two-choices': underAThird,
  'same-server-twice': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('s3.queueLength', 30, 40));
    return {
      held: own > 4 * others && other.held('spares-the-busiest') && !run.held('spares-the-busiest'),
      says: `${own.toFixed(0)} requests waited in s3, and ${others.toFixed(0)} with two different draws.`,
    };
  },
  'stale-load': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('responseTimeMs', 5, 60));
    return {
      held: own > others,
      says: `mean ${own.toFixed(0)} ms against ${others.toFixed(0)} ms with two choices.`,
    };
  },
  'black-hole': (run, other) => {
    const [own, others] = [run, other].map((view) => shareOf(view, 's2'));
    return {
      held: own > 0.42 && own < 0.58 && others > 0.24 && others < 0.26,
      says: `s2 got ${percent(own)} of all requests, and ${percent(others)} under round robin.`,
    };
  },
  ejection: fallsByFourFifths,
  breakers: fallsByFourFifths,
  'slow-start': (run, other) => {
    const [own, others] = [run, other].map((view) => view.quantile('responseTimeMs', 0.99, 7, 24));
    return {
      held: own < others / 2,
      says: `p99 ${seconds(own / 1000)} against ${seconds(others / 1000)}.`,
    };
  },
  sticky: (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('lb.movedClients'));
    return {
      held: own === 0 && others > 50 && run.held('sticky-clients') && !other.held('sticky-clients'),
      says: `${String(own)} clients of healthy servers moved, and ${String(others)} with the modulo.`,
    };
  },
};
