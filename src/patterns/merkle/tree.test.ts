import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenOf, createTree, DEPTH, differing, digestsOf, FAN_OUT, leafOf, LEAVES, type Tree } from '.';

const content = fc.uniqueArray(fc.tuple(fc.nat(500), fc.nat(1000)), {
  selector: ([key]) => key,
  maxLength: 60,
});

/** Compares two trees as replicas do. */
function compare(mine: Tree, theirs: Tree): { leaves: number[]; sent: number } {
  let places = [0];
  let sent = 0;
  for (let level = 0; ; level++) {
    sent += places.length;
    const differ = differing(theirs, digestsOf(mine, level, places));
    if (differ.length === 0 || level === DEPTH) return { leaves: differ, sent };
    places = childrenOf(differ);
  }
}

describe('Merkle trees', () => {
  it('[MT1] have so many leaves, and a key belongs to one of them', () => {
    const tree = createTree([]);
    expect(tree.map((level) => level.length)).toEqual([1, 4, 16, LEAVES]);
    const used = new Set(Array.from({ length: 2000 }, (_, key) => leafOf(key)));
    expect(used.size).toBe(LEAVES);
    expect(Math.min(...used)).toBe(0);
  });

  it('[MT2] are the same for the same content in any order', () => {
    fc.assert(
      fc.property(content, (pairs) => {
        expect(createTree([...pairs].reverse())).toEqual(createTree(pairs));
      }),
    );
  });

  it('[MT3] [MT4] find the leaves that differ, level by level', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        const [mine, theirs] = [new Map(a), new Map(b)];
        const keys = [...new Set([...mine.keys(), ...theirs.keys()])];
        const wanted = new Set(keys.filter((key) => mine.get(key) !== theirs.get(key)).map(leafOf));
        const { leaves } = compare(createTree(mine), createTree(theirs));
        expect(new Set(leaves)).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('[MT5] send one digest when nothing differs, and a few when one key does', () => {
    const a = Array.from({ length: 500 }, (_, key) => [key, key * 7] as const);
    expect(compare(createTree(a), createTree(a))).toEqual({ leaves: [], sent: 1 });
    const b = a.map(([key, hash]) => [key, key === 123 ? hash + 1 : hash] as const);
    expect(compare(createTree(a), createTree(b))).toEqual({
      leaves: [leafOf(123)],
      sent: 1 + FAN_OUT * DEPTH,
    });
  });
});
