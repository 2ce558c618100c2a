import type { Experiment } from '../../scenario/types';

export const experiments: readonly Experiment[] = [
  {
    id: 'two-writers',
    title: 'Two services change the same accounts',
    expect:
      'Each is often too late: more than fifty appends are refused and decided anew, and nothing goes wrong; without an expected version none is refused, changes are overlooked and an account is overdrawn.',
    knobs: { 'users.routing': 'any', 'users.accounts': 2, 'users.meanEuros': 300 },
    beside: { title: 'no expected version', knobs: { 'services.noExpectedVersion': true } },
    untilSec: 20,
    nodes: ['store'],
  },
  {
    id: 'overdraft',
    title: 'More than there is',
    expect:
      'When nine of ten commands withdraw up to 400 €, most are refused after a while; a refused one writes no event, and no account falls below 0 €.',
    knobs: { 'users.withdrawRatio': 0.9, 'users.meanEuros': 200 },
    untilSec: 40,
    pace: 2,
    nodes: ['service-1'],
  },
  {
    id: 'crash',
    title: 'Both services forget all they had in memory',
    expect:
      'Accounts of 1,000 events are back from a snapshot and fewer than 100 events each; without snapshots every one is replayed from the first event, and the slowest answers take more than a second longer.',
    knobs: { 'store.pastEvents': 1000, 'services.replayTimeMs': 2, 'users.pastRatio': 0 },
    inputs: ['10s..11s crash service-1', '10s..11s crash service-2'],
    beside: { title: 'no snapshots', knobs: { 'services.snapshotEvery': 0 } },
    untilSec: 20,
    nodes: ['service-1', 'service-2'],
  },
  {
    id: 'time-travel',
    title: 'What was the balance then?',
    expect:
      'Every look into the past is right, and snapshots every 20 events make it short: fewer than 20 events on average, without them more than 50.',
    knobs: {
      'users.pastRatio': 0.5,
      'users.readRatio': 0,
      'users.accounts': 2,
      'store.pastEvents': 1,
      'services.snapshotEvery': 20,
    },
    beside: { title: 'no snapshots', knobs: { 'services.snapshotEvery': 0 } },
    untilSec: 60,
    pace: 4,
    nodes: ['users'],
  },
  {
    id: 'old-events',
    title: 'Events of an old schema',
    expect:
      'Events that counted euros are read as cents through their upcasters; without these the same events add up to less, and withdrawals are refused that should not be.',
    knobs: { 'users.meanEuros': 150 },
    beside: { title: 'no upcasters', knobs: { 'services.withoutUpcasters': true } },
    untilSec: 20,
    nodes: ['service-1'],
  },
  {
    id: 'one-writer',
    title: 'One writer for each account',
    expect:
      'When each account has one service, no append is refused; when any service may get a command, more than a hundred are, and the slowest hundredth of answers takes longer.',
    beside: { title: 'any service', knobs: { 'users.routing': 'any' } },
    untilSec: 30,
    pace: 2,
    nodes: ['users'],
  },
  {
    id: 'read-model-crash',
    title: 'The read model crashes',
    expect:
      'After four seconds it is dozens of events behind, catches up and is right; one that saves its position before its balances has skipped events, and stays wrong.',
    knobs: { 'store.pastEvents': 10, 'balances.applyTimeMs': 30 },
    inputs: ['12.3s..16.3s crash balances'],
    beside: { title: 'position first', knobs: { 'balances.savesPositionFirst': true } },
    untilSec: 30,
    pace: 2,
    nodes: ['balances'],
  },
  {
    id: 'rebuild',
    title: 'The read model is built again',
    expect:
      'It forgets all and takes in 2,000 events from the first on: more than a thousand behind for a second, then as before, while nothing else notices.',
    inputs: ['8s do balances rebuild'],
    untilSec: 20,
    nodes: ['balances'],
  },
  {
    id: 'without-event',
    title: 'A change without an event',
    expect:
      'A fee that is taken in memory alone is in no event: memory and replay differ from the first withdrawal on, and after a crash the fee is forgotten.',
    knobs: { 'services.changesWithoutEvent': true },
    inputs: ['8s..9s crash service-1'],
    beside: { title: 'events alone', knobs: { 'services.changesWithoutEvent': false } },
    untilSec: 16,
    nodes: ['service-1'],
  },
  {
    id: 'snapshot-version',
    title: 'A snapshot that does not say how far it goes',
    expect:
      'After a crash everything is added once more to a snapshot that has it: balances double, and money is paid out that is not there; with a version nothing is counted twice.',
    knobs: {
      'services.snapshotsWithoutVersion': true,
      'users.withdrawRatio': 0.8,
      'users.meanEuros': 300,
    },
    inputs: ['8s..9s crash service-1'],
    beside: { title: 'with a version', knobs: { 'services.snapshotsWithoutVersion': false } },
    untilSec: 30,
    pace: 2,
    nodes: ['service-1'],
  },
];
