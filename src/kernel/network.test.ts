import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from './message';
import { findInFlight, forEachInFlight, isCut, linkName } from './network';
import type { Simulation } from './simulation';
import { countSinceStart } from './testing/conservation';
import {
  at,
  during,
  entriesOf,
  MS,
  nodeIn,
  plannedKind,
  tinyKind,
  tinyLink,
  tinyModel,
  tinyRun,
  type Moment,
} from './testing/tiny';
import type { Input } from './input';

type Nature = Parameters<typeof tinyLink>[2];
type Arrival = [number: number, us: number];

/** Messages sent at these times over a link of this nature: the run, and what arrived when. */
function sendAll(
  sentAtMs: readonly number[],
  nature: Nature,
  inputs: Input[] = [],
  untilMs = 10_000,
  bytes = 200,
) {
  const arrivals: Arrival[] = [];
  const sender = plannedKind(
    sentAtMs.map((ms): Moment => [
      ms,
      (ctx) => {
        ctx.send('b', 'note', null, bytes);
      },
    ]),
  );
  const receiver = tinyKind({
    onMessage: (ctx, _state, message) => arrivals.push([message.number, ctx.nowUs]),
  });
  const links = [tinyLink('a', 'b', nature), tinyLink('b', 'a')];
  const run = tinyRun({ nodes: { a: sender, b: receiver }, links }, inputs, untilMs);
  return { ...run, arrivals };
}

/** Numbers and arrival times, in milliseconds, of everything in flight. */
function flights(sim: Simulation): Arrival[] {
  const found: Arrival[] = [];
  forEachInFlight(sim, (message, arrivesAtUs) => found.push([message.number, arrivesAtUs / MS]));
  return found.sort(([one], [other]) => one - other);
}

/** Reasons of all drops, with the numbers of the messages. */
function drops(sim: Simulation): string[] {
  return entriesOf(sim, 'drop').map(({ subject }) => {
    const { message, why } = subject as { message: Message; why: string };
    return `${String(message.number)} ${why}`;
  });
}

const every = (n: number, ms = 1): number[] => Array.from({ length: n }, (_, i) => i * ms);
const numbers = (arrivals: readonly Arrival[]): number[] => arrivals.map(([number]) => number);

describe('latency', () => {
  it('[K-N2] [K-N8] delays each message; they are numbered from 1', () => {
    const { arrivals, sim } = sendAll([0, 1, 5], { latencyMs: 3 }, [], 2);
    expect(flights(sim)).toEqual([
      [1, 3],
      [2, 4],
    ]);
    sim.advance(100 * MS);
    expect(arrivals).toEqual([
      [1, 3 * MS],
      [2, 4 * MS],
      [3, 8 * MS],
    ]);
    expect(flights(sim)).toEqual([]);
  });

  it('[K-N3] an ordered link keeps the order, whatever the latency draws; an unordered one does not', () => {
    const latencyUs = { name: 'exponential', mean: 20 * MS, cv: 1 } as const;
    const ordered = sendAll(every(300), { latencyUs }).arrivals;
    expect(numbers(ordered)).toEqual(every(300).map((i) => i + 1));
    const free = sendAll(every(300), { latencyUs, ordered: false }).arrivals;
    expect(free).toHaveLength(300);
    expect(numbers(free)).not.toEqual(numbers(ordered));
  });

  it('[K-N2] a reply goes back over the other link, with its own latency', () => {
    const seen: number[] = [];
    const ask = plannedKind([[1, (ctx) => ctx.call('b', 'request', null)]], {
      onOutcome: (ctx) => seen.push(ctx.nowUs / MS),
    });
    const answer = tinyKind({
      onMessage: (ctx, _state, message) => {
        ctx.reply(message, 'completed');
      },
    });
    const links = [tinyLink('a', 'b', { latencyMs: 2 }), tinyLink('b', 'a', { latencyMs: 5 })];
    tinyRun({ nodes: { a: ask, b: answer }, links }, [], 20);
    expect(seen).toEqual([8]);
  });

  it('[K-N10] sending where no link leads is an error that says so', () => {
    const send = plannedKind([
      [
        1,
        (ctx) => {
          ctx.send('b', 'note');
        },
      ],
    ]);
    expect(() => tinyRun({ nodes: { a: send, b: tinyKind() }, links: [] }, [], 2)).toThrow(
      'There is no link from a to b.',
    );
    const lost = plannedKind([[1, (ctx) => ctx.call('nobody', 'request', null)]]);
    expect(() => tinyRun({ nodes: { a: lost } }, [], 2)).toThrow('a calls nobody, which is no node.');
  });
});

