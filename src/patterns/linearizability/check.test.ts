/** What comes with each verdict, and what the models do that no recorded history shows. */
import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import {
  checkHistory,
  keyValueModel,
  mutexModel,
  queueModel,
  registerModel,
  setModel,
  type KeyValueCommand,
  type Model,
  type MutexCommand,
  type Operation,
  type RegisterCommand,
  type Result,
  type SetCommand,
} from '.';

/** An operation in one line: client, call and return (null: never), command, result. */
function op<C>(
  client: string,
  calledAt: number,
  returnedAt: number | null,
  command: C,
  result?: Result,
): Operation<C> {
  return { client, command, result, calledAt, returnedAt };
}

/** One operation behind the other. */
function inTurn<C>(...steps: [C, Result?][]): Operation<C>[] {
  return steps.map(([command, result], index) => op('c1', index * 2, index * 2 + 1, command, result));
}

/** The verdict on operations one behind the other. */
function says<C>(model: Model<unknown, C>, ...steps: [NoInfer<C>, Result?][]): string {
  return checkHistory(model, inTurn(...steps)).verdict;
}

describe('explanations', () => {
  const read = { do: 'read' } as const;
  const write = (value: number) => ({ do: 'write', value }) as const;
  const stale = [
    op('c1', 0, 100, write(200)),
    op('c2', 10, 30, read, 200),
    op('c3', 40, 90, read, 0),
    op('c4', 95, 99, read, 200),
  ];

  it('[LIN6] [LIN7] name the misfit, the states it met and an order that leads there', () => {
    expect(checkHistory(registerModel(0), stale)).toMatchObject({
      verdict: 'notLinearizable',
      misfit: 2,
      order: [0, 1],
      shard: null,
      sentence:
        'c3 read 0, which fits in no order: by its return, the register held 200 in every order that explains ' +
        'the earlier returns. One of them: c1 wrote 200, c2 read 200.',
    });
  });

  it('[LIN7] list every state the object can have been in, and what was never answered', () => {
    const verdict = checkHistory(registerModel(0), [
      op('c1', 0, null, write(1)),
      op('c2', 0, null, { do: 'compareAndSet', from: 1, to: 2 }),
      op('c3', 5, 6, read, 1),
      op('c3', 7, 8, read, 9),
    ]);
    expect(verdict).toMatchObject({
      misfit: 3,
      order: [0, 2],
      sentence:
        'c3 read 9, which fits in no order: by its return, the register held 1, or held 2 in every order that ' +
        'explains the earlier returns. One of them: c1 wrote 1 (never answered), c3 read 1.',
    });
  });

  it('[LIN6] a first operation that is wrong is told without an order', () => {
    expect(checkHistory(registerModel('x'), [op('c1', 0, 1, read, null)])).toMatchObject({
      misfit: 0,
      order: [],
      sentence: 'c1 read nothing, which fits in no order: by its return, the register held "x".',
    });
  });

  it('[LIN6] [LIN12] of several broken keys, the one that broke first', () => {
    const get = (key: string) => ({ do: 'get', key }) as const;
    const operations = [
      op('c1', 0, 9, get('a'), 1),
      op('c2', 1, 8, get('b'), 1),
      op('c3', 2, 3, get('c'), null),
    ];
    expect(checkHistory(keyValueModel(), operations)).toMatchObject({
      misfit: 1,
      shard: 'b',
      sentence: 'c2 got 1 for "b", which fits in no order: by its return, the key held nothing.',
    });
  });

  it('[LIN6] [LIN7] [LIN13] where the search looks ahead, halving finds the misfit', () => {
    const enqueue = (value: number) => ({ do: 'enqueue', value }) as const;
    const dequeue = { do: 'dequeue' } as const;
    const operations = [
      op('c1', 0, 1, enqueue(1)),
      op('c2', 2, 3, enqueue(2)),
      op('c3', 4, 5, dequeue, 2),
      op('c3', 6, 7, dequeue, 1),
    ];
    expect(checkHistory(queueModel(), operations)).toMatchObject({
      misfit: 2,
      order: [0, 1],
      sentence:
        'c3 dequeued 2, which fits in no order. One that explains the earlier returns: c1 enqueued 1, ' +
        'c2 enqueued 2. By then, the queue held 1, 2.',
    });
  });

  it('[LIN9] come out the same every time, as plain data, and leave the history alone', () => {
    const before = structuredClone(stale);
    const verdict = checkHistory(registerModel(0), stale);
    expect(checkHistory(registerModel(0), stale)).toEqual(verdict);
    expect(findImpurities(verdict)).toEqual([]);
    expect(stale).toEqual(before);
  });

  it('[LIN10] instants that make no sense are refused', () => {
    for (const [calledAt, returnedAt] of [
      [2, 1],
      [NaN, 1],
      [0, NaN],
      [0, Infinity],
    ]) {
      expect(() => checkHistory(registerModel(), [op('c1', calledAt, returnedAt, read)])).toThrow(
        'Operation 0 must',
      );
    }
  });
});

