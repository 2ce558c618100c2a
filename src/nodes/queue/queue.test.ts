/** A queue with its consumers and their ledger. */
import { describe, expect, it } from 'vitest';
import type { ParamValue } from '../../kernel/params';
import { findImpurities } from '../../kernel/plain';
import { conservationProblems } from '../../kernel/testing/conservation';
import { at, during, entriesOf } from '../../kernel/testing/tiny';
import { nodeKinds } from '../index';
import type { LedgerState } from '../ledger/index';
import { runPlan, write, type Ask } from '../testing/plan';
import { booksOf, type QueueState } from './state';
import { tally } from '../../patterns/work-queue/index';

type Values = Readonly<Record<string, ParamValue>>;

const steady = { serviceTimeMs: 100, serviceShape: 'constant', queue: 'queue', ledger: 'ledger' };

function nodes(queue: Values = {}, consumer: Values = {}, consumers = 1) {
  const c = (i: number) =>
    [`c${String(i)}`, { kind: 'consumer', params: { ...steady, ...consumer } }] as const;
  return {
    queue: {
      kind: 'queue',
      params: { consumers: 'c1', storeTimeMs: 0, visibilityTimeoutMs: 4000, ...queue },
    },
    ledger: { kind: 'ledger', params: { serviceTimeMs: 0 } },
    ...Object.fromEntries(Array.from({ length: consumers }, (_, i) => c(i + 1))),
  };
}

/** So many messages at once, each of a group of its own unless told. */
function send(count: number, group = (i: number) => i): Ask[] {
  return Array.from({ length: count }, (_, i) => write(10, group(i), i));
}

type Run = ReturnType<typeof runPlan>;
const books = (run: Run) => tally(booksOf(run.state('queue') as QueueState));
const times = (run: Run) => [...(run.state('ledger') as LedgerState).durable.times.values()];

/** When entries of the log of a node that contain a text were written, in milliseconds. */
function logged(run: Run, text: string): number[] {
  return entriesOf(run.sim, 'log').flatMap(({ subject, atUs }) =>
    (subject as string).includes(text) ? [atUs / 1000] : [],
  );
}

describe('queue, consumer, ledger', () => {
  it('a message is acknowledged, handled, booked and done', () => {
    const run = runPlan(nodes(), send(5), { untilMs: 5000 });
    expect(run.told.map(({ status }) => status)).toEqual(Array(5).fill('completed'));
    expect(books(run)).toMatchObject({ done: 5, waiting: 0, out: 0 });
    expect(times(run)).toEqual([1, 1, 1, 1, 1]);
    // One worker, a tenth of a second each.
    expect(run.count('c1.handled')).toBe(5);
    expect(conservationProblems(run.sim)).toEqual([]);
    expect(findImpurities(run.sim.world)).toEqual([]);
  });

  it('competing consumers share the messages', () => {
    const run = runPlan(nodes({}, {}, 3), send(30), { untilMs: 5000 });
    expect(times(run)).toEqual(Array(30).fill(1));
    for (const id of ['c1', 'c2', 'c3']) expect(run.count(`${id}.handled`)).toBe(10);
  });

  it('refuses what it has no place for, what is being stored included', () => {
    const run = runPlan(nodes({ capacity: 2 }, { serviceTimeMs: 5000 }), send(5), { untilMs: 3000 });
    expect(run.told.map(({ status }) => status).sort()).toEqual([
      ...Array<string>(2).fill('completed'),
      ...Array<string>(3).fill('rejected'),
    ]);
  });

  it('asks for prefetched messages ahead, and they wait there', () => {
    const run = runPlan(nodes({}, { prefetch: 2, serviceTimeMs: 5000 }), send(5), { untilMs: 3000 });
    expect(books(run)).toMatchObject({ out: 3, waiting: 2 });
  });
});

