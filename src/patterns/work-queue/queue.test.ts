import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accept,
  acknowledge,
  createWorkQueue,
  nextDueUs,
  passTime,
  poison,
  redrive,
  refuse,
  take,
  tally,
  type QueueRules,
  type WorkQueue,
} from './index';

const S = 1_000_000;
const rules: QueueRules = {
  atMostOnce: false,
  visibilityUs: 30 * S,
  maxAttempts: 3,
  backoffUs: S,
  ordered: false,
  handsOutAhead: false,
  everyone: null,
};

function filled(...groups: number[]): WorkQueue {
  const queue = createWorkQueue();
  for (const group of groups) accept(queue, group, null, 0);
  return queue;
}

/** Id of what a consumer gets; 0 for nothing. */
function took(queue: WorkQueue, how: Partial<QueueRules> = {}, nowUs = 0, who = 'c1'): number {
  return take(queue, { ...rules, ...how }, who, nowUs)?.message.id ?? 0;
}

describe('the life of a message', () => {
  it('[WQ2] the first goes to one consumer, and is hidden from the others until its time is up', () => {
    const queue = filled(0, 0);
    expect([took(queue), took(queue), took(queue)]).toEqual([1, 2, 0]);
    expect(passTime(queue, rules, 30 * S - 1)).toEqual([]);
    expect(took(queue, {}, 30 * S - 1)).toBe(0);
    expect(passTime(queue, rules, 30 * S).map(({ became }) => became)).toEqual(['waits', 'waits']);
    expect(take(queue, rules, 'c2', 30 * S)).toMatchObject({ message: { id: 1 }, attempt: 2 });
  });

  it('[WQ3] one that is acknowledged is done and never comes back', () => {
    const queue = filled(0);
    took(queue);
    expect(acknowledge(queue, rules, 1, 'c1')).toMatchObject({ id: 1 });
    expect(nextDueUs(queue)).toBe(Infinity);
    expect(took(queue, {}, 99 * S)).toBe(0);
    expect(tally(queue)).toMatchObject({ done: 1, out: 0 });
  });

  it('[WQ4] an acknowledgement that is late counts, once', () => {
    const queue = filled(0);
    took(queue);
    passTime(queue, rules, 30 * S);
    expect(acknowledge(queue, rules, 1, 'c1')).toMatchObject({ id: 1 });
    expect(acknowledge(queue, rules, 1, 'c1')).toBeNull();
    expect(tally(queue)).toMatchObject({ done: 1, waiting: 0 });
  });

  it('[WQ4] one of a dead message does not', () => {
    const queue = filled(0);
    took(queue);
    passTime(queue, { ...rules, maxAttempts: 1 }, 30 * S);
    expect(acknowledge(queue, rules, 1, 'c1')).toBeNull();
    expect(tally(queue)).toMatchObject({ done: 0, dead: 1 });
  });

  it('[WQ5] a refusal of an earlier delivery means nothing', () => {
    const queue = filled(0);
    took(queue);
    passTime(queue, rules, 30 * S);
    took(queue, {}, 30 * S, 'c2');
    expect(refuse(queue, rules, 1, 1, 31 * S)).toBeNull();
    expect(queue.leases.get(1)?.holders).toEqual(['c2']);
    expect(refuse(queue, rules, 1, 2, 31 * S)).toBe('retries');
  });

  it('[WQ6] refused messages wait 2ⁿ s: 2 s, then 4 s, and at the third attempt they are dead', () => {
    const queue = filled(0);
    const waits: number[] = [];
    let nowUs = 0;
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(took(queue, {}, nowUs)).toBe(1);
      if (refuse(queue, rules, 1, attempt, nowUs) === 'dies') break;
      waits.push((nextDueUs(queue) - nowUs) / S);
      nowUs = nextDueUs(queue);
      passTime(queue, rules, nowUs);
    }
    expect(waits).toEqual([2, 4]);
    expect(tally(queue)).toMatchObject({ dead: 1, waiting: 0, postponed: 0 });
  });

  it('[WQ7] GT MQ-2: without an answer it is dead m × V after its first delivery', () => {
    for (const [maxAttempts, visibilityUs] of [
      [3, 30 * S],
      [5, 4 * S],
      [1, S],
    ]) {
      const own = { ...rules, maxAttempts, visibilityUs };
      const queue = filled(0);
      let nowUs = 7;
      while (take(queue, own, 'c1', nowUs) !== null) {
        nowUs = nextDueUs(queue);
        passTime(queue, own, nowUs);
      }
      expect(queue.dead.length).toBe(1);
      expect(nowUs - 7).toBe(maxAttempts * visibilityUs);
    }
  });

  it('[WQ8] a message that comes back takes its place in the order', () => {
    const queue = filled(0, 0, 0);
    took(queue);
    took(queue);
    passTime(queue, rules, 30 * S);
    expect(queue.waiting.map(({ message }) => message.id)).toEqual([1, 2, 3]);
  });
});

