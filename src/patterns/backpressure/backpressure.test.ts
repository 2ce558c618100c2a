import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askFor,
  buffered,
  createBuffer,
  createOutlet,
  freePlaces,
  heed,
  isLimited,
  isNew,
  maySend,
  nextNumber,
  offer,
  outstanding,
  receive,
  setBound,
  subscribe,
  take,
  UNLIMITED,
  type Buffer,
  type Overflow,
} from './index';

const RULES: Overflow[] = ['block', 'dropNewest', 'dropOldest', 'shed', 'credits', 'unbounded'];

/** A buffer of two places with 1 and 2 in it. */
function full(): Buffer<number> {
  const buffer = createBuffer<number>(2);
  for (const item of [1, 2]) offer(buffer, 'block', item, false);
  return buffer;
}

function drain(buffer: Buffer<number>): number[] {
  const items: number[] = [];
  for (let item = take(buffer); item !== null; item = take(buffer)) items.push(item);
  return items;
}

describe('a full buffer', () => {
  it.each<[string, Overflow, string, number[], number[]]>([
    ['[BK3]', 'block', 'waits', [], [1, 2]],
    ['[BK4]', 'dropNewest', 'dropped', [], [1, 2]],
    ['[BK5]', 'dropOldest', 'taken', [1], [2, 3]],
    ['[BK6]', 'shed', 'refused', [], [1, 2]],
    ['[BK7]', 'unbounded', 'taken', [], [1, 2, 3]],
    ['[BK8]', 'credits', 'refused', [], [1, 2]],
  ])('%s %s: the third item is %s', (_rule, rule, became, evicted, left) => {
    const buffer = full();
    expect(offer(buffer, rule, 3, false)).toEqual({ became, evicted });
    expect(drain(buffer)).toEqual(left);
  });

  it('[BK5] without places drops what comes', () => {
    expect(offer(createBuffer<number>(0), 'dropOldest', 1, false)).toEqual({
      became: 'dropped',
      evicted: [],
    });
  });

  it('[BK8] a promised place is for what was requested', () => {
    const buffer = createBuffer<number>(1);
    const subscription = subscribe(1, true);
    expect(askFor(subscription, buffer, { batch: 1, publishers: 1, forgets: false })).toBe(true);
    expect(offer(buffer, 'credits', 8, false).became).toBe('refused');
    expect(offer(buffer, 'credits', 9, true).became).toBe('taken');
    expect(drain(buffer)).toEqual([9]);
  });

  it('[BK1] with a lower bound keeps what is there and takes nothing until there is a place', () => {
    const buffer = full();
    setBound(buffer, 1);
    expect(buffer.limit).toBe(2);
    expect(take(buffer)).toBe(1);
    expect(offer(buffer, 'shed', 3, false).became).toBe('refused');
    expect(take(buffer)).toBe(2);
    expect(buffer.limit).toBe(1);
    expect(offer(buffer, 'shed', 3, false).became).toBe('taken');
  });
});

describe('laws', () => {
  const steps = fc.array(
    fc.oneof(
      fc.constant({ do: 'offer' as const, value: 0 }),
      fc.constant({ do: 'take' as const, value: 0 }),
      fc.record({ do: fc.constant('bound' as const), value: fc.nat(6) }),
    ),
    { maxLength: 300 },
  );

  it('[BK1] [BK2] a bounded buffer keeps to its limit and its order, and loses only what it says', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...RULES.slice(0, 4)), fc.nat(6), (all, rule, bound) => {
        const buffer = createBuffer<number>(bound);
        let [taken, out, evicted, last] = [0, 0, 0, 0];
        for (const [index, step] of all.entries()) {
          if (step.do === 'bound') setBound(buffer, step.value);
          else if (step.do === 'offer') {
            const offered = offer(buffer, rule, index + 1, false);
            if (offered.became === 'taken') taken++;
            evicted += offered.evicted.length;
          } else {
            const item = take(buffer);
            if (item !== null) {
              out++;
              expect(item).toBeGreaterThan(last);
              last = item;
            }
          }
          expect(buffered(buffer)).toBeLessThanOrEqual(buffer.limit);
          expect(buffered(buffer)).toBe(taken - out - evicted);
        }
      }),
    );
  });

  const talk = fc.array(fc.constantFrom('ask', 'send', 'resend', 'take'), { maxLength: 400 });

  it('[BK9] [BK12] [BK13] what is asked for always finds its place, and no item is taken twice', () => {
    fc.assert(
      fc.property(
        talk,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (all, bound, more) => {
          const batch = Math.min(bound, more);
          const buffer = createBuffer<number>(bound);
          const subscription = subscribe(1, true);
          const outlet = createOutlet();
          const came: number[] = [];
          for (const act of all) {
            if (act === 'ask') {
              const free = freePlaces(buffer);
              expect(askFor(subscription, buffer, { batch, publishers: 1, forgets: false })).toBe(
                free >= batch,
              );
              heed(outlet, { subscription: 1, upTo: subscription.limit });
            } else if (act === 'take') take(buffer);
            else {
              if (act === 'send' && !maySend(outlet, false)) continue;
              const number = act === 'send' ? nextNumber(outlet) : outlet.sent;
              expect(number).toBeLessThanOrEqual(subscription.limit);
              if (number === 0 || !isNew(subscription, number)) continue;
              receive(subscription, number);
              came.push(number);
              expect(offer(buffer, 'credits', number, true).became).toBe('taken');
            }
            expect(buffered(buffer) + buffer.promised).toBeLessThanOrEqual(bound);
            expect(buffer.promised).toBe(outstanding(subscription));
          }
          expect(came).toEqual(came.map((_, index) => index + 1));
        },
      ),
    );
  });
});