describe('bandwidth', () => {
  it('[K-N6] messages leave one after the other, and take their size', () => {
    const { arrivals } = sendAll([0, 0, 0, 50], { latencyMs: 1, bytesPerSec: 100_000 }, [], 100, 400);
    expect(arrivals).toEqual([
      [1, 5 * MS],
      [2, 9 * MS],
      [3, 13 * MS],
      [4, 55 * MS],
    ]);
  });
});

describe('loss, duplication and reordering', () => {
  it('[K-N4] loss drops its share', () => {
    const { arrivals, sim } = sendAll(every(4_000), { lossRatio: 0.25 });
    expect(sim.world.links[0]).toMatchObject({ sent: 4_000, dropped: 4_000 - arrivals.length });
    // Four standard deviations of a binomial count.
    expect(Math.abs(arrivals.length - 3_000)).toBeLessThan(4 * Math.sqrt(4_000 * 0.25 * 0.75));
    expect(drops(sim)[0]).toMatch(/^\d+ loss$/);
  });

  it('[K-N4] duplication delivers its share twice, under the same number', () => {
    const { arrivals } = sendAll(every(4_000), { duplicateRatio: 0.25 });
    expect(Math.abs(arrivals.length - 5_000)).toBeLessThan(4 * Math.sqrt(4_000 * 0.25 * 0.75));
    const copies = arrivals.length - new Set(numbers(arrivals)).size;
    expect(copies).toBe(arrivals.length - 4_000);
  });

  it('[K-N3] [K-N4] reordering holds its share back by up to the window; the others stay in order', () => {
    const nature = { latencyMs: 2, reorderRatio: 0.25, reorderWindowUs: 10 * MS };
    const { arrivals } = sendAll(every(4_000), nature);
    const delay = ([number, us]: Arrival): number => us - (number - 1) * MS - 2 * MS;
    const held = arrivals.filter((arrival) => delay(arrival) > 0);
    expect(Math.abs(held.length - 1_000)).toBeLessThan(4 * Math.sqrt(4_000 * 0.25 * 0.75));
    expect(Math.max(...held.map(delay))).toBeLessThanOrEqual(10 * MS);
    const rest = numbers(arrivals.filter((arrival) => delay(arrival) === 0));
    expect(rest).toEqual([...rest].sort((one, other) => one - other));
    expect(numbers(arrivals)).not.toEqual([...numbers(arrivals)].sort((one, other) => one - other));
  });

  it('[K-N9] delays of rules add up, and a drop ends it', () => {
    const inputs = [
      at(0, 'latency', 'a->b', 5 * MS),
      at(0, 'latency', 'a->b', 7 * MS),
      at(20, 'cut', 'a->b'),
    ];
    inputs[1].id = 'another';
    const { arrivals, sim } = sendAll([1, 21], { latencyMs: 1 }, inputs, 100);
    expect(arrivals).toEqual([[1, 14 * MS]]);
    expect(drops(sim)).toEqual(['2 cut']);
  });
});

describe('cuts', () => {
  it('[K-N5] drops what is sent into them and what would arrive in them', () => {
    const { arrivals, sim } = sendAll(
      [1, 6, 9, 12, 21],
      { latencyMs: 5 },
      [during(10, 16, 'cut', 'a->b')],
      100,
    );
    // Sent at 1: there before. At 6: would arrive at 11. At 9: would arrive at 14. At 12: sent into it. At 21: after.
    expect(drops(sim)).toEqual(['2 cut', '4 cut', '3 cut']);
    expect(numbers(arrivals)).toEqual([1, 5]);
  });

  it('[K-N5] what arrives after the end passes, even if it was on its way during the cut', () => {
    const { arrivals } = sendAll([1], { latencyMs: 20 }, [during(5, 10, 'cut', 'a->b')], 100);
    expect(numbers(arrivals)).toEqual([1]);
  });

  it('[K-N5] one way does not touch the other', () => {
    const heard: string[] = [];
    const talk = plannedKind(
      ['a', 'b'].map((to): Moment => [
        2,
        (ctx) => {
          if (ctx.id !== to) ctx.send(to, 'note');
        },
      ]),
      { onMessage: (ctx) => heard.push(ctx.id) },
    );
    const { sim } = tinyRun({ nodes: { a: talk, b: talk } }, [at(1, 'cut', 'a->b')], 5);
    expect(heard).toEqual(['a']);
    expect(sim.world.links.map((link) => [linkName(sim, link), isCut(link)])).toEqual([
      ['a->b', true],
      ['b->a', false],
    ]);
  });

  it('[K-N7] a node that is down or absent gets nothing', () => {
    const { arrivals, sim } = sendAll(
      [1, 4, 8, 12],
      { latencyMs: 1 },
      [during(3, 10, 'crash', 'b'), at(11, 'leave', 'b')],
      100,
    );
    expect(numbers(arrivals)).toEqual([1]);
    expect(drops(sim)).toEqual(['2 down', '3 down', '4 down']);
    expect(countSinceStart(sim, sim.model.nodeMetrics[1].requests)).toBe(0);
  });
});

