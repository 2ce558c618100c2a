import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPlain, findImpurities } from '../../kernel/plain';
import {
  addWrite,
  confirmBatch,
  createWriteBuffer,
  dirtyCount,
  dropWrites,
  requeueBatch,
  takeBatch,
  unflushed,
  type BufferedWrite,
  type WriteBuffer,
} from '.';

function writeOf(key: number, version: number): BufferedWrite {
  return { $shared: true, key, value: version * 10, version };
}

/** A buffer with writes of these keys, versions counting from 1. */
function bufferOf(keys: readonly number[], coalesce: boolean): WriteBuffer {
  const buffer = createWriteBuffer();
  keys.forEach((key, index) => addWrite(buffer, writeOf(key, index + 1), coalesce));
  return buffer;
}

const versions = (writes: readonly BufferedWrite[]): number[] => writes.map(({ version }) => version);

describe('adding and reading', () => {
  it('[CS12] the newest write of a key can be read until it has arrived', () => {
    const buffer = bufferOf([1, 2, 1], false);
    expect([1, 2, 3].map((key) => unflushed(buffer, key)?.version ?? null)).toEqual([3, 2, null]);
    takeBatch(buffer, 2);
    expect(unflushed(buffer, 2)?.version).toBe(2);
    confirmBatch(buffer);
    expect([1, 2].map((key) => unflushed(buffer, key)?.version ?? null)).toEqual([3, null]);
  });

  it('[CS13] without coalescing every write waits', () => {
    const buffer = bufferOf([1, 2, 1], false);
    expect(dirtyCount(buffer)).toBe(3);
    expect(versions(takeBatch(buffer, 10))).toEqual([1, 2, 3]);
  });

  it('[CS13] with coalescing the last write of a key takes the turn of the first', () => {
    const buffer = createWriteBuffer();
    const replaced = [1, 2, 1].map((key, index) => addWrite(buffer, writeOf(key, index + 1), true));
    expect(replaced).toEqual([false, false, true]);
    expect(dirtyCount(buffer)).toBe(2);
    expect(versions(takeBatch(buffer, 10))).toEqual([3, 2]);
  });
});

describe('flushing', () => {
  it('[CS14] a batch takes the oldest, at most so many, and counts as dirty until it has arrived', () => {
    const buffer = bufferOf([1, 2, 3], true);
    expect(versions(takeBatch(buffer, 2))).toEqual([1, 2]);
    expect(dirtyCount(buffer)).toBe(3);
    confirmBatch(buffer);
    expect(dirtyCount(buffer)).toBe(1);
  });

  it('[CS14] no batch starts while another is under way, and a key under way may be written again', () => {
    const buffer = bufferOf([1, 2], true);
    takeBatch(buffer, 1);
    expect(takeBatch(buffer, 1)).toEqual([]);
    expect(addWrite(buffer, writeOf(1, 9), true)).toBe(false);
    expect(dirtyCount(buffer)).toBe(3);
    confirmBatch(buffer);
    expect(unflushed(buffer, 1)?.version).toBe(9);
    expect(versions(takeBatch(buffer, 10))).toEqual([2, 9]);
  });

  it('[CS14] nothing waits, nothing goes', () => {
    expect(takeBatch(createWriteBuffer(), 10)).toEqual([]);
  });

  it('[CS15] a confirmed batch is forgotten', () => {
    const buffer = bufferOf([1, 2], true);
    takeBatch(buffer, 10);
    confirmBatch(buffer);
    expect(buffer).toEqual(createWriteBuffer());
  });

  it('[CS16] a failed batch waits again before the others, in its order', () => {
    for (const coalesce of [true, false]) {
      const buffer = bufferOf([1, 2, 3], coalesce);
      takeBatch(buffer, 2);
      addWrite(buffer, writeOf(4, 4), coalesce);
      expect(requeueBatch(buffer, coalesce)).toBe(0);
      expect(versions(takeBatch(buffer, 10))).toEqual([1, 2, 3, 4]);
    }
  });

  it('[CS16] with coalescing a newer write replaces one that failed', () => {
    const buffer = bufferOf([1, 2], true);
    takeBatch(buffer, 10);
    addWrite(buffer, writeOf(1, 3), true);
    expect(requeueBatch(buffer, true)).toBe(1);
    expect(versions(takeBatch(buffer, 10))).toEqual([2, 3]);
  });

  it('[CS16] without coalescing both are written, in order', () => {
    const buffer = bufferOf([1], false);
    takeBatch(buffer, 10);
    addWrite(buffer, writeOf(1, 2), false);
    requeueBatch(buffer, false);
    expect(versions(takeBatch(buffer, 10))).toEqual([1, 2]);
  });

  it.each([true, false])('[CS16] [CS17] a dropped key does not come back (coalescing: %s)', (coalesce) => {
    const buffer = bufferOf([1, 2, 1, 3], coalesce);
    dropWrites(buffer, 1);
    expect(unflushed(buffer, 1)).toBeNull();
    takeBatch(buffer, 1);
    dropWrites(buffer, 2);
    expect(requeueBatch(buffer, coalesce)).toBe(1);
    expect(takeBatch(buffer, 10).map(({ key }) => key)).toEqual([3]);
  });

  it('[CS17] dropping a key that is not there changes nothing', () => {
    const buffer = bufferOf([1], true);
    dropWrites(buffer, 2);
    expect(buffer).toEqual(bufferOf([1], true));
  });

  it('is plain data', () => {
    const buffer = bufferOf([1, 2, 1], false);
    takeBatch(buffer, 1);
    expect(findImpurities(buffer)).toEqual([]);
    const copy = copyPlain(buffer);
    confirmBatch(copy);
    expect(versions(buffer.flushing)).toEqual([1]);
  });
});

/** One thing that happens to a buffer. */
const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('add'), key: fc.nat(4), coalesce: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take'), limit: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail'), coalesce: fc.boolean() }) },
) as fc.Arbitrary<{ do: string; key?: number; limit?: number; coalesce?: boolean }>;

/** A database that keeps the newest version of each key. */
function writeAll(database: Map<number, number>, batch: readonly BufferedWrite[]): void {
  for (const { key, version } of batch) database.set(key, Math.max(version, database.get(key) ?? 0));
}

it('[CS18] whatever happens, the last write of every key arrives', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const buffer = createWriteBuffer();
      const [written, database] = [new Map<number, number>(), new Map<number, number>()];
      deeds.forEach((one, index) => {
        const { key = 0, coalesce = true, limit = 1 } = one;
        if (one.do === 'add') {
          written.set(key, index + 1);
          addWrite(buffer, writeOf(key, index + 1), coalesce);
        } else if (one.do === 'take') takeBatch(buffer, limit);
        else if (one.do === 'confirm') {
          writeAll(database, buffer.flushing);
          confirmBatch(buffer);
        } else if (one.do === 'fail') requeueBatch(buffer, coalesce);
        for (const [each, version] of written) {
          const known = Math.max(unflushed(buffer, each)?.version ?? 0, database.get(each) ?? 0);
          expect(known).toBe(version);
        }
      });
      while (dirtyCount(buffer) > 0) {
        takeBatch(buffer, 3);
        writeAll(database, buffer.flushing);
        confirmBatch(buffer);
      }
      expect(database).toEqual(written);
    }),
  );
});
