import type { Claims, RunView } from '../../scenario/types';

/** Sagas that something is still held for at payments, at the end. */
function heldAtEnd(run: RunView): number {
  return run.mean('payments.held', run.untilSec - 1, run.untilSec);
}

function sagas(count: number): string {
  return count === 1 ? '1 saga' : `${String(Math.round(count))} sagas`;
}

function kept(holds: boolean): string {
  return holds ? 'kept' : 'broken';
}

function p50(run: RunView, metric: string): number {
  return run.quantile(metric, 0.5);
}

export const claims: Claims = {
  crash: (run, other) => {
    const [left, instead] = [run, other].map(heldAtEnd);
    const resumed = run.count('orchestrator.sagasResumed');
    return {
      held:
        resumed > 0 &&
        left === 0 &&
        instead > 0 &&
        run.held('no-saga-forgotten') &&
        !other.held('no-saga-forgotten'),
      says: `${sagas(resumed)} taken up again, and money held for ${sagas(left)} at the end; without a log, for ${sagas(instead)}.`,
    };
  },
  back: (run) => {
    const [done, back] = ['Done', 'Compensated'].map(
      (end) => run.count(`orchestrator.sagas${end}`) + run.count(`orders.sagas${end}`),
    );
    const share = back / (done + back);
    return {
      held: share > 0.35 && share < 0.65 && heldAtEnd(run) === 0 && run.held('undone-in-reverse'),
      says: `${sagas(back)} of ${String(done + back)} were undone; reverse order was ${kept(run.held('undone-in-reverse'))}, and money is held for ${sagas(heldAtEnd(run))}.`,
    };
  },
  'two-ways': (run) => {
    const [told, telling] = [p50(run, 'orchestrator.sagaMs'), p50(run, 'orders.sagaMs')];
    return {
      held: telling < 0.65 * told && telling > 0.35 * told,
      says: `Half of them took less than ${telling.toFixed(0)} ms choreographed, and ${told.toFixed(0)} ms orchestrated.`,
    };
  },
  'payments-down': (run) => {
    const cancelled = run.count('orchestrator.sagasCompensated');
    const [others, slowMs] = [run.count('orders.sagasCompensated'), run.quantile('orders.sagaMs', 0.99)];
    return {
      held: cancelled > 3 && others === 0 && slowMs > 6000 && heldAtEnd(run) === 0,
      says: `The orchestrator cancelled ${sagas(cancelled)}; of the choreographed ${String(others)} were cancelled, and the slowest hundredth took ${(slowMs / 1000).toFixed(1)} s.`,
    };
  },
  'needs-a-person': (run) => {
    const listed = run.count('orchestrator.sagasToPerson');
    const [before, after] = [
      run.mean('orchestrator.needPerson', 48, 50),
      run.mean('orchestrator.needPerson', 59, 60),
    ];
    return {
      held:
        listed > 2 && before === listed && after === 0 && heldAtEnd(run) === 0 && run.held('sagas-end-whole'),
      says: `${sagas(listed)} stood on the list, and ${String(after)} after the person retried; money is held for ${sagas(heldAtEnd(run))}.`,
    };
  },
  'no-keys': (run, other) => {
    const [own, keys] = [run, other].map((view) => view.held('money-and-stock'));
    return {
      held: !own && keys,
      says: `The sum of the books was ${kept(own)} without keys, and ${kept(keys)} with them, which kept out ${String(other.count('payments.repeats'))} repeats.`,
    };
  },
  'dirty-read': (run, other) => {
    const [own, locked] = [run, other].map((view) => view.count('orders.dirtyReads'));
    const pending = other.count('orders.shownPending');
    return {
      held:
        own > 2 && locked === 0 && pending > 0 && !run.held('no-dirty-read') && other.held('no-dirty-read'),
      says: `${String(own)} orders were shown as confirmed and cancelled later; with the lock ${String(locked)}, and ${String(pending)} readers were shown a pending one.`,
    };
  },
  'at-once': (run, other) => {
    const [own, reverse] = [run, other].map((view) => view.held('undone-in-reverse'));
    const [ms, otherMs] = [run, other].map((view) => view.mean('orchestrator.sagaMs'));
    return {
      held: !own && reverse && ms < otherMs,
      says: `Reverse order was ${kept(own)} at once, and ${kept(reverse)} step by step; a saga took ${ms.toFixed(0)} ms instead of ${otherMs.toFixed(0)} ms.`,
    };
  },
  'fire-and-forget': (run, other) => {
    const [left, instead] = [run, other].map(heldAtEnd);
    return {
      held: left > 0 && instead === 0 && !run.held('sagas-end-whole') && other.held('sagas-end-whole'),
      says: `Sagas that count as over hold money: ${sagas(left)}; ${sagas(instead)} when undos are repeated.`,
    };
  },
  'late-step': (run, other) => {
    const [left, instead] = [run, other].map(heldAtEnd);
    return {
      held: left > 0 && instead === 0 && !run.held('sagas-end-whole') && other.held('sagas-end-whole'),
      says: `Sagas that are over hold money: ${sagas(left)} when the undo is forgotten, ${sagas(instead)} when it is remembered.`,
    };
  },
};