describe('messages in flight', () => {
  const link = { latencyMs: 10 };

  it('[K-N8] are dropped, delayed, delivered now and duplicated by their number', () => {
    const inputs = [
      at(5, 'drop', 'a->b#1'),
      at(5, 'delay', 'a->b#2', 7 * MS),
      at(5, 'deliver', 'a->b#3'),
      at(6, 'copy', 'a->b#4'),
    ];
    const { arrivals, sim, refusals } = sendAll([0, 1, 2, 3], link, inputs, 100);
    expect(refusals).toEqual([]);
    expect(arrivals).toEqual([
      [3, 5 * MS],
      [4, 13 * MS],
      [4, 13 * MS],
      [2, 18 * MS],
    ]);
    expect(drops(sim)).toEqual(['1 input']);
  });

  it('[K-N8] are found until they arrive', () => {
    const { sim } = sendAll([0, 1], link, [], 5);
    const [there] = sim.world.links;
    expect(findInFlight(sim, there, 2)).toMatchObject({
      arrivesAtUs: 11 * MS,
      message: { number: 2, to: 'b' },
    });
    expect(findInFlight(sim, there, 3)).toBeNull();
    expect(findInFlight(sim, sim.world.links[1], 1)).toBeNull();
    sim.advance(10 * MS);
    expect(findInFlight(sim, there, 1)).toBeNull();
  });

  it('[K-F9] an unknown one is refused in words', () => {
    const inputs = [
      at(30, 'drop', 'a->b#1'),
      at(30, 'delay', 'a->b', 5),
      at(30, 'drop', 'a->z#1'),
      at(30, 'delay', 'a->b#1', -5),
    ];
    expect(sendAll([0], link, inputs, 100).refusals).toEqual([
      'a->b#1 is not in flight.',
      'a->b is not a message: write it as a->b#17.',
      'There is no link from a to z.',
      'delay takes a duration from 0 µs to 3600 s, not -5 µs.',
    ]);
  });

  it('[K-N8] [K-L4] one that waits at a paused node has arrived: it is in flight no more', () => {
    const inputs = [during(3, 40, 'pause', 'b'), at(20, 'copy', 'a->b#1'), at(20, 'drop', 'a->b#1')];
    const { arrivals, sim, refusals } = sendAll([0], link, inputs, 25);
    expect([flights(sim), arrivals]).toEqual([[], []]);
    expect(refusals).toEqual(['a->b#1 is not in flight.', 'a->b#1 is not in flight.']);
    sim.advance(100 * MS);
    expect(arrivals).toEqual([[1, 40 * MS]]);
  });

  it('[K-N8] every message sent, and every copy, has arrived, was dropped, or is in flight', () => {
    const nature = fc.record({
      lossRatio: fc.constantFrom(0, 0.3),
      duplicateRatio: fc.constantFrom(0, 0.3),
      reorderRatio: fc.constantFrom(0, 0.3),
      ordered: fc.boolean(),
    });
    fc.assert(
      fc.property(nature, fc.nat(60), fc.nat(200), (given, fromMs, untilMs) => {
        const faults = [during(fromMs, fromMs + 20, 'cut', 'a->b'), at(40, 'duplicate', 'a->b', 0.5)];
        const wide = { ...given, latencyMs: 8, reorderWindowUs: 10 * MS };
        const { arrivals, sim } = sendAll(every(100), wide, faults, untilMs);
        const there = new Set([...numbers(arrivals), ...numbers(flights(sim))]);
        for (const drop of drops(sim)) there.add(Number(drop.split(' ')[0]));
        expect(there.size).toBe(sim.world.links[0].sent);
        expect(nodeIn(sim, 'b').up).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('models', () => {
  it('refuse links that lead nowhere, double links and double names', () => {
    const nodes = { a: tinyKind(), b: tinyKind() };
    const links = (...pairs: [string, string][]) => pairs.map(([from, to]) => tinyLink(from, to));
    expect(() => tinyModel({ nodes, links: links(['a', 'c']) })).toThrow(
      'A link ends at c, which is no node.',
    );
    expect(() => tinyModel({ nodes, links: links(['c', 'a']) })).toThrow(
      'A link starts at c, which is no node.',
    );
    expect(() => tinyModel({ nodes, links: links(['a', 'b'], ['a', 'b']) })).toThrow(
      'There are two links from a to b.',
    );
    expect(() =>
      tinyModel({ nodes: { a: { kind: tinyKind(), id: 'b' }, b: tinyKind() }, links: [] }),
    ).toThrow('Two nodes are called b.');
    expect(() =>
      tinyModel({ nodes: { a: { kind: tinyKind(), group: 'b' }, b: tinyKind() }, links: [] }),
    ).toThrow('The group b is called like a node.');
  });
});