describe('groups', () => {
  const ordered = { ordered: true };

  it('[WQ9] the next of a group waits while an earlier one is out or postponed', () => {
    const queue = filled(1, 1, 2, 1);
    expect([took(queue, ordered), took(queue, ordered), took(queue, ordered)]).toEqual([1, 3, 0]);
    refuse(queue, rules, 1, 1, 0);
    expect(took(queue, ordered)).toBe(0);
    passTime(queue, rules, 2 * S);
    expect([took(queue, ordered, 2 * S), took(queue, ordered, 2 * S)]).toEqual([1, 0]);
    acknowledge(queue, rules, 1, 'c1');
    expect(took(queue, ordered, 2 * S)).toBe(2);
  });

  it('[WQ9] a dead one holds nobody up', () => {
    const queue = filled(1, 1);
    took(queue, ordered);
    refuse(queue, { ...rules, maxAttempts: 1 }, 1, 1, 0);
    expect(took(queue, ordered)).toBe(2);
  });

  it('[WQ9] handing out ahead keeps no order', () => {
    const queue = filled(1, 1);
    const ahead = { ...ordered, handsOutAhead: true };
    expect([took(queue, ahead), took(queue, ahead)]).toEqual([1, 2]);
  });
});

describe('by hand', () => {
  it('[WQ10] redrive puts dead messages back at the end, with no attempt made', () => {
    const queue = filled(0, 0);
    took(queue);
    refuse(queue, { ...rules, maxAttempts: 1 }, 1, 1, 0);
    expect(redrive(queue)).toBe(1);
    expect(queue.waiting.map(({ message, attempts }) => [message.id, attempts])).toEqual([
      [2, 0],
      [1, 0],
    ]);
    expect(tally(queue)).toMatchObject({ dead: 0, waiting: 2 });
  });

  it('[WQ11] poison stays with its message', () => {
    const queue = filled(0, 0);
    expect([poison(queue), poison(queue), poison(queue)]).toEqual([1, 2, 0]);
    accept(queue, 0, null, 0);
    accept(queue, 0, null, 0);
    expect(queue.waiting.map((entry) => entry.poison)).toEqual([true, true, true, false]);
    expect(take(queue, rules, 'c1', 0)).toMatchObject({ poison: true });
    refuse(queue, { ...rules, maxAttempts: 1 }, 1, 1, 0);
    redrive(queue);
    expect(queue.waiting.at(-1)).toMatchObject({ message: { id: 1 }, position: 5, poison: true });
  });
});

describe('two other ways', () => {
  it('[WQ12] everyone gets it, and it is done when all have acknowledged it', () => {
    const own = { ...rules, everyone: ['c1', 'c2'] };
    const queue = filled(0);
    expect([took(queue, own), took(queue, own, 0, 'c2'), took(queue, own)]).toEqual([1, 1, 0]);
    expect(acknowledge(queue, own, 1, 'c1')).toBeNull();
    expect(acknowledge(queue, own, 1, 'c2')).toMatchObject({ id: 1 });
  });

  it('[WQ12] and one failure requeues it for all', () => {
    const own = { ...rules, everyone: ['c1', 'c2'] };
    const queue = filled(0);
    took(queue, own);
    took(queue, own, 0, 'c2');
    acknowledge(queue, own, 1, 'c1');
    expect(refuse(queue, own, 1, 1, 0)).toBe('retries');
    passTime(queue, own, 2 * S);
    expect([took(queue, own, 2 * S), took(queue, own, 2 * S, 'c2')]).toEqual([1, 1]);
  });

  it('[WQ13] at most once: refused or unanswered it is lost, and an answer that is late finds it again', () => {
    const once = { ...rules, atMostOnce: true };
    const queue = filled(0, 0, 0);
    for (let i = 0; i < 3; i++) took(queue, once);
    expect(refuse(queue, once, 1, 1, 0)).toBe('lost');
    expect(passTime(queue, once, 30 * S).map(({ became }) => became)).toEqual(['lost', 'lost']);
    expect(took(queue, once, 30 * S)).toBe(0);
    expect(tally(queue)).toMatchObject({ lost: 3, done: 0 });
    acknowledge(queue, once, 2, 'c1');
    expect(tally(queue)).toMatchObject({ lost: 2, done: 1 });
  });
});

