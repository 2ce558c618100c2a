import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT,
  NO_EVENT,
  STRIDE,
  cancelEvent,
  copyQueue,
  createQueue,
  earliest,
  forEachPending,
  handleOf,
  moveEvent,
  pendingCount,
  pushEvent,
  slotOf,
  takeEarliest,
  type EventQueue,
} from './queue';

/** The naive twin: a list kept in (time, order of insertion). */
class Twin {
  items: { id: number; atUs: number; order: number }[] = [];
  order = 0;
  push(id: number, atUs: number): void {
    this.items.push({ id, atUs, order: this.order++ });
  }
  move(id: number, atUs: number): void {
    this.remove(id);
    this.push(id, atUs);
  }
  remove(id: number): void {
    this.items = this.items.filter((item) => item.id !== id);
  }
  first(): { id: number; atUs: number } | undefined {
    return [...this.items].sort((a, b) => a.atUs - b.atUs || a.order - b.order)[0];
  }
}

type Op =
  | { do: 'push'; after: number }
  | { do: 'take' }
  | { do: 'peek' }
  | { do: 'cancel'; pick: number; after: number }
  | { do: 'move'; pick: number; after: number };

const delay = fc.oneof(
  fc.constantFrom(0, 0, 1, 2, 1000, 1000, 65_536, 5_000_000_000, 4_503_599_627_000_000),
  fc.nat(30),
  fc.nat(100_000),
  fc.nat(2_000_000_000),
);
const operation: fc.Arbitrary<Op> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('push' as const), after: delay }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('peek' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(1000), after: delay }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), pick: fc.nat(1000), after: delay }) },
);

function runBoth(ops: Op[]): void {
  let q = createQueue(4);
  const twin = new Twin();
  const handles = new Map<number, number>();
  let now = 0;
  let nextId = 0;
  const take = (): void => {
    const first = twin.first();
    const slot = earliest(q);
    expect(slot >= 0).toBe(first !== undefined);
    if (!first) return;
    expect([q.payloads[slot], q.records[slot * STRIDE + AT]]).toEqual([first.id, first.atUs]);
    expect(handleOf(q, slot)).toBe(handles.get(first.id));
    takeEarliest(q);
    now = first.atUs;
    twin.remove(first.id);
    expect(slotOf(q, handles.get(first.id) ?? NO_EVENT)).toBe(-1);
    handles.delete(first.id);
  };
  for (const [index, op] of ops.entries()) {
    if (op.do === 'push') {
      const id = nextId++;
      handles.set(id, pushEvent(q, now + op.after, 1, 0, 0, id));
      twin.push(id, now + op.after);
    } else if (op.do === 'take') take();
    else if (op.do === 'peek') earliest(q);
    else if (handles.size > 0) {
      const [id, handle] = [...handles][op.pick % handles.size];
      if (op.do === 'cancel') {
        expect(cancelEvent(q, handle)).toBe(true);
        expect(cancelEvent(q, handle)).toBe(false);
        twin.remove(id);
        handles.delete(id);
      } else {
        expect(moveEvent(q, handle, now + op.after)).toBe(true);
        twin.move(id, now + op.after);
      }
    }
    expect(pendingCount(q)).toBe(twin.items.length);
    if (index % 17 === 0) q = copyQueue(q, (payload) => payload);
  }
  while (twin.items.length > 0) take();
  expect(earliest(q)).toBe(-1);
}

describe('event queue', () => {
  it('[K-Q1] [K-Q2] [K-Q3] takes events like a list sorted by time and insertion, with moves and cancels', () => {
    fc.assert(fc.property(fc.array(operation, { maxLength: 300, size: 'max' }), runBoth), { numRuns: 300 });
  });

  it('[K-Q1] keeps the order of thousands of events at few distinct times', () => {
    const ops: Op[] = [];
    for (let i = 0; i < 3000; i++) ops.push({ do: 'push', after: (i * 7919) % 5 });
    runBoth(ops.slice(0, 600));
    for (let i = 0; i < 3000; i++) ops.push({ do: 'push', after: (i * 7919) % 100_000 });
    const q = createQueue();
    for (const [id, op] of ops.entries()) if (op.do === 'push') pushEvent(q, op.after, 1, 0, 0, id);
    expect(drain(q)).toEqual(
      ops
        .map((op, id) => ({ id, at: op.do === 'push' ? op.after : 0 }))
        .sort((a, b) => a.at - b.at || a.id - b.id)
        .map(({ id }) => id),
    );
  });

  it('[K-Q4] a push earlier than a peek is still taken first', () => {
    const q = createQueue();
    for (let i = 0; i < 100; i++) pushEvent(q, 1_000_000 + i * 5000, 1, 0, 0, i);
    earliest(q);
    pushEvent(q, 3, 1, 0, 0, 'early');
    for (let i = 0; i < 200; i++) pushEvent(q, 500 + i, 1, 0, 0, `e${String(i)}`);
    expect(drain(q).slice(0, 3)).toEqual(['early', 'e0', 'e1']);
  });

  it('lists pending events', () => {
    const q = createQueue();
    const gone = pushEvent(q, 5, 1, 0, 0, 'gone');
    pushEvent(q, 9, 1, 0, 0, 'kept');
    cancelEvent(q, gone);
    const seen: unknown[] = [];
    forEachPending(q, (slot) => seen.push(q.payloads[slot]));
    expect(seen).toEqual(['kept']);
  });
});

function drain(q: EventQueue): unknown[] {
  const taken: unknown[] = [];
  for (let slot = earliest(q); slot >= 0; slot = earliest(q)) {
    taken.push(q.payloads[slot]);
    takeEarliest(q);
  }
  return taken;
}
