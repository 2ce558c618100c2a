import type { Claims, RunView } from '../../scenario/types';

const STAGES = ['reader', 'parser', 'writer'];

/** Items lost for want of a place, in any stage. */
function lost(run: RunView, how: 'dropped' | 'refused'): number {
  return STAGES.reduce((sum, id) => sum + run.count(`${id}.${how}`), 0);
}

function ageSec(run: RunView, fromSec: number, toSec: number): number {
  return run.mean('writer.ageMs', fromSec, toSec) / 1000;
}

function seconds(sec: number): string {
  return `${sec.toFixed(1)} s`;
}

const finished = (run: RunView): number => run.count('writer.finished');
const restarts = (run: RunView): number => run.count('writer.restarts');

export const claims: Claims = {
  'without-bound': (run, other) => {
    const [early, late] = [ageSec(run, 14, 16), ageSec(run, 28, 30)];
    const oldest = other.quantile('writer.ageMs', 1) / 1000;
    const perSec = (late - early) / 14;
    return {
      held: Math.abs(perSec - 1 / 3) < 0.03 && Math.abs(late - 10) < 1 && oldest < 3,
      says: `${perSec.toFixed(2)} s older each second, and ${seconds(late)} old at the end; with bounds never more than ${seconds(oldest)}.`,
    };
  },
  'out-of-memory': (run, other) => {
    const firstBackSec = [11, 12, 13].find((sec) => run.count('writer.restarts', 0, sec) > 0) ?? -1;
    return {
      held: firstBackSec === 13 && restarts(run) >= 3 && restarts(other) === 0,
      says: `The writer started again ${String(restarts(run))} times, the first time in second ${String(firstBackSec)}; with bounds ${String(restarts(other))} times.`,
    };
  },
  spike: (run, other) => {
    const [gone, none] = [run, other].map((view) => view.count('reader.taken') - finished(view));
    const waiting = run.mean('writer.buffered', 45, 50);
    return {
      held: restarts(run) === 1 && restarts(other) === 0 && gone > 70 && none === 0 && waiting === 0,
      says: `${String(restarts(run))} death and ${String(gone)} items gone, and ${waiting.toFixed(0)} waiting at the end; with bounds ${String(none)} gone.`,
    };
  },
  'hundred-items': (run, other) => {
    const lastSec = run.lastSec('writer.finished');
    const silent = lost(other, 'dropped');
    return {
      held:
        finished(run) === 100 &&
        Math.abs(lastSec - 20.3) < 0.5 &&
        finished(other) < 50 &&
        silent === 100 - finished(other),
      says: `${String(finished(run))} finished, the last after ${seconds(lastSec)}; dropping, ${String(finished(other))}, and ${String(silent)} dropped.`,
    };
  },
  'which-to-drop': (run, other) => {
    const [own, instead] = [run, other].map((view) => ageSec(view, 40, 60));
    const [share, otherShare] = [run, other].map(
      (view) => view.rate('writer.dropped', 20, 60) / view.rate('writer.worked', 20, 60),
    );
    return {
      // A third of all is half of what is finished.
      held: instead - own > 1 && Math.abs(share - 0.5) < 0.05 && Math.abs(otherShare - 0.5) < 0.05,
      says: `Finished ${seconds(own)} old, instead of ${seconds(instead)}; dropped for each finished: ${share.toFixed(2)} and ${otherShare.toFixed(2)}.`,
    };
  },
  'to-the-edge': (run, other) => {
    const givenUp = run.count('clients.requests.timedOut');
    const answerMs = other.quantile('responseTimeMs', 1);
    const [own, instead] = [run, other].map((view) => view.rate('writer.finished', 10, 40));
    const refused = other.count('clients.requests.rejected');
    return {
      held:
        givenUp > 100 &&
        answerMs < 1000 &&
        other.count('clients.requests.timedOut') === 0 &&
        Math.abs(own - instead) < 1,
      says: `${String(givenUp)} gave up; shedding, ${String(refused)} were refused, and everybody answered within ${answerMs.toFixed(0)} ms; ${own.toFixed(1)} and ${instead.toFixed(1)} finished a second.`,
    };
  },
  'wasted-work': (run, other) => {
    const share = run.count('parser.refusedDownstream', 10, 40) / run.count('parser.worked', 10, 40);
    const [, none] = [run, other].map((view) => view.count('parser.refusedDownstream'));
    return {
      held: Math.abs(share - 1 / 3) < 0.04 && none === 0,
      says: `${(share * 100).toFixed(0)} % of the parser’s work was in vain; at the door, ${String(none)} items.`,
    };
  },
  'round-trip': (run, other) => {
    const [own, more] = [run, other].map((view) => view.rate('writer.finished', 10, 60));
    const busy = run.mean('writer.busyWorkers', 10, 60) / 2;
    return {
      held: Math.abs(own - 10) < 0.2 && Math.abs(more - 14) < 0.3 && Math.abs(busy - 0.5) < 0.05,
      says: `${own.toFixed(1)} a second, the writer busy ${(busy * 100).toFixed(0)} % of its time; ${more.toFixed(1)} with 20 credits.`,
    };
  },
  'ignores-demand': (run, other) => {
    const [inVain, none] = [run, other].map((view) => view.count('parser.refusedDownstream'));
    const [own, heeds] = [run, other].map((view) => view.held('no-more-than-requested'));
    return {
      held: !own && heeds && inVain > 100 && none === 0,
      says: `${String(inVain)} items worked on in vain; heeding demand, ${String(none)}.`,
    };
  },
  'forgets-requested': (run, other) => {
    const [own, counts] = [run, other].map((view) => view.mean('writer.buffered', 14.5, 15));
    const held = !run.held('bounded-buffer') && other.held('bounded-buffer');
    return {
      held: held && own > 100 && counts <= 10,
      says: `${own.toFixed(0)} items in ten places; counting, ${counts.toFixed(1)}.`,
    };
  },
};
