import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockOf,
  compareClocks,
  contextOf,
  createIssuer,
  createPreference,
  createTally,
  decide,
  forgetHints,
  hintCount,
  hintedVersions,
  includes,
  issue,
  keepHint,
  laggards,
  mergeClocks,
  mergeVersions,
  neededFor,
  newestOf,
  NO_CLOCK,
  noteAllAsked,
  noteAnswer,
  noteAsked,
  noteOwn,
  preferenceOf,
  putVersions,
  showClock,
  supersedes,
  versionsIn,
  type Hints,
  type Issuer,
  type Rule,
  type Store,
  type Version,
} from '.';

const RULES = ['lastWriteWins', 'vectorClocks', 'clocksOnly'] as const;

/** A write through a coordinator, by somebody who has read these versions. */
function writing(rule: Rule = 'vectorClocks') {
  const issuers = new Map<string, Issuer>();
  let now = 0;
  return (node: string, value: number, seen: readonly Version[] = [], atUs = (now += 10)) => {
    let issuer = issuers.get(node);
    if (!issuer) issuers.set(node, (issuer = createIssuer()));
    return issue(issuer, rule, node, 0, { value, context: contextOf(seen) }, atUs);
  };
}

/** The same, and only the new version. */
function coordinators(): (node: string, value: number, seen?: readonly Version[]) => Version {
  const write = writing();
  return (node, value, seen) => write(node, value, seen).version;
}

interface Written {
  version: Version;
  sent: readonly Version[];
  /** Values that its writer knew of, by what they read and what those knew. */
  seen: ReadonlySet<number>;
}

/** Writes of one key by up to three coordinators, whose writers had read some of what was sent before. */
function history(rule: Rule): fc.Arbitrary<Written[]> {
  const one = fc.record({
    node: fc.constantFrom('Sx', 'Sy', 'Sz'),
    reads: fc.array(fc.nat(20), { maxLength: 3 }),
    atUs: fc.nat(5),
  });
  return fc.array(one, { minLength: 1, maxLength: 9 }).map((writes) => {
    const write = writing(rule);
    const written: Written[] = [];
    for (const [value, { node, reads, atUs }] of writes.entries()) {
      const found = newestOf(
        rule,
        reads.filter((i) => i < written.length).map((i) => written[i].sent),
      );
      const seen = new Set(found.flatMap((read) => [read.value, ...written[read.value].seen]));
      written.push({ ...write(node, value, found, atUs), seen });
    }
    return written;
  });
}

describe('levels', () => {
  it('[QS1] ask for so many replicas', () => {
    const asked = [1, 2, 3, 4, 5].map((n) => [
      neededFor('one', 2, n),
      neededFor('quorum', 2, n),
      neededFor('all', 2, n),
      neededFor('count', 2, n),
    ]);
    expect(asked).toEqual([
      [1, 1, 1, 1],
      [1, 2, 2, 2],
      [1, 2, 3, 2],
      [1, 3, 4, 2],
      [1, 3, 5, 2],
    ]);
  });
});

describe('clocks', () => {
  it('are in an order, or in none', () => {
    expect(compareClocks({ a: 1 }, { a: 1 })).toBe('equal');
    expect(compareClocks({ a: 1 }, { a: 2 })).toBe('before');
    expect(compareClocks({ a: 2, b: 1 }, { a: 2 })).toBe('after');
    expect(compareClocks({ a: 2 }, { a: 1, b: 1 })).toBe('concurrent');
    expect(
      showClock(
        mergeClocks([
          { b: 1, a: 2 },
          { a: 1, c: 4 },
        ]),
      ),
    ).toBe('[a:2, b:1, c:4]');
  });
});

describe('GT K-3a, the example of the Dynamo paper', () => {
  const write = coordinators();
  const d1 = write('Sx', 1);
  const d2 = write('Sx', 2, [d1]);
  const d3 = write('Sy', 3, [d2]);
  const d4 = write('Sz', 4, [d2]);
  const d5 = write('Sx', 5, [d3, d4]);

  it('[QS4] clocks', () => {
    expect([d1, d2, d3, d4, d5].map((version) => showClock(clockOf(version)))).toEqual([
      '[Sx:1]',
      '[Sx:2]',
      '[Sx:2, Sy:1]',
      '[Sx:2, Sz:1]',
      '[Sx:3, Sy:1, Sz:1]',
    ]);
  });

  it.each(['vectorClocks', 'clocksOnly'] as const)(
    '[QS6] [QS9] siblings, and their reconciliation: %s',
    (rule) => {
      const merge = (...versions: Version[]): Version[] =>
        newestOf(
          rule,
          versions.map((one) => [one]),
        );
      expect(merge(d1, d2)).toEqual([d2]);
      expect(compareClocks(clockOf(d3), clockOf(d4))).toBe('concurrent');
      expect(merge(d2, d3, d4, d1)).toEqual([d3, d4]);
      expect(merge(d3, d4, d5)).toEqual([d5]);
    },
  );
});

