import { describe, expect, it } from 'vitest';
import { conservationProblems } from '../../kernel/testing/conservation';
import { during } from '../../kernel/testing/tiny';
import { findImpurities } from '../../kernel/plain';
import type { Append } from '../../patterns/event-sourcing/index';
import { runPlan, type Ask, type PlannedRun } from '../testing/plan';
import { streamPart, type EventStoreState } from './show';

const A = 'account-0';

const nodes = (params = {}) => ({
  store: {
    kind: 'event-store',
    params: { serviceTimeMs: 5, appendTimeMs: 10, serviceShape: 'constant', pastStreams: 0, ...params },
  },
});

function append(atMs: number, expected: number, cents = 100, command = atMs + 1): Ask {
  const event = { type: 'Deposited', schema: 3, data: { cents, channel: 'app' } };
  const body: Append = { stream: A, expected, events: [event], command, basedOn: expected };
  return { atMs, type: 'append', body: body as unknown as Ask['body'] };
}

const read = (atMs: number, more = {}): Ask => ({
  atMs,
  type: 'read',
  body: { stream: A, after: 0, snapshot: true, ...more },
});

function run(asks: readonly Ask[], params = {}, options: Parameters<typeof runPlan>[2] = {}): PlannedRun {
  const ran = runPlan(nodes(params), asks, options);
  expect(conservationProblems(ran.sim)).toEqual([]);
  expect(findImpurities(ran.sim.world)).toEqual([]);
  return ran;
}

const state = (ran: PlannedRun): EventStoreState => ran.state('store') as EventStoreState;

describe('event store', () => {
  it('[ES6] appends under an expected version, and refuses a second append under the same with the conflict', () => {
    const { told, count } = run([append(0, 0), append(1, 0)]);
    expect(told).toMatchObject([
      { atMs: 10, status: 'completed', answer: { ok: true, version: 1 } },
      { atMs: 11, status: 'rejected', answer: { expected: 0, actual: 1, overlooked: 'Deposited' } },
    ]);
    expect([count('store.appended'), count('store.conflicts')]).toEqual([1, 1]);
  });

  it('lets streams and the order of all events be read', () => {
    const all: Ask = { atMs: 50, type: 'readAll', body: { after: 1, max: 1 } };
    const { told } = run([append(0, 0), append(20, 1), append(35, 2), read(50, { upTo: 2 }), all]);
    expect(told[3]).toMatchObject({
      atMs: 55,
      answer: { version: 3, events: [{ version: 1 }, { version: 2 }] },
    });
    expect(told[4]).toMatchObject({ answer: { head: 3, events: [{ position: 2 }] } });
  });

  it('keeps what was appended over a crash, and nothing of what was not', () => {
    const ran = run([append(0, 0), append(95, 1)], {}, { inputs: [during(100, 200, 'crash', 'store')] });
    expect(state(ran).durable.all.length).toBe(1);
  });

  it('refuses what it has no place for, and fails what it does not know', () => {
    const ran = run([append(0, 0), append(0, 1), append(0, 2), { atMs: 90, type: 'x' }], {
      workers: 1,
      queueCapacity: 1,
    });
    expect(ran.told.map(({ status }) => status)).toEqual(['rejected', 'completed', 'completed', 'failed']);
  });

  it('has a past, and the same one with the same seed', () => {
    const [one, other] = [1, 2].map(() => state(run([], { pastStreams: 2, pastEvents: 30 })).durable);
    expect(one.all.length).toBe(60);
    expect(one).toEqual(other);
  });
});

describe('what it shows of a stream', () => {
  const ran = run([], { pastStreams: 2, pastEvents: 30 });
  const ask = { stream: 'account-1', from: null, count: 4, at: null };

  it('is the newest stretch, or any other, of a stream that exists', () => {
    const part = streamPart(state(ran), ask);
    expect(part.streams).toEqual([
      { id: 'account-0', version: 30 },
      { id: 'account-1', version: 30 },
    ]);
    expect(part.events.map(({ version }) => version)).toEqual([27, 28, 29, 30]);
    const first = streamPart(state(ran), { ...ask, stream: 'nobody', from: 1, count: 2 });
    expect(first).toMatchObject({ stream: 'account-0', events: [{ type: 'Opened' }, { version: 2 }] });
  });

  it('tells old schemas as they were written and as they are read', () => {
    const [event] = streamPart(state(ran), { ...ask, from: 2, count: 1 }).events;
    expect(event).toMatchObject({ schema: 1, type: 'Deposited' });
    expect(event.written).toMatch(/^euros \d+$/);
    expect(event.text).toBe(`cents ${event.written.slice(6)}00, channel unknown`);
  });

  it('adds up to a version, or to a time, and says what the last event changed', () => {
    const at = (when: { version: number } | { us: number }) =>
      streamPart(state(ran), { ...ask, at: when }).state;
    expect(at({ version: 0 })).toMatchObject({ version: 0, atUs: null, replayed: 0 });
    expect(at({ version: 99 }).version).toBe(30);
    expect(at({ us: -30_000_001 }).version).toBe(0);
    expect(at({ us: -28_500_000 }).version).toBe(2);
    const [second, third] = [at({ version: 2 }), at({ version: 3 })];
    expect(third.fields[0].before).toBe(second.fields[0].value);
  });
});
