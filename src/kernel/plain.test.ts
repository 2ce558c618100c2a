import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendToLog,
  copyPlain,
  createLog,
  findImpurities,
  logItem,
  truncateLog,
  type AppendLog,
} from './plain';

/** Any tree of plain data. */
const plain = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(null, undefined, true, false, 0, -0, NaN, Infinity),
    fc.double(),
    fc.string(),
  ),
  typed: fc.oneof(
    fc.array(fc.double()).map((values) => Float64Array.from(values)),
    fc.array(fc.integer()).map((values) => Int32Array.from(values)),
    fc.array(fc.nat(255)).map((values) => Uint8Array.from(values)),
    fc.array(fc.string()).map((values) => new Set(values)),
  ),
  value: fc.oneof({ depthSize: 'medium' }, tie('leaf'), tie('typed'), tie('list'), tie('record'), tie('map')),
  list: fc.array(tie('value')),
  record: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    tie('value'),
    { noNullPrototype: true },
  ),
  map: fc.array(fc.tuple(fc.oneof(fc.string(), fc.integer()), tie('value'))).map((pairs) => new Map(pairs)),
})).value;

/** All objects in a tree. */
function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null) return found;
  found.add(value);
  const inner =
    value instanceof Map ? [...value.values()] : ArrayBuffer.isView(value) ? [] : Object.values(value);
  for (const item of inner) objectsIn(item, found);
  return found;
}

describe('copyPlain', () => {
  it('gives an equal tree that shares nothing that can change', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const copy = copyPlain(value);
        expect(copy).toStrictEqual(value);
        const originals = objectsIn(value);
        for (const object of objectsIn(copy)) expect(originals.has(object)).toBe(false);
      }),
    );
  });

  it('keeps the order of fields, keys and members', () => {
    const world = {
      b: 1,
      a: new Map([
        ['z', 1],
        ['y', 2],
      ]),
      s: new Set([3, 1, 2]),
    };
    const copy = copyPlain(world);
    expect(Object.keys(copy)).toEqual(['b', 'a', 's']);
    expect([...copy.a.keys()]).toEqual(['z', 'y']);
    expect([...copy.s]).toEqual([3, 1, 2]);
  });

  it('gives typed arrays memory of their own, even for a part of a buffer', () => {
    const words = Int32Array.of(1, 2, 3, 4).subarray(1, 3);
    const copy = copyPlain({ words });
    words[0] = 99;
    expect([...copy.words]).toEqual([2, 3]);
    expect(copy.words.buffer.byteLength).toBe(8);
  });

  it('shares what is marked as never changing', () => {
    const message = { $shared: true as const, body: { list: [1, 2] } };
    const copy = copyPlain({ inFlight: [message, message] });
    expect(copy.inFlight[0]).toBe(message);
    expect(copy.inFlight[1]).toBe(message);
  });

  it('refuses what no world may hold, and names it', () => {
    class Account {
      owner = 'x';
    }
    expect(() => copyPlain({ a: [new Account()] })).toThrow('plain data only, not a Account.');
    expect(() => copyPlain(new Map([[1, new Date(0)]]))).toThrow('not a Date.');
    expect(() => copyPlain([new DataView(new ArrayBuffer(8))])).toThrow('not a DataView.');
    expect(() => copyPlain(Promise.resolve())).toThrow('not a Promise.');
  });
});

describe('append-only log', () => {
  function logOf(...items: string[]): AppendLog<string> {
    const log = createLog<string>();
    for (const item of items) appendToLog(log, item);
    return log;
  }
  const read = (log: AppendLog<string>): string =>
    Array.from({ length: log.length }, (_, i) => logItem(log, i)).join('');

  it('gives items by position, and nothing beyond either end', () => {
    const log = logOf('a', 'b');
    expect([logItem(log, 0), logItem(log, 1), logItem(log, 2), logItem(log, -1)]).toEqual([
      'a',
      'b',
      undefined,
      undefined,
    ]);
  });

  it('is cut to a length, and hides what was cut off', () => {
    const log = logOf('a', 'b', 'c');
    truncateLog(log, 5);
    expect(read(log)).toBe('abc');
    truncateLog(log, 1);
    expect(logItem(log, 1)).toBeUndefined();
    appendToLog(log, 'x');
    expect(read(log)).toBe('ax');
  });

  it('shares its items with copies until two of them go different ways', () => {
    const log = logOf('a', 'b');
    const checkpoint = copyPlain(log);
    expect(checkpoint.items).toBe(log.items);
    appendToLog(log, 'c');
    expect(checkpoint.items).toBe(log.items);
    expect(read(checkpoint)).toBe('ab');
    appendToLog(checkpoint, 'x');
    expect([read(log), read(checkpoint)]).toEqual(['abc', 'abx']);
    expect(checkpoint.items).not.toBe(log.items);
  });

  it('keeps any number of branches apart, whatever they append and cut', () => {
    const step = fc.record({
      branch: fc.nat(5),
      do: fc.constantFrom('append' as const, 'append' as const, 'cut' as const, 'fork' as const),
      amount: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const branches = [{ log: logOf(), twin: '' }];
        for (const { branch, do: what, amount } of steps) {
          const chosen = branches[branch % branches.length];
          if (what === 'append') {
            appendToLog(chosen.log, String(amount));
            chosen.twin += String(amount);
          } else if (what === 'cut') {
            truncateLog(chosen.log, amount);
            chosen.twin = chosen.twin.slice(0, amount);
          } else if (branches.length < 6) branches.push({ log: copyPlain(chosen.log), twin: chosen.twin });
          for (const { log, twin } of branches) expect(read(log)).toBe(twin);
        }
      }),
    );
  });
});

describe('findImpurities', () => {
  it('finds nothing wrong with plain data', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(findImpurities(value)).toEqual([]);
      }),
    );
    expect(findImpurities(Object.create(null))).toEqual([]);
  });

  it('finds functions and symbols, wherever they are', () => {
    const world = { a: [() => 1], b: new Map([['k', { f: Math.abs }]]), c: Symbol('s'), d: new Set([isNaN]) };
    expect(findImpurities(world)).toEqual([
      'world.a.0 is a function',
      'world.b(k).f is a function',
      'world.c is a symbol',
      'world.d{} is a function',
    ]);
  });

  it('finds instances of classes', () => {
    class Account {
      owner = 'x';
    }
    const world = { a: new Account(), b: [new Date(0)], c: new DataView(new ArrayBuffer(1)) };
    expect(findImpurities(world)).toEqual([
      'world.a is a Account',
      'world.b.0 is a Date',
      'world.c is a DataView',
    ]);
  });

  it('finds an object that is referenced twice, circles included', () => {
    const entry = { value: 1 };
    const words = new Int32Array(2);
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(findImpurities({ a: entry, b: [entry], c: words, d: new Map([[7, words]]), circle })).toEqual([
      'world.b.0 is the same object as world.a',
      'world.d(7) is the same object as world.c',
      'world.circle.self is the same object as world.circle',
    ]);
  });

  it('allows what never changes to be referenced from many places', () => {
    const shared = { $shared: true as const, body: { x: 1 } };
    const log = createLog<object>();
    appendToLog(log, shared);
    expect(findImpurities({ a: shared, b: [shared, shared], log, copy: copyPlain(log) })).toEqual([]);
  });
});
