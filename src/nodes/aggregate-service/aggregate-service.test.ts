import { describe, expect, it } from 'vitest';
import { murmur3 } from '../../kernel/hash';
import { meanOf } from '../../kernel/histogram';
import { histogramBetween } from '../../kernel/readings';
import { conservationProblems } from '../../kernel/testing/conservation';
import { during, SEC } from '../../kernel/testing/tiny';
import { findImpurities } from '../../kernel/plain';
import type { EventStoreState } from '../event-store/index';
import { runPlan, type Ask, type PlannedRun } from '../testing/plan';
import type { AggregateServiceState } from './index';

const A = 'account-0';

/** Two services with links of 5 ms. A decision takes 1 ms, an event 1 ms, a read 5 ms and an append 10 ms. */
const nodes = (params = {}, store = {}) => {
  const service = {
    kind: 'aggregate-service',
    params: { store: 'store', decideTimeMs: 1, replayTimeMs: 1, storeTimeoutMs: 100, ...params },
  };
  return {
    s1: service,
    s2: service,
    store: {
      kind: 'event-store',
      params: { serviceTimeMs: 5, appendTimeMs: 10, serviceShape: 'constant', pastStreams: 0, ...store },
    },
  };
};

function command(atMs: number, kind: 'deposit' | 'withdraw', cents: number, to = 's1', id = atMs + 1): Ask {
  return { atMs, type: 'command', to, body: { id, kind, cents, stream: A } };
}

function run(
  asks: readonly Ask[],
  params = {},
  options: Parameters<typeof runPlan>[2] = {},
  store = {},
): PlannedRun {
  const ran = runPlan(nodes(params, store), asks, { latencyMs: 5, ...options });
  expect(conservationProblems(ran.sim)).toEqual([]);
  expect(findImpurities(ran.sim.world)).toEqual([]);
  return ran;
}

const eventsOf = (ran: PlannedRun): string[] => {
  const { all } = (ran.state('store') as EventStoreState).durable;
  return all.items
    .slice(0, all.length)
    .map(({ type, data }) => ('cents' in data ? `${type} ${String(data.cents)}` : type));
};

const liveOf = (ran: PlannedRun, id: string): unknown => {
  const live = (ran.state(id) as AggregateServiceState).live.get(A);
  return live && [live.account.version, live.account.balanceCents];
};

describe('commands', () => {
  it('become events, and change the account in memory once they are stored', () => {
    const ran = run([command(0, 'deposit', 500), command(100, 'withdraw', 200)]);
    expect(eventsOf(ran)).toEqual(['Opened', 'Deposited 500', 'Withdrawn 200']);
    expect(liveOf(ran, 's1')).toEqual([3, 300]);
    expect(ran.told).toMatchObject([
      { atMs: 46, status: 'completed', answer: { accepted: true, version: 2, balanceCents: 500 } },
      { atMs: 131, status: 'completed', answer: { accepted: true, version: 3, balanceCents: 300 } },
    ]);
  });

  it('to withdraw more than the balance are refused and write no event', () => {
    const ran = run([command(0, 'deposit', 500), command(100, 'withdraw', 501)]);
    expect(eventsOf(ran)).toEqual(['Opened', 'Deposited 500']);
    expect(ran.told[1]).toMatchObject({
      status: 'completed',
      answer: { accepted: false, reason: 'insufficientFunds', version: 2, balanceCents: 500 },
    });
  });

  it('on one account take turns', () => {
    const ran = run([command(0, 'deposit', 500), command(1, 'withdraw', 300), command(2, 'withdraw', 300)]);
    expect(ran.told.map(({ answer }) => answer?.accepted)).toEqual([true, true, false]);
    expect(ran.count('store.conflicts')).toBe(0);
  });

  it('that come too late are refused by the store, and decided anew on what was missed', () => {
    const ran = run([
      command(0, 'deposit', 500),
      command(100, 'withdraw', 300, 's2'),
      command(200, 'withdraw', 100, 's1'),
      command(201, 'withdraw', 150, 's2'),
    ]);
    expect(ran.count('store.conflicts')).toBe(1);
    // s1 believed in 500, tried, and found 50 left.
    expect(eventsOf(ran).slice(2)).toEqual(['Withdrawn 300', 'Withdrawn 150']);
    expect(ran.told.find(({ ask }) => ask === 2)?.answer).toMatchObject({ accepted: false, version: 4 });
    expect(liveOf(ran, 's1')).toEqual([4, 50]);
  });

  it('are given up after so many attempts', () => {
    const asks = [
      command(0, 'deposit', 500),
      command(100, 'deposit', 1, 's2'),
      command(200, 'deposit', 1, 's1'),
    ];
    const { told } = run(asks, { maxAttempts: 1 });
    expect(told.map(({ status }) => status)).toEqual(['completed', 'completed', 'rejected']);
  });

  it('that come twice take effect once, at any service', () => {
    const ran = run([command(0, 'deposit', 500, 's1', 7), command(100, 'deposit', 500, 's2', 7)]);
    expect(eventsOf(ran)).toEqual(['Opened', 'Deposited 500']);
    expect(ran.told[1].answer).toMatchObject({ accepted: true });
  });

  it('whose append was not answered are looked for before they are tried again', () => {
    const cut = during(25, 60, 'cut', 'store->s1');
    const ran = run([command(0, 'deposit', 500)], {}, { inputs: [cut] });
    expect(eventsOf(ran)).toEqual(['Opened', 'Deposited 500']);
    expect(ran.told[0]).toMatchObject({ status: 'completed', answer: { accepted: true, version: 2 } });
  });
});