describe('versions', () => {
  it('[QS3] stamps of a coordinator grow, even when its clock goes back', () => {
    const issuer = createIssuer();
    const stamps = [100, 100, 40, 200].map(
      (atUs) => issue(issuer, 'lastWriteWins', 's', 0, { value: 1, context: NO_CLOCK }, atUs).version.stampUs,
    );
    expect(stamps).toEqual([100, 101, 102, 200]);
  });

  it('[QS4] a dot is used once, and counts go beyond what was seen', () => {
    const issuer = createIssuer();
    const count = (context: Record<string, number>, key = 0): number =>
      issue(issuer, 'vectorClocks', 's', key, { value: 1, context }, 0).version.count;
    expect([count({}), count({}), count({ s: 7 }), count({ s: 1 }), count({}, 1)]).toEqual([1, 2, 8, 9, 1]);
  });

  it('GT K-3b: [QS5] of two writes one after the other, the one through the slow clock is lost', () => {
    const [fast, slow] = [createIssuer(), createIssuer()];
    const write = (issuer: Issuer, node: string, value: number, clockUs: number): Version =>
      issue(issuer, 'lastWriteWins', node, 0, { value, context: NO_CLOCK }, clockUs).version;
    const [skewUs, apartUs] = [500_000, 200_000];
    const first = write(fast, 's1', 1, 1_000_000 + skewUs);
    const second = write(slow, 's2', 2, 1_000_000 + apartUs);
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const store: Store = new Map();
      for (const version of order) putVersions(store, 'lastWriteWins', 0, [version]);
      expect(versionsIn(store, 0)).toEqual([first]);
    }
    const later = write(slow, 's2', 3, 1_000_000 + skewUs + 1);
    expect(mergeVersions('lastWriteWins', [first], [later])).toEqual([later]);
  });

  it('[QS6] [QS7] two blind writes through one coordinator: siblings, or one is lost without a word', () => {
    const write = coordinators();
    const [a, b] = [write('Sx', 1), write('Sx', 2)];
    expect(mergeVersions('vectorClocks', [a], [b])).toEqual([a, b]);
    expect(mergeVersions('clocksOnly', [a], [b])).toEqual([b]);
  });

  it('[QS5] equal stamps are ordered all the same', () => {
    const [a, b] = ['s1', 's2'].map(
      (node) => issue(createIssuer(), 'lastWriteWins', node, 0, { value: 1, context: NO_CLOCK }, 5).version,
    );
    expect(supersedes('lastWriteWins', b, a)).toBe(true);
    expect(supersedes('lastWriteWins', a, b)).toBe(false);
  });

  it.each(RULES)('[QS8] merging: any order, any grouping, and twice is once: %s', (rule) => {
    const lists = fc
      .tuple(history(rule), fc.array(fc.nat(2), { minLength: 9, maxLength: 9 }))
      .map(([written, of]) => {
        const part = (which: number): Version[] =>
          newestOf(
            rule,
            written.filter((_, i) => of[i] === which).map(({ sent }) => sent),
          );
        return [part(0), part(1), part(2)];
      });
    const merge = (a: readonly Version[], b: readonly Version[]): Version[] => mergeVersions(rule, a, b);
    fc.assert(
      fc.property(lists, ([a, b, c]) => {
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(a, a)).toEqual(a);
        expect(merge(merge(a, b), b)).toEqual(merge(a, b));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
      { numRuns: 300 },
    );
  });

  it('[QS6] vector clocks keep exactly the writes that no other writer had seen', () => {
    fc.assert(
      fc.property(history('vectorClocks'), (written) => {
        const left = newestOf(
          'vectorClocks',
          written.map(({ sent }) => sent),
        );
        const seen = new Set(written.flatMap((one) => [...one.seen]));
        const values = written.map(({ version }) => version.value).filter((value) => !seen.has(value));
        expect(left.map(({ value }) => value).sort((a, b) => a - b)).toEqual(values);
      }),
      { numRuns: 500 },
    );
  });

  it('[QS9] a write that has seen all siblings supersedes them', () => {
    fc.assert(
      fc.property(history('vectorClocks'), (written) => {
        const siblings = newestOf(
          'vectorClocks',
          written.map(({ sent }) => sent),
        );
        const count = Math.max(...written.map(({ version }) => version.count)) + 1;
        const context = contextOf(siblings);
        const last: Version = { $shared: true, value: 99, stampUs: 99, node: 'Sx', count, context };
        expect(mergeVersions('vectorClocks', siblings, [last])).toEqual([last]);
        expect(includes('vectorClocks', [last], siblings)).toBe(true);
      }),
    );
  });
});