describe('failures', () => {
  it.each([
    [3, 4000],
    [5, 1500],
  ])('GT MQ-2: poison that crashes its consumer is dead %i × %i ms after its first delivery', (m, v) => {
    const run = runPlan(
      nodes(
        { maxAttempts: m, visibilityTimeoutMs: v },
        { poisonRatio: 1, poisonDoes: 'crashes', startMs: 200 },
      ),
      send(1),
      { untilMs: 60_000 },
    );
    expect(run.count('queue.deliveries')).toBe(m);
    expect(run.count('c1.processCrashes')).toBe(m);
    expect(books(run)).toMatchObject({ dead: 1, done: 0 });
    expect(logged(run, 'is dead')).toEqual([10 + m * v]);
  });

  it('poison that is refused is dead after waits of 2 s and 4 s', () => {
    const run = runPlan(nodes({}, { poisonRatio: 1 }), send(1));
    // Three times a tenth of a second of work, and between them the waits.
    expect(logged(run, 'is dead')).toEqual([10 + 3 * 100 + 6000]);
  });

  it.each([true, false])('GT MQ-3: work longer than the visibility timeout, idempotent %s', (idempotent) => {
    const slow = { visibilityTimeoutMs: 1000, maxAttempts: 100 };
    const run = runPlan(nodes(slow, { serviceTimeMs: 1500, idempotent }, 2), [write(10, 0, 0)], {
      untilMs: 20_000,
    });
    expect(run.count('queue.deliveries')).toBe(2);
    expect(books(run)).toMatchObject({ done: 1 });
    expect(times(run)).toEqual([idempotent ? 1 : 2]);
  });

  it('GT MQ-3: every message is delivered at least twice, one after the other', () => {
    const slow = { visibilityTimeoutMs: 1000, maxAttempts: 100 };
    const asks = Array.from({ length: 10 }, (_, i) => write(10 + 5000 * i, i, i));
    const run = runPlan(nodes(slow, { serviceTimeMs: 1500 }, 2), asks, { untilMs: 60_000 });
    expect(run.count('queue.redeliveries')).toBe(10);
    expect(times(run)).toEqual(Array(10).fill(1));
  });

  it('what a crashed consumer had comes back when its time is up, and goes to another', () => {
    const run = runPlan(nodes({}, { serviceTimeMs: 1000 }, 2), send(2), {
      inputs: [at(500, 'crash', 'c1')],
      untilMs: 10_000,
    });
    expect(run.count('queue.timeouts')).toBe(1);
    expect(logged(run, 'is back')).toEqual([4010]);
    expect(books(run)).toMatchObject({ done: 2 });
    expect(run.count('c2.handled')).toBe(2);
  });

  it('at most once it is lost instead', () => {
    const run = runPlan(nodes({ delivery: 'atMostOnce' }, { serviceTimeMs: 1000 }, 2), send(2), {
      inputs: [at(500, 'crash', 'c1')],
      untilMs: 10_000,
    });
    expect(books(run)).toMatchObject({ done: 1, lost: 1 });
    expect(run.count('queue.deliveries')).toBe(2);
  });

  it('a crash of the queue loses no message that was acknowledged; those in memory only are gone', () => {
    for (const memoryOnly of [false, true]) {
      const run = runPlan(nodes({ memoryOnly }, { serviceTimeMs: 300 }), send(10), {
        inputs: [during(500, 800, 'crash', 'queue')],
        untilMs: 30_000,
      });
      expect(run.told.filter(({ status }) => status === 'completed')).toHaveLength(10);
      const { done, ...rest } = books(run);
      if (memoryOnly) expect(done + rest.waiting + rest.out).toBe(0);
      else expect({ done, lost: rest.lost }).toEqual({ done: 10, lost: 0 });
      expect(findImpurities(run.sim.world)).toEqual([]);
    }
  });

  it('a ledger that is down makes them refuse; what dies can be redriven', () => {
    const run = runPlan(nodes({ maxAttempts: 1 }), send(3), {
      inputs: [during(5, 5000, 'crash', 'ledger'), at(8000, 'do', 'queue', 'redrive')],
      untilMs: 20_000,
    });
    expect(run.count('queue.deaths')).toBe(3);
    expect(run.count('queue.redriven')).toBe(3);
    expect(books(run)).toMatchObject({ done: 3, dead: 0 });
  });

  it('one poisoned by hand dies, and the others are done', () => {
    const run = runPlan(nodes(), send(3), { inputs: [at(5, 'do', 'queue', 'poison')], untilMs: 20_000 });
    expect(books(run)).toMatchObject({ done: 2, dead: 1 });
  });

  it('everyone gets it: each consumer handles each message', () => {
    const run = runPlan(nodes({ everyoneGets: true }, { idempotent: false }, 1), send(4), {
      untilMs: 20_000,
    });
    expect(books(run)).toMatchObject({ done: 4 });
    expect(times(run)).toEqual([1, 1, 1, 1]);
  });
});

describe('groups', () => {
  it('are booked in their order, whoever works on them', () => {
    const run = runPlan(
      nodes({ order: 'groups' }, { workers: 4, serviceShape: 'exponential', failureRatio: 0.2 }, 3),
      send(60, (i) => i % 3),
      { untilMs: 120_000 },
    );
    expect(books(run).waiting + books(run).out + books(run).postponed).toBe(0);
    expect(books(run).done).toBeGreaterThan(50);
  });
});

describe('what it shows', () => {
  it('the inspector lists what waits, what is out with the time left, and what is dead', () => {
    const run = runPlan(nodes({ maxAttempts: 1 }, { serviceTimeMs: 1000 }), send(3), {
      inputs: [at(5, 'do', 'queue', 'poison')],
      untilMs: 1510,
    });
    const kind = nodeKinds.get('queue');
    const node = run.sim.world.nodes.find(({ id }) => id === 'queue');
    if (!kind || !node) throw new Error('There is no queue.');
    expect(kind.inspect(node.state, node.params, 1_510_000)).toMatchObject({
      accepted: 3,
      waiting: { 'message 3': 'since 0.0 s' },
      inFlight: { 'message 2': 'c1, 3.5 s left' },
      dead: { 'message 1': 'tried 1×, poison' },
    });
    expect(kind.face(node.state, node.params, new Map())).toMatchObject({
      headline: { value: 1 },
      chip: { text: '1 dead', tone: 'bad' },
      meters: [{ text: '1' }, { text: '0' }, { label: 'dead', text: '1', tone: 'bad' }],
    });
  });
});