describe('memory', () => {
  const asks = (n: number): Ask[] => Array.from({ length: n }, (_, i) => command(i * 100, 'deposit', 100));

  it('is gone after a crash: the account is replayed from the newest snapshot on', () => {
    const inputs = [during(1010, 1020, 'crash', 's1')];
    const ran = run(asks(11).concat(command(2000, 'deposit', 1)), { snapshotEvery: 4 }, { inputs });
    // The eleventh was stored although the service died before it heard of it: the last snapshot was at 8 events of 12.
    expect(ran.count('s1.loads')).toBe(2);
    expect(ran.count('s1.snapshotsTaken')).toBe(3);
    const { streams } = (ran.state('store') as EventStoreState).durable;
    expect(streams.get(A)?.snapshots.items.map(({ version }) => version)).toEqual([4, 8, 12]);
    expect(liveOf(ran, 's1')).toEqual([13, 1101]);
  });

  it('can be left out: every command replays the account', () => {
    const ran = run(asks(5), { keepsInMemory: false });
    expect(ran.count('s1.loads')).toBe(5);
  });

  it('is not needed to see the account as it was', () => {
    const past = (atMs: number, more: object): Ask => ({
      atMs,
      type: 'past',
      to: 's2',
      body: { stream: A, ...more },
    });
    const ran = run([
      ...asks(5),
      past(1000, { upTo: 3 }),
      past(1100, { atUs: 250_000 }),
      past(1200, { atUs: -1 }),
    ]);
    expect(ran.told.slice(5).map(({ answer }) => answer)).toEqual([
      { stream: A, version: 3, balanceCents: 200 },
      { stream: A, version: 4, balanceCents: 300 },
      { stream: A, version: 0, balanceCents: 0 },
    ]);
    expect(liveOf(ran, 's2')).toBeUndefined();
  });
});

describe('GT ES-1: a snapshot every 100 events, stopped at 4,000 random versions', () => {
  const [every, events, stops] = [100, 1000, 4000];

  it('replays (K−1)/2 on average within 4 standard errors, K−1 at most, and gives the state of a full replay', () => {
    // The first command opens the account too: the balance is 1 cent less than the version.
    const grow = Array.from({ length: events - 1 }, (_, i) => command(i * 20, 'deposit', 1));
    const rest = murmurs(stops).map((random, i): Ask => {
      const upTo = every + (random % (events - every));
      return { atMs: 30_000 + i, type: 'past', to: 's1', body: { stream: A, upTo } };
    });
    const none = { workers: 100, queueCapacity: 1000, serviceTimeMs: 0, appendTimeMs: 0 };
    const service = { snapshotEvery: every, decideTimeMs: 0, replayTimeMs: 0 };
    const ran = run([...grow, ...rest], service, { latencyMs: 0 }, none);
    const found = ran.told.slice(events - 1).map(({ answer }) => answer);
    expect(found.length).toBe(stops);
    for (const answer of found) expect(answer?.balanceCents).toBe(Number(answer?.version) - 1);
    const { metrics } = ran.sim.world;
    const place = ran.sim.model.catalog.places.get('s1.eventsReplayed');
    if (!place) throw new Error('There is no such metric.');
    const histogram = histogramBetween(metrics, place.index, 30 * SEC, 60 * SEC);
    // A uniform number from 0 to K−1 has the variance (K² − 1)/12.
    const error = Math.sqrt((every ** 2 - 1) / 12 / stops);
    expect(Math.abs(meanOf(histogram) - (every - 1) / 2)).toBeLessThan(4 * error);
    expect(histogram.max).toBe(every - 1);
  });
});

/** So many numbers that look random, the same every time. */
function murmurs(count: number): number[] {
  return Array.from({ length: count }, (_, i) => murmur3(String(i)));
}

describe('broken rules', () => {
  const stale = [
    command(0, 'deposit', 500),
    command(100, 'withdraw', 100, 's2'),
    command(200, 'withdraw', 400, 's1'),
    command(201, 'withdraw', 400, 's2'),
  ];

  it('no expected version: both withdraw the same money', () => {
    const ran = run(stale, { noExpectedVersion: true });
    expect(ran.count('store.conflicts')).toBe(0);
    expect(eventsOf(ran).filter((event) => event.startsWith('Withdrawn'))).toHaveLength(3);
  });

  it('state changed without an event: memory knows of a fee, the store does not', () => {
    const asks = [command(0, 'deposit', 500), command(100, 'withdraw', 100)];
    expect(liveOf(run(asks, { changesWithoutEvent: true }), 's1')).toEqual([3, 300]);
  });

  it('no upcasters: money of schema 1 counts as nothing', () => {
    const balance = (withoutUpcasters: boolean): number => {
      const ran = run(
        [command(0, 'deposit', 1)],
        { withoutUpcasters },
        {},
        { pastStreams: 1, pastEvents: 40 },
      );
      return Number(ran.told[0].answer?.balanceCents);
    };
    expect(balance(true)).not.toBe(balance(false));
  });

  it('snapshots without a version: a replay adds what they have', () => {
    const asks = Array.from({ length: 4 }, (_, i) => command(i * 100, 'deposit', 100));
    const other = command(1000, 'deposit', 100, 's2');
    const ran = run([...asks, other], { snapshotsWithoutVersion: true, snapshotEvery: 5 });
    // Five events of 400 in the snapshot, the same five again, and one more.
    expect(ran.told[4].answer).toMatchObject({ version: 6, balanceCents: 900 });
  });
});
