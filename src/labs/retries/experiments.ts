import type { Experiment } from '../../scenario/types';

/** Retries as they are often written: one more attempt at once, before a queue that takes everything. */
const NAIVE = {
  'clients.retryAttempts': 2,
  'clients.retryBackoff': 'immediate',
  'clients.retryBudget': false,
  'api.queueCapacity': 10_000,
};
/** For five seconds nothing is served. */
const STALL = '4s..9s slow api 1000';

export const experiments: readonly Experiment[] = [
  {
    id: 'storm',
    title: 'A storm that outlives its trigger',
    expect:
      'The service stalls for five seconds; with one retry at once nobody is answered in time in the half minute after, while without retries everybody is again within ten seconds.',
    knobs: NAIVE,
    inputs: [STALL],
    beside: { title: 'no retries', knobs: { 'clients.retry': false } },
    untilSec: 40,
    pace: 2,
    nodes: ['clients', 'api'],
  },
  {
    id: 'half-capacity',
    title: 'Half the capacity',
    expect:
      'At 22 a second, under half of the 50 it can serve, the storm is over within 20 seconds of the stall; at 30 a second, well below what it can serve, never.',
    knobs: { ...NAIVE, 'clients.ratePerSec': 22 },
    inputs: [STALL],
    beside: { title: '30 a second', knobs: { 'clients.ratePerSec': 30 } },
    untilSec: 60,
    pace: 4,
    nodes: ['clients', 'api'],
  },
  {
    id: 'budget',
    title: 'A budget of a tenth',
    expect:
      'With retries limited to a tenth of the requests the service recovers within ten seconds of the same stall; without the limit it does not.',
    knobs: { ...NAIVE, 'clients.retryBudget': true },
    inputs: [STALL],
    beside: { title: 'no budget', knobs: { 'clients.retryBudget': false } },
    untilSec: 40,
    pace: 2,
    nodes: ['clients'],
  },
  {
    id: 'newest-first',
    title: 'Newest first',
    expect:
      'A service that takes the newest request first answers nearly everybody within two seconds of the stall; oldest first, it never again answers anybody in time.',
    knobs: { ...NAIVE, 'api.discipline': 'lifo' },
    inputs: [STALL],
    beside: { title: 'oldest first', knobs: { 'api.discipline': 'fifo' } },
    untilSec: 30,
    pace: 2,
    nodes: ['api'],
  },
  {
    id: 'short-queue',
    title: 'A queue no longer than patience',
    expect:
      'With 40 places, 800 ms of work, what is taken in is answered in time, and all is well two seconds after the stall; with 200, more than clients wait for, it never is.',
    knobs: { ...NAIVE, 'api.queueCapacity': 40 },
    inputs: [STALL],
    beside: { title: '200 places', knobs: { 'api.queueCapacity': 200 } },
    untilSec: 30,
    pace: 2,
    nodes: ['api'],
  },
  {
    id: 'cancel',
    title: 'Cancel late work',
    expect:
      'When clients tell the service what they have given up, it drops that and recovers within eight seconds of the stall; otherwise it works for nobody and never does.',
    knobs: { ...NAIVE, 'clients.timeoutCancels': true },
    inputs: [STALL],
    beside: { title: 'not told', knobs: { 'clients.timeoutCancels': false } },
    untilSec: 30,
    pace: 2,
    nodes: ['clients', 'api'],
  },
  {
    id: 'later-is-no-help',
    title: 'Waiting longer is no cure',
    expect:
      'A backoff of up to ten seconds with full jitter delays the storm’s load and takes nothing from it: half a minute after the stall nobody is answered in time, as without backoff.',
    knobs: {
      ...NAIVE,
      'clients.deadline': false,
      'clients.retryBackoff': 'fullJitter',
      'clients.retryBaseMs': 5000,
      'clients.retryCapMs': 10_000,
      'clients.ratePerSec': 40,
    },
    inputs: ['4s..14s slow api 1000'],
    beside: { title: 'at once', knobs: { 'clients.retryBackoff': 'immediate' } },
    untilSec: 60,
    pace: 4,
    nodes: ['clients'],
  },
  {
    id: 'too-late',
    title: 'Served just too late',
    expect:
      'At one and a half times its capacity a service that drops only what has expired answers under a fifth of it in time; dropping also what has less than 120 ms left, it answers over nine tenths.',
    knobs: {
      'clients.retry': false,
      'clients.ratePerSec': 75,
      'api.queueCapacity': 10_000,
      'api.dropsLate': true,
      'api.spareTimeMs': 120,
    },
    beside: { title: 'only expired', knobs: { 'api.spareTimeMs': 0 } },
    untilSec: 40,
    pace: 2,
    nodes: ['api'],
  },
  {
    id: 'herd',
    title: 'The thundering herd',
    expect:
      'A pause of five seconds leaves 150 patient clients; refused together they come back together, three times over 60 in the same 100 ms; with full jitter never more than 40.',
    knobs: {
      'clients.timeoutMs': 15_000,
      'clients.deadline': false,
      'clients.retryAttempts': 8,
      'clients.retryBackoff': 'exponential',
      'clients.retryBaseMs': 200,
      'clients.retryBudget': false,
    },
    inputs: ['4s..9s pause api'],
    beside: { title: 'full jitter', knobs: { 'clients.retryBackoff': 'fullJitter' } },
    untilSec: 20,
    nodes: ['clients'],
  },
  {
    id: 'throttle',
    title: 'Clients that hold back',
    expect:
      'Clients that see nothing accepted all but stop: five seconds after the stall the service works for nobody no more, but it takes them half a minute to trust it again; without throttling it never recovers.',
    knobs: { ...NAIVE, 'clients.throttle': true },
    inputs: [STALL],
    beside: { title: 'no throttling', knobs: { 'clients.throttle': false } },
    untilSec: 70,
    pace: 4,
    nodes: ['clients'],
  },
  {
    id: 'one-row',
    title: 'A hundred clients, one row',
    expect:
      'Without backoff they are done first, at the price of more than twice the writes that full jitter needs.',
    knobs: { 'updaters.updaters': 100, 'updaters.everySec': 0, 'updaters.backoff': 'immediate' },
    beside: { title: 'full jitter', knobs: { 'updaters.backoff': 'fullJitter' } },
    untilSec: 45,
    pace: 2,
    nodes: ['updaters', 'store'],
  },
  {
    id: 'no-jitter',
    title: 'Backoff without jitter',
    expect:
      'Forty writers with exponential backoff and no jitter stay in step: they need more than three times as long as with full jitter, and more writes too.',
    knobs: { 'updaters.updaters': 40, 'updaters.everySec': 0, 'updaters.backoff': 'exponential' },
    beside: { title: 'full jitter', knobs: { 'updaters.backoff': 'fullJitter' } },
    untilSec: 60,
    pace: 4,
    nodes: ['updaters'],
  },
  {
    id: 'lost-update',
    title: 'Wrong on purpose: write without comparing',
    expect:
      'A store that ignores which version a writer has read takes every write at once and refuses none, and updates that it acknowledged are lost.',
    knobs: { 'store.ignoresVersions': true },
    beside: { title: 'compare and set', knobs: { 'store.ignoresVersions': false } },
    untilSec: 15,
    nodes: ['store'],
  },
  {
    id: 'restarting-deadline',
    title: 'Wrong on purpose: a deadline for each attempt',
    expect:
      'While the service hangs users wait three seconds instead of the one they were promised, so that more than twice as many wait at a time; a deadline for the whole call keeps its word.',
    knobs: {
      'clients.timeoutMs': 0,
      'clients.deadlineAfterMs': 1000,
      'clients.deadlineRestarts': true,
      'clients.retryBackoff': 'immediate',
      'clients.retryBudget': false,
    },
    inputs: ['4s..14s pause api'],
    beside: { title: 'for the whole call', knobs: { 'clients.deadlineRestarts': false } },
    untilSec: 20,
    nodes: ['clients'],
  },
];
