import type { Claims, RunView } from '../../scenario/types';

const PROMISES = [
  'replay-matches-live',
  'nothing-overlooked',
  'never-overdrawn',
  'answers-match-log',
  'projection-matches-log',
];

/** Whether every promise of the lab was kept. */
function allHeld(run: RunView): boolean {
  return PROMISES.every((id) => run.held(id));
}

/** Largest of a figure of both services. */
function ofServices(of: (id: string) => number): number {
  return Math.max(of('service-1'), of('service-2'));
}

/** Events replayed for a load or a look back, on average over both services. */
function meanReplayed(run: RunView): number {
  return (run.mean('service-1.eventsReplayed') + run.mean('service-2.eventsReplayed')) / 2;
}

function kept(held: boolean): string {
  return held ? 'kept' : 'broken';
}

export const claims: Claims = {
  'two-writers': (run, other) => {
    const [own, instead] = [run, other].map((view) => view.count('store.conflicts'));
    return {
      held:
        own > 50 &&
        allHeld(run) &&
        run.count('errorsPerSec') === 0 &&
        instead === 0 &&
        !other.held('nothing-overlooked') &&
        !other.held('never-overdrawn'),
      says: `${String(own)} appends refused, every promise ${kept(allHeld(run))}; without an expected version ${String(instead)} refused, overdrafts ${other.held('never-overdrawn') ? 'none' : 'found'}.`,
    };
  },
  overdraft: (run) => {
    const [refused, accepted] = ['users.refused', 'users.accepted'].map((metric) =>
      run.count(metric, 20, 40),
    );
    return {
      held: refused > accepted && allHeld(run),
      says: `In the second half ${String(refused)} commands refused and ${String(accepted)} accepted; *Answers match the log* was ${kept(run.held('answers-match-log'))}.`,
    };
  },
  crash: (run, other) => {
    const [replayed, instead] = [run, other].map((view) =>
      ofServices((id) => view.quantile(`${id}.eventsReplayed`, 1, 11, 20)),
    );
    const [slow, slower] = [run, other].map((view) => view.quantile('responseTimeMs', 0.99, 11, 20));
    return {
      held: replayed < 100 && instead >= 1000 && slower > slow + 1000 && allHeld(run) && allHeld(other),
      says: `At most ${replayed.toFixed(0)} events replayed, p99 ${slow.toFixed(0)} ms; without snapshots ${instead.toFixed(0)} and ${slower.toFixed(0)} ms.`,
    };
  },
  'time-travel': (run, other) => {
    const [own, instead] = [run, other].map(meanReplayed);
    return {
      held: own < 20 && instead > 50 && allHeld(run) && allHeld(other),
      says: `${own.toFixed(1)} events for a look into the past, and ${instead.toFixed(1)} without snapshots; *Answers match the log* was ${kept(run.held('answers-match-log') && other.held('answers-match-log'))}.`,
    };
  },
  'old-events': (run, other) => {
    const [own, instead] = [run, other].map((view) => view.count('users.refused'));
    return {
      held: allHeld(run) && !other.held('replay-matches-live') && instead > own * 1.5,
      says: `${String(own)} commands refused with upcasters, ${String(instead)} without; *Replay gives the state in memory* was ${kept(run.held('replay-matches-live'))}, and ${kept(other.held('replay-matches-live'))} without.`,
    };
  },
  'one-writer': (run, other) => {
    const [own, instead] = [run, other].map((view) => view.count('store.conflicts'));
    const [fast, slow] = [run, other].map((view) => view.quantile('responseTimeMs', 0.99, 5, 30));
    return {
      held: own === 0 && instead > 100 && slow > fast,
      says: `${String(own)} appends refused, p99 ${fast.toFixed(0)} ms; with any service ${String(instead)}, and ${slow.toFixed(0)} ms.`,
    };
  },
  'read-model-crash': (run, other) => {
    const behind = run.mean('balances.lag', 16.5, 16.7);
    const after = run.mean('balances.lag', 25, 30);
    return {
      held:
        behind > 24 &&
        after < 10 &&
        allHeld(run) &&
        !other.held('projection-matches-log') &&
        other.held('never-overdrawn'),
      says: `${behind.toFixed(0)} events behind after the crash and ${after.toFixed(0)} in the end, and ${run.held('projection-matches-log') ? 'right' : 'wrong'}; with its position saved first ${other.held('projection-matches-log') ? 'right' : 'wrong'}.`,
    };
  },
  rebuild: (run) => {
    const [before, during, after] = [
      [4, 8],
      [8.1, 9.6],
      [14, 20],
    ].map(([from, to]) => run.mean('balances.lag', from, to));
    return {
      held: before < 10 && during > 500 && after < 10 && allHeld(run) && run.count('errorsPerSec') === 0,
      says: `${before.toFixed(0)} events behind before, ${during.toFixed(0)} while it is built, ${after.toFixed(0)} after; its balances were ${run.held('projection-matches-log') ? 'right' : 'wrong'} at every position.`,
    };
  },
  'without-event': (run, other) => {
    const [own, instead] = [run, other].map((view) => view.held('replay-matches-live'));
    return {
      held: !own && instead,
      says: `*Replay gives the state in memory* was ${kept(own)}, and ${kept(instead)} with events alone.`,
    };
  },
  'snapshot-version': (run, other) => {
    const [own, instead] = [run, other].map((view) => view.held('never-overdrawn'));
    return {
      held: !own && !run.held('replay-matches-live') && instead && allHeld(other),
      says: `*No account is overdrawn* was ${kept(own)}, and ${kept(instead)} with a version.`,
    };
  },
};
