import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkHistory,
  keyValueModel,
  smallestPart,
  type KeyValueCommand,
  type Operation,
  type Result,
} from '.';

const MOST = 10_000;

function one(
  client: string,
  command: KeyValueCommand,
  calledAt: number,
  returnedAt: number | null,
  result?: Result,
): Operation<KeyValueCommand> {
  return { client, command, calledAt, returnedAt, ...(result !== undefined && { result }) };
}
const put = (value: number, calledAt: number, returnedAt: number | null) =>
  one('w', { do: 'put', key: 'x', value }, calledAt, returnedAt);
const get = (result: Result, calledAt: number, returnedAt: number) =>
  one('r', { do: 'get', key: 'x' }, calledAt, returnedAt, result);

function smallest(operations: readonly Operation<KeyValueCommand>[]): number[] {
  return smallestPart(keyValueModel(), operations, [...operations.keys()], MOST);
}

function isLinearizable(operations: readonly Operation<KeyValueCommand>[]): boolean {
  return checkHistory(keyValueModel(), operations).verdict === 'linearizable';
}

describe('[LIN18] the smallest part', () => {
  it('of new, then old: the write, the read that found it, and the one that did not', () => {
    const history = [
      put(1, 0, 1),
      get(1, 2, 3),
      put(2, 4, 20),
      get(2, 5, 6),
      get(1, 7, 8),
      get(2, 30, 31),
      put(3, 40, 41),
      get(3, 42, 43),
    ];
    expect(smallest(history)).toEqual([0, 2, 3, 4]);
  });

  it('of a stale read: two writes and the read', () => {
    const history = [put(1, 0, 1), put(2, 2, 3), get(2, 4, 5), get(1, 6, 7), get(2, 8, 9)];
    expect(smallest(history)).toEqual([0, 1, 3]);
  });

  it('keeps what was read with the read: siblings with both writes', () => {
    expect(smallest([put(1, 0, 10), put(2, 0, 10), get([1, 2], 20, 30), get(2, 40, 50)])).toEqual([0, 1, 2]);
    expect(smallest([put(1, 0, 10), get(7, 20, 30)])).toEqual([1]);
  });

  it('is everything of a history that is linearizable', () => {
    expect(smallest([put(1, 0, 1), get(1, 2, 3)])).toEqual([0, 1]);
  });

  it('is broken, and without any one of it, and what was read from that, it is not', () => {
    const operation = fc.record({ isPut: fc.boolean(), told: fc.nat(12), at: fc.nat(60), took: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 14 }), (parts) => {
        const history = parts.map(({ isPut, told, at, took }, i) =>
          isPut
            ? put(i, at, at + took)
            : get(told < parts.length && parts[told].isPut ? told : [0], at, at + took),
        );
        fc.pre(!isLinearizable(history));
        const part = smallest(history);
        expect(isLinearizable(part.map((index) => history[index]))).toBe(false);
        for (const left of part) {
          const { command } = history[left];
          const rest = part.filter((index) => {
            const { result } = history[index];
            const read = typeof result === 'object' && result !== null ? result : [result];
            return index !== left && !(command.do === 'put' && read.includes(command.value));
          });
          expect(isLinearizable(rest.map((index) => history[index]))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
