import type { Claims, RunView } from '../../scenario/types';

const CONSUMERS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];

/** Messages that were acknowledged to their producers and never took effect. */
function withoutEffect(run: RunView): number {
  const effects = run.count('ledger.effects') - run.count('ledger.duplicateEffects');
  return run.count('queue.accepted') - effects;
}

/** Times a message was handed out, for each that was done. */
function deliveriesEach(run: RunView): number {
  return run.count('queue.deliveries') / run.count('queue.done');
}

function processCrashes(run: RunView): number {
  return CONSUMERS.reduce((sum, id) => sum + run.count(`${id}.processCrashes`), 0);
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${String(count)} messages`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

export const claims: Claims = {
  'consumer-crash': (run, other) => {
    const [redelivered, missing, instead] = [
      run.count('queue.redeliveries'),
      ...[run, other].map(withoutEffect),
    ];
    const done = run.count('queue.done') === run.count('queue.accepted');
    return {
      held: done && redelivered > 0 && missing === 0 && instead > 0,
      says: `${messages(redelivered)} came back and all ${String(run.count('queue.done'))} were done; at most once, ${messages(instead)} never took effect.`,
    };
  },
  'hidden-too-short': (run, other) => {
    const share = run.count('queue.redeliveries') / run.count('queue.accepted');
    const [own, instead] = [run, other].map((view) => view.count('ledger.duplicateEffects'));
    return {
      held:
        share > 0.5 && own === 0 && instead > 100 && run.held('effects-once') && !other.held('effects-once'),
      says: `${(share * 100).toFixed(0)} redeliveries for 100 messages; ${String(own)} effects taken twice, and ${String(instead)} without idempotence.`,
    };
  },
  poison: (run, other) => {
    const [own, instead] = [run, other].map(processCrashes);
    const deadSec = run.lastSec('queue.deaths');
    return {
      held: own === 3 && Math.abs(deadSec - 17) < 1 && instead >= 8 && other.count('queue.deaths') === 0,
      says: `Dead at ${deadSec.toFixed(1)} s after ${String(own)} crashes; with 1,000 attempts ${String(instead)} crashes by the end.`,
    };
  },
  'ledger-outage': (run, other) => {
    const [deaths, instead] = [run, other].map((view) => view.count('queue.deaths'));
    const [missing, none] = [run, other].map(withoutEffect);
    return {
      held: deaths > 0 && missing === deaths && instead === 0 && none === 0,
      says: `${messages(deaths)} died, and ${String(missing)} never took effect; with six attempts ${String(instead)} died.`,
    };
  },
  redrive: (run) => {
    const [deaths, redriven, done] = ['deaths', 'redriven', 'done'].map((name) => run.count(`queue.${name}`));
    const accepted = run.count('queue.accepted');
    const twice = run.count('ledger.duplicateEffects');
    return {
      held: deaths > 0 && redriven === deaths && done === accepted && withoutEffect(run) === 0 && twice === 0,
      says: `${messages(redriven)} of ${String(deaths)} dead were redriven, and ${String(done)} of ${String(accepted)} are done; ${String(twice)} took effect twice.`,
    };
  },
  burst: (run, other) => {
    const [own, instead] = [run, other].map((view) => view.mean('queue.waiting', 24, 25));
    const there = run.mean('autoscaler.consumers', 15, 20);
    return {
      held: there > 4.5 && own < 5 && instead > 200,
      says: `${there.toFixed(0)} consumers and ${own.toFixed(0)} waiting at the end of the burst, instead of ${instead.toFixed(0)} with three.`,
    };
  },
  'held-up': (run, other) => {
    const [own, without] = [run, other].map((view) => view.quantile('queue.timeToDoneMs', 0.99, 5, 60));
    return {
      held: own > 2 * without && run.held('groups-in-order'),
      says: `p99 of the time to done is ${seconds(own)} in groups, and ${seconds(without)} without order.`,
    };
  },
  'out-of-order': (run, other) => {
    const [own, waits] = [run, other].map((view) => view.held('groups-in-order'));
    return {
      held: !own && waits,
      says: `The order was ${own ? 'kept' : 'broken'} when handed out ahead, and ${waits ? 'kept' : 'broken'} when waiting.`,
    };
  },
  everyone: (run, other) => {
    const [own, competing] = [run, other].map(deliveriesEach);
    const [left, instead] = [run, other].map((view) => view.mean('queue.waiting', 20, 24));
    return {
      held:
        own > 3 &&
        competing < 1.15 &&
        left > 50 &&
        instead < 5 &&
        !run.held('one-holder') &&
        other.held('one-holder'),
      says: `${own.toFixed(1)} deliveries for each message done, and ${left.toFixed(0)} waiting; competing, ${competing.toFixed(1)} and ${instead.toFixed(0)}.`,
    };
  },
  'memory-only': (run, other) => {
    const [gone, stored] = [run, other].map(withoutEffect);
    return {
      held: gone > 10 && stored === 0 && !run.held('messages-conserved') && other.held('messages-conserved'),
      says: `${messages(gone)} acknowledged and gone; ${String(stored)} when they were stored first.`,
    };
  },
};