describe('tally', () => {
  const ask = (needed: number, asked: number) => {
    const tally = createTally(needed);
    for (let i = 0; i < asked; i++) noteAsked(tally);
    noteAllAsked(tally);
    return tally;
  };

  it('[QS10] is reached once, as soon as there are enough', () => {
    const early = createTally(1);
    noteOwn(early);
    expect([decide(early), noteAllAsked(early)]).toEqual(['reached', 'open']);
    const tally = ask(2, 3);
    expect([true, false, true].map((good) => noteAnswer(tally, good))).toEqual(['open', 'open', 'reached']);
    const late = ask(1, 2);
    expect([true, true].map((good) => noteAnswer(late, good))).toEqual(['reached', 'open']);
  });

  it('[QS10] fails once, as soon as there can never be enough', () => {
    const tally = ask(2, 3);
    expect([false, false, true].map((good) => noteAnswer(tally, good))).toEqual(['open', 'failed', 'open']);
    const few = createTally(2);
    noteAsked(few);
    expect([decide(few), noteAllAsked(few), decide(few)]).toEqual(['open', 'failed', 'open']);
  });
});

describe('GT K-3f and table 14.1: enough of n nodes, each up with a chance of p', () => {
  /** Over every set of nodes that are up. */
  function availability(needed: number, n: number, p: number): number {
    let sum = 0;
    for (let up = 0; up < 1 << n; up++) {
      const tally = createTally(needed);
      for (let i = 0; i < n; i++) noteAsked(tally);
      noteAllAsked(tally);
      const standings = Array.from({ length: n }, (_, i) => noteAnswer(tally, (up & (1 << i)) !== 0));
      const ups = Array.from({ length: n }, (_, i) => up & (1 << i)).filter((bit) => bit !== 0).length;
      if (standings.includes('reached')) sum += p ** ups * (1 - p) ** (n - ups);
    }
    return sum;
  }

  it.each([
    [0.9, 0.99, 0.81, 0.972, 0.729, 0.99144, 0.997272, 0.99910908],
    [0.95, 0.9975, 0.9025, 0.99275, 0.857375, 0.998841875, 0.999806422, 0.999966778],
    [0.99, 0.9999, 0.9801, 0.999702, 0.970299, 0.999990149, 0.999999658, 0.999999988],
  ])('p = %d', (p, ...expected) => {
    const sets = [
      [1, 2],
      [2, 2],
      [2, 3],
      [3, 3],
      [3, 5],
      [4, 7],
      [5, 9],
    ];
    for (const [i, [needed, n]] of sets.entries())
      expect(availability(needed, n, p)).toBeCloseTo(expected[i], 9);
  });
});

describe('repair', () => {
  it('[QS11] finds who lags behind', () => {
    const write = coordinators();
    const a = write('Sx', 1);
    const b = write('Sy', 2, [a]);
    const c = write('Sz', 3, [a]);
    expect(laggards('lastWriteWins', [[a], [b], [], [b]])).toEqual([0, 2]);
    expect(laggards('vectorClocks', [[b], [c], [b, c]])).toEqual([0, 1]);
    expect(laggards('vectorClocks', [[], []])).toEqual([]);
  });
});

describe('handoff', () => {
  it('[QS12] [QS13] keeps what was not delivered', () => {
    const write = coordinators();
    const a = write('Sx', 1);
    const b = write('Sx', 2, [a]);
    const hints: Hints = new Map();
    keepHint(hints, 'vectorClocks', 's3', 0, [a]);
    keepHint(hints, 'vectorClocks', 's3', 5, [a]);
    keepHint(hints, 'vectorClocks', 's4', 0, [a]);
    const delivered = [
      [0, [a]],
      [5, [a]],
    ] as const;
    keepHint(hints, 'vectorClocks', 's3', 0, [b]);
    expect(hintCount(hints)).toBe(3);
    forgetHints(hints, 's3', delivered);
    expect(hintCount(hints)).toBe(2);
    expect(hintedVersions(hints, 0)).toEqual([b, a]);
    forgetHints(hints, 's3', [[0, [b]]]);
    expect([...hints.keys()]).toEqual(['s4']);
  });
});

describe('preference', () => {
  it('[QS14] gives every node once, and each about its share', () => {
    const placement = createPreference(['s1', 's2', 's3', 's4', 's5']);
    const firsts = [0, 0, 0, 0, 0];
    for (let key = 0; key < 2000; key++) {
      const list = preferenceOf(placement, key);
      expect([...list].sort()).toEqual([0, 1, 2, 3, 4]);
      for (const place of list.slice(0, 3)) firsts[place]++;
    }
    for (const count of firsts) expect(Math.abs(count / 2000 - 0.6)).toBeLessThan(0.15);
  });
});