/** Anything that may happen to a queue. */
const deed = fc.oneof(
  fc.record({ do: fc.constant('accept'), group: fc.integer({ min: 0, max: 2 }) }),
  fc.record({
    do: fc.constantFrom('take', 'acknowledge', 'refuse'),
    n: fc.nat(20),
    who: fc.constantFrom('a', 'b'),
  }),
  fc.record({ do: fc.constant('wait'), us: fc.integer({ min: 0, max: 40 * S }) }),
  fc.record({ do: fc.constantFrom('redrive', 'poison') }),
) as fc.Arbitrary<{ do: string; group?: number; n?: number; who?: string; us?: number }>;

const anyRules = fc.record({
  atMostOnce: fc.boolean(),
  visibilityUs: fc.integer({ min: 1, max: 30 * S }),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  backoffUs: fc.integer({ min: 0, max: S }),
  ordered: fc.boolean(),
  handsOutAhead: fc.boolean(),
  everyone: fc.constantFrom(null, ['a', 'b']),
});

describe('laws', () => {
  it('[WQ1] every message accepted is in exactly one place, whatever happens', () => {
    fc.assert(
      fc.property(anyRules, fc.array(deed, { maxLength: 80 }), (own, deeds) => {
        const queue = createWorkQueue();
        let nowUs = 0;
        for (const one of deeds) {
          const { n = 0, who = 'a' } = one;
          if (one.do === 'accept') accept(queue, one.group ?? 0, null, nowUs);
          else if (one.do === 'take') take(queue, own, who, nowUs);
          else if (one.do === 'acknowledge') acknowledge(queue, own, n, who);
          else if (one.do === 'refuse')
            refuse(queue, own, n, queue.leases.get(n)?.entry.attempts ?? 0, nowUs);
          else if (one.do === 'redrive') redrive(queue);
          else if (one.do === 'poison') poison(queue);
          else passTime(queue, own, (nowUs += one.us ?? 0));
          const sum = Object.values(tally(queue)).reduce((total, count) => total + count, 0);
          expect(sum).toBe(queue.accepted);
          const ids = [
            ...queue.waiting.map(({ message }) => message.id),
            ...queue.postponed.map(({ entry }) => entry.message.id),
            ...queue.leases.keys(),
            ...queue.dead.map(({ message }) => message.id),
            ...queue.lost,
          ];
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
    );
  });

  it('[WQ9] groups are done in their order when nothing dies', () => {
    const ordered = { ...rules, ordered: true, maxAttempts: 1000 };
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 80 }), (deeds) => {
        const queue = createWorkQueue();
        const last = new Map<number, number>();
        let nowUs = 0;
        for (const one of deeds) {
          if (one.do === 'accept') accept(queue, one.group ?? 0, null, nowUs);
          else if (one.do === 'take') take(queue, ordered, one.who ?? 'a', nowUs);
          else if (one.do === 'wait') passTime(queue, ordered, (nowUs += one.us ?? 0));
          else {
            const out = [...queue.leases.values()].at((one.n ?? 0) % Math.max(1, queue.leases.size));
            if (out === undefined) continue;
            const { message, attempts } = out.entry;
            if (one.do === 'refuse') refuse(queue, ordered, message.id, attempts, nowUs);
            if (one.do !== 'acknowledge') continue;
            acknowledge(queue, ordered, message.id, 'a');
            expect(message.id).toBeGreaterThan(last.get(message.group) ?? 0);
            last.set(message.group, message.id);
          }
        }
      }),
    );
  });
});
