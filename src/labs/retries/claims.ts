import type { Claims, RunView } from '../../scenario/types';

/** When the stall of most experiments ends. */
const STALL_ENDS_SEC = 9;

function perSec(rate: number): string {
  return `${rate.toFixed(1)} a second`;
}

/** Calls answered in time over a stretch, as a share of those asked for. */
function answeredShare(run: RunView, fromSec: number, toSec = run.untilSec): number {
  return (
    run.count('clients.requests.completed', fromSec, toSec) /
    run.count('clients.requests.arrived', fromSec, toSec)
  );
}

/** Calls that ended without an answer in time. */
function unanswered(run: RunView, fromSec: number): number {
  return ['timedOut', 'rejected', 'failed', 'dropped'].reduce(
    (sum, end) => sum + run.count(`clients.requests.${end}`, fromSec, run.untilSec),
    0,
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Nobody is answered in time from a second after the stall on. */
function neverRecovers(run: RunView, fromSec = STALL_ENDS_SEC + 1): boolean {
  return run.count('clients.requests.completed', fromSec, run.untilSec) === 0;
}

/** Recovers within some seconds of the stall, where the run beside never does. */
function recovers(run: RunView, other: RunView, withinSec: number): { held: boolean; says: string } {
  const fromSec = STALL_ENDS_SEC + withinSec;
  const [own, others] = [run, other].map((view) => answeredShare(view, fromSec));
  return {
    held: unanswered(run, fromSec) === 0 && own > 0.9 && neverRecovers(other),
    says: `From ${String(withinSec)} s after the stall on ${percent(own)} were answered in time, and ${percent(others)} beside.`,
  };
}

/** Most requests that came to the service in 100 ms, in three such stretches. */
function peaks(run: RunView, fromSec: number): number[] {
  const counts: number[] = [];
  for (let tenth = Math.round(fromSec * 10); tenth < run.untilSec * 10; tenth++) {
    counts.push(run.count('api.requests.arrived', tenth / 10, (tenth + 1) / 10));
  }
  return counts
    .sort((a, b) => b - a)
    .slice(0, 3)
    .map(Math.round);
}

export const claims: Claims = {
  storm: (run, other) => {
    const late = run.rate('api.servedLate', 10, run.untilSec);
    return {
      held: neverRecovers(run) && unanswered(other, STALL_ENDS_SEC + 10) === 0,
      says: `Nobody was answered in time, though ${perSec(late)} were served; without retries ${percent(answeredShare(other, 19))} were, ten seconds after.`,
    };
  },
  'half-capacity': (run, other) => recovers(run, other, 20),
  budget: (run, other) => recovers(run, other, 10),
  'newest-first': (run, other) => {
    const own = answeredShare(run, STALL_ENDS_SEC + 2);
    return {
      held: own > 0.95 && neverRecovers(other),
      says: `From two seconds after the stall on ${percent(own)} were answered in time, and nobody oldest first.`,
    };
  },
  'short-queue': (run, other) => recovers(run, other, 3),
  cancel: (run, other) => recovers(run, other, 8),
  'later-is-no-help': (run, other) => {
    const [own, others] = [run, other].map((view) => view.rate('api.requests.arrived', 40, 60));
    return {
      held: neverRecovers(run, 15) && neverRecovers(other, 15) && own > 0.9 * others,
      says: `${perSec(own)} arrived, ${perSec(others)} without backoff; nobody was answered in time.`,
    };
  },
  'too-late': (run, other) => {
    const [own, others] = [run, other].map((view) => view.rate('clients.requests.completed', 10, 40) / 50);
    return {
      held: own > 0.9 && others < 0.2,
      says: `${percent(own)} of the capacity answered somebody in time, and ${percent(others)} when only what had expired was dropped.`,
    };
  },
  herd: (run, other) => {
    const [own, others] = [run, other].map((view) => peaks(view, STALL_ENDS_SEC + 0.1));
    return {
      held: own[2] > 60 && others[0] <= 40,
      says: `At most ${own.join(', ')} came in 100 ms, and ${others.join(', ')} with full jitter.`,
    };
  },
  throttle: (run, other) => {
    const late = run.count('api.servedLate', STALL_ENDS_SEC + 5, run.untilSec);
    const share = answeredShare(run, STALL_ENDS_SEC + 40);
    return {
      held: late === 0 && answeredShare(run, 15, 25) < 0.2 && share > 0.9 && neverRecovers(other),
      says: `${String(late)} were served for nobody from five seconds after the stall on; in the end ${percent(share)} were answered, and none without throttling.`,
    };
  },
  'one-row': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('updaters.roundWrites'));
    const [took, tookBeside] = [run, other].map((view) => view.mean('updaters.roundTimeMs') / 1000);
    return {
      held: own > 2 * others && took < tookBeside,
      says: `${String(own)} writes in ${took.toFixed(1)} s, and ${String(others)} in ${tookBeside.toFixed(1)} s with full jitter.`,
    };
  },
  'no-jitter': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('updaters.roundTimeMs') / 1000);
    const [writes, writesBeside] = [run, other].map((view) => view.mean('updaters.roundWrites'));
    return {
      held: own > 3 * others && writes > writesBeside,
      says: `${own.toFixed(1)} s and ${String(writes)} writes, and ${others.toFixed(1)} s and ${String(writesBeside)} writes with jitter.`,
    };
  },
  'lost-update': (run, other) => {
    const [own, others] = [run, other].map((view) => view.count('store.conflicts'));
    return {
      held: own === 0 && others > 0 && !run.held('no-lost-update') && other.held('no-lost-update'),
      says: `${String(own)} writes were refused and updates were lost; beside, ${String(others)} were refused and none was lost.`,
    };
  },
  'restarting-deadline': (run, other) => {
    const [own, others] = [run, other].map((view) => view.mean('clients.inFlight', 8, 13));
    return {
      held: own > 2 * others && !run.held('deadline-holds') && other.held('deadline-holds'),
      says: `${own.toFixed(0)} waited at a time, and ${others.toFixed(0)} with a deadline for the whole call.`,
    };
  },
};