describe('effort', () => {
  /** Ten clients whose appends are all under way at once, and a put among them, so that nothing can be foreseen. */
  const crowd = (
    got: string,
  ): Operation<{ key: string; do: 'append' | 'put'; value: string } | { key: string; do: 'get' }>[] => [
    ...Array.from('abcdefghij', (value, index) =>
      op(`c${String(index + 1)}`, 0, 10, { do: 'append' as const, key: 'k', value }),
    ),
    op('c11', 0, 10, { do: 'put' as const, key: 'k', value: '' }),
    op('c1', 11, 12, { do: 'get' as const, key: 'k' }, got),
  ];

  it('[LIN8] a search that meets too many configurations is given up, and says so', () => {
    expect(checkHistory(keyValueModel(), crowd('zz'), 1_000)).toEqual({
      verdict: 'unknown',
      configurations: 1_001,
      sentence: 'Unknown: gave up after 1001 states, with no order found and not all of them ruled out.',
    });
  });

  it('[LIN8] a broken shard is enough, whatever the others would say', () => {
    const operations = [...crowd('zz'), op('c12', 20, 21, { do: 'get' as const, key: 'other' }, 'x')];
    expect(checkHistory(keyValueModel(), operations, 1_000)).toMatchObject({
      verdict: 'notLinearizable',
      shard: 'other',
    });
  });

  it('[LIN1] [LIN11] writes that were never answered and never read cost nothing', () => {
    const lost = Array.from({ length: 20 }, (_, value) =>
      op('c1', value, null, { do: 'write' as const, value }),
    );
    const operations = [
      ...lost,
      op('c2', 30, 31, { do: 'read' as const }, 7),
      op('c2', 32, 33, { do: 'read' as const }, 99),
    ];
    const verdict = checkHistory(registerModel(0), operations);
    expect(verdict).toMatchObject({ verdict: 'notLinearizable', misfit: 21, order: [7, 20] });
    expect(verdict.configurations).toBe(1);
  });

  it('[LIN1] [LIN12] what is got tells in which order ten appends came', () => {
    const operations = crowd('jihgfedcba').filter(({ command }) => command.do !== 'put');
    const verdict = checkHistory(keyValueModel(), operations);
    expect(verdict).toMatchObject({ verdict: 'linearizable', order: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 10] });
    expect(verdict.configurations).toBe(10);
  });

  it('[LIN1] [LIN13] so do values that leave a queue', () => {
    const values = Array.from({ length: 10 }, (_, index) => index);
    const operations = [
      ...values.map((value) => op(`c${String(value)}`, 0, 10, { do: 'enqueue' as const, value })),
      ...values.map((value) => op('c1', 40 - 2 * value, 41 - 2 * value, { do: 'dequeue' as const }, value)),
    ];
    const verdict = checkHistory(queueModel(), operations);
    expect(verdict.verdict).toBe('linearizable');
    expect(verdict.configurations).toBe(20);
  });
});

describe('models', () => {
  it('[LIN11] a refused compare-and-set says that the register held something else', () => {
    const set: RegisterCommand = { do: 'compareAndSet', from: 1, to: 2 };
    expect(says(registerModel(1), [set, false])).toBe('notLinearizable');
    expect(says(registerModel(1), [set, true], [set, false], [{ do: 'read' }, 2])).toBe('linearizable');
  });

  it('[LIN12] append puts where there is nothing, delete tells whether there was something', () => {
    const append: KeyValueCommand = { do: 'append', key: 'k', value: 'x' };
    const get: KeyValueCommand = { do: 'get', key: 'k' };
    const remove: KeyValueCommand = { do: 'delete', key: 'k' };
    expect(
      says(keyValueModel(), [append], [append], [get, 'xx'], [remove, true], [remove, false], [get, null]),
    ).toBe('linearizable');
    expect(says(keyValueModel(), [append], [remove, false])).toBe('notLinearizable');
    expect(says(keyValueModel(''), [get, ''], [append], [get, 'x'])).toBe('linearizable');
  });

  it('[LIN13] a queue gives what came first, and null when there is nothing', () => {
    const take = { do: 'dequeue' } as const;
    expect(says(queueModel([7, 8]), [take, 7], [take, 8], [take, null])).toBe('linearizable');
    expect(says(queueModel([7, 8]), [take, 8])).toBe('notLinearizable');
    expect(says(queueModel([7]), [take, null])).toBe('notLinearizable');
  });

  it('[LIN14] a set has every member once, and knows 1 from "1"', () => {
    const add = (value: string | number): SetCommand => ({ do: 'add', value });
    const read: SetCommand = { do: 'read' };
    const remove: SetCommand = { do: 'remove', value: 1 };
    expect(says(setModel([1]), [add(1), false], [add('1'), true], [read, ['1', 1]])).toBe('linearizable');
    expect(says(setModel(), [add(1)], [read, [1, 1]])).toBe('notLinearizable');
    expect(says(setModel(), [add(1)], [remove, true], [read, []])).toBe('linearizable');
  });

  it('[LIN15] a mutex is held once; whose it is counts where clients say who they are', () => {
    const acquire = { do: 'acquire' } as const;
    const release = { do: 'release' } as const;
    expect(says(mutexModel(), [acquire, true], [acquire, true])).toBe('notLinearizable');
    expect(says(mutexModel(), [acquire, true], [acquire, false], [release, true], [acquire, true])).toBe(
      'linearizable',
    );
    const mine = { ...acquire, by: 'c1' };
    const foreign = { ...release, by: 'c2' };
    expect(checkHistory(mutexModel(), inTurn<MutexCommand>([mine, true], [foreign, true]))).toMatchObject({
      misfit: 1,
      sentence:
        'c1 released the mutex, which fits in no order: by its return, the mutex was held by c1 in every order ' +
        'that explains the earlier returns. One of them: c1 acquired the mutex.',
    });
    expect(says(mutexModel(), [mine, true], [foreign, false])).toBe('linearizable');
  });
});