describe('demand', () => {
  it('[BK10] waits until a batch of places is free, and shares the bound among publishers', () => {
    const buffer = full();
    const subscription = subscribe(1, true);
    const rules = { batch: 2, publishers: 1, forgets: false };
    take(buffer);
    expect(askFor(subscription, buffer, rules)).toBe(false);
    take(buffer);
    expect(askFor(subscription, buffer, rules)).toBe(true);
    expect(subscription.limit).toBe(2);
    const [wide, first] = [createBuffer<number>(10), subscribe(2, true)];
    expect(askFor(first, wide, { batch: 1, publishers: 2, forgets: false })).toBe(true);
    expect([first.limit, freePlaces(wide)]).toEqual([5, 5]);
  });

  it('[BK11] is a total: repeats and old words change nothing', () => {
    const outlet = createOutlet();
    expect(maySend(outlet, false)).toBe(false);
    expect(heed(outlet, { subscription: 5, upTo: 2 })).toBe('new');
    for (const upTo of [2, 1, 2]) expect(heed(outlet, { subscription: 5, upTo })).toBe('same');
    expect([nextNumber(outlet), nextNumber(outlet)]).toEqual([1, 2]);
    expect(maySend(outlet, false)).toBe(false);
  });

  it('[BK14] a new subscription starts from nothing, and an older one is not heeded', () => {
    const outlet = { subscription: 5, upTo: 2, sent: 2 };
    expect(heed(outlet, { subscription: 4, upTo: 99 })).toBe('old');
    expect(heed(outlet, { subscription: 6, upTo: 1 })).toBe('new');
    expect(outlet).toEqual({ subscription: 6, upTo: 1, sent: 0 });
  });

  it('[BK13] numbers may come in any order', () => {
    const subscription = subscribe(1, true);
    for (const number of [3, 1]) receive(subscription, number);
    expect([1, 2, 3].map((number) => isNew(subscription, number))).toEqual([false, true, false]);
    receive(subscription, 2);
    expect(subscription).toMatchObject({ floor: 3, above: [], received: 3 });
  });

  it('[BK15] without a bound there is no limit', () => {
    const subscription = subscribe(1, false);
    expect(outstanding(subscription)).toBe(0);
    const outlet = createOutlet();
    heed(outlet, { subscription: 1, upTo: subscription.limit });
    expect(subscription.limit).toBe(UNLIMITED);
    expect([isLimited(outlet), maySend(outlet, false)]).toEqual([false, true]);
  });
});

describe('mistakes', () => {
  it('[BK16] one who ignores demand may always send', () => {
    expect(maySend({ subscription: 1, upTo: 2, sent: 2 }, true)).toBe(true);
  });

  it('[BK17] one who forgets what it asked for promises more places than it has', () => {
    const buffer = createBuffer<number>(4);
    const subscription = subscribe(1, true);
    for (let i = 0; i < 2; i++) askFor(subscription, buffer, { batch: 1, publishers: 1, forgets: true });
    expect(subscription.limit).toBe(8);
    for (let number = 1; number <= 8; number++) offer(buffer, 'credits', number, true);
    expect(buffered(buffer)).toBeGreaterThan(buffer.limit);
  });
});
