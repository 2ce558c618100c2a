import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lab } from '../labs/load-balancing/lab';
import { buildModel, ScenarioProblem } from './build';
import { checkScenario, LIMITS } from './schema';
import type { Scenario } from './types';

const base = JSON.parse(JSON.stringify(lab.scenario)) as Record<string, unknown> & {
  nodes: Record<string, unknown>[];
  links: Record<string, unknown>[];
};
/** The scenario with one field changed: of itself, of its first node, or of its first link. */
const whole = (change: object) => ({ ...base, ...change });
const node = (change: object) => whole({ nodes: [{ ...base.nodes[0], ...change }, ...base.nodes.slice(1)] });
const link = (change: object) => whole({ links: [{ ...base.links[0], ...change }, ...base.links.slice(1)] });
const without = (name: string) =>
  Object.fromEntries(Object.entries(base).filter(([field]) => field !== name));
const problemOf = (input: unknown): string => {
  const checked = checkScenario(input);
  return checked.ok ? 'none' : checked.problem;
};

describe('a scenario from outside', () => {
  it('is taken when it is well formed, unchanged', () => {
    expect(checkScenario(base)).toEqual({ ok: true, value: base });
  });

  it.each([
    [null, 'The scenario must be Object; it is null.'],
    ['{}', 'The scenario must be Object; it is "{}".'],
    [{}, 'version of the scenario is missing.'],
    [without('links'), 'links of the scenario is missing.'],
    [whole({ version: 2 }), 'version of the scenario must be 1, the only version there is; it is 2.'],
    [whole({ title: 7 }), 'title of the scenario must be a text; it is 7.'],
    [whole({ title: 'x'.repeat(LIMITS.titleLength + 1) }), 'title of the scenario is too long; it is 121.'],
    [whole({ seed: -1 }), 'seed of the scenario must be at least 0; it is -1.'],
    [whole({ seed: 2 ** 32 }), 'seed of the scenario must be at most 4294967295; it is 4294967296.'],
    [whole({ seed: 0.5 }), 'seed of the scenario must be a whole number; it is 0.5.'],
    [whole({ pace: NaN }), 'pace of the scenario must be a number; it is NaN.'],
    [whole({ pace: Infinity }), 'pace of the scenario must be a finite number; it is Infinity.'],
    [whole({ nodes: [] }), 'nodes of the scenario must hold at least one node; it is 0.'],
    [whole({ nodes: {} }), 'nodes of the scenario must be a list; it is Object.'],
    [
      whole({ nodes: Array.from({ length: 201 }, () => base.nodes[0]) }),
      'nodes of the scenario must hold at most 200 nodes; it is 201.',
    ],
    [
      whole({ links: Array.from({ length: 2_001 }, () => base.links[0]) }),
      'links of the scenario must hold at most 2000 links; it is 2001.',
    ],
    [whole({ colour: 'red' }), 'colour of the scenario is not a known field.'],
    [
      node({ id: '9lives' }),
      'nodes.0.id of the scenario must start with a letter and hold only letters, digits, - and _; it is "9lives".',
    ],
    [
      node({ id: '__proto__' }),
      'nodes.0.id of the scenario must start with a letter and hold only letters, digits, - and _; it is "__proto__".',
    ],
    [
      node({ id: 'x'.repeat(41) }),
      'nodes.0.id of the scenario must be at most 40 characters long; it is 41.',
    ],
    [node({ at: [1] }), 'nodes.0.at.1 of the scenario must be a number; it is undefined.'],
    [node({ at: [1, 2, 3] }), 'nodes.0.at.2 of the scenario must be two numbers; it is 3.'],
    [node({ at: [1, NaN] }), 'nodes.0.at.1 of the scenario must be a number; it is NaN.'],
    [node({ present: 'yes' }), 'nodes.0.present of the scenario must be true or false; it is "yes".'],
    [
      node({ params: { rate: null } }),
      'nodes.0.params.rate of the scenario must be a finite number, a text or true or false; it is null.',
    ],
    [
      node({ params: { rate: Infinity } }),
      'nodes.0.params.rate of the scenario must be a finite number; it is Infinity.',
    ],
    [node({ size: 3 }), 'nodes.0.size of the scenario is not a known field.'],
    [link({ between: ['a', 'b', 'c'] }), 'links.0.between.2 of the scenario must name two nodes; it is "c".'],
    [link({ lossRatio: 1.5 }), 'links.0.lossRatio of the scenario must be at most 1; it is 1.5.'],
    [
      link({ latencyShape: 'zigzag' }),
      /^links\.0\.latencyShape of the scenario must be one of constant, .*; it is "zigzag"\.$/,
    ],
    [link({ bytesPerSec: 0 }), 'links.0.bytesPerSec of the scenario must be at least 1; it is 0.'],
  ])('%#', (input, problem) => {
    expect(problemOf(input)).toEqual(problem instanceof RegExp ? expect.stringMatching(problem) : problem);
  });

  it('cannot reach prototypes', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    ) as object;
    expect(problemOf(Object.assign(JSON.parse('{"__proto__": 1}') as object, base))).toContain('__proto__');
    expect(problemOf({ ...base, constructor: hostile })).toBe(
      'constructor of the scenario is not a known field.',
    );
    for (const params of [hostile, JSON.parse('{"__proto__": 5}') as object]) {
      expect(problemOf(node({ params }))).toMatch(/(__proto__|constructor)/);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('of an older version is brought up to this one, and then checked as any other', () => {
    // A made-up version 0, in which the pace was called speed.
    const { pace, ...rest } = base;
    const zero = { ...rest, version: 0, speed: pace };
    const migrations = {
      0: ({ speed, ...old }: Readonly<Record<string, unknown>>) => ({ ...old, version: 1, pace: speed }),
    };
    expect(checkScenario(zero, migrations)).toEqual({ ok: true, value: base });
    expect(checkScenario({ ...zero, speed: 'fast' }, migrations)).toEqual({
      ok: false,
      problem: 'pace of the scenario must be a number; it is "fast".',
    });
    expect(problemOf(zero)).toBe('The scenario is of version 0, which is older than any this page knows.');
  });

  it('may be deep or huge: it is refused, or taken, in words', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    expect(problemOf(whole({ title: deep }))).toBe('title of the scenario must be a text; it is Array.');
    expect(problemOf(node({ params: { rate: deep } }))).toContain('nodes.0.params.rate');
    expect(problemOf(whole({ title: 'x'.repeat(1e7) }))).toContain('too long');
    expect(problemOf(whole({ nodes: new Array(100_000).fill(7) }))).toContain('nodes.0');
    expect(problemOf(node({ id: 'é'.repeat(1e6) })).length).toBeLessThan(300);
  });

  it('never throws, whatever comes', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withTypedArray: true,
      withSparseArray: true,
      withObjectString: true,
      withBoxedValues: true,
    });
    fc.assert(
      fc.property(anything, (input) => {
        expect(problemOf(input).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws when one place of a good one is changed to anything, and what it takes can be built or is refused in words', () => {
    const places = fc.constantFrom(...paths(base));
    const value = fc.oneof(
      fc.anything(),
      fc.constantFrom(0, -1, 1e9, '', 'clients', 'servers', 's1', true, null, [], {}),
    );
    fc.assert(
      fc.property(places, value, (path, replacement) => {
        const changed = structuredClone(base);
        let at: Record<string, unknown> = changed;
        for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
        at[path[path.length - 1]] = replacement;
        const checked = checkScenario(changed);
        if (!checked.ok) {
          expect(checked.problem).toMatch(/^(\S.* of the|The) scenario .*\.$/s);
          return;
        }
        expect(buildOrProblem(checked.value)).not.toBe('');
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The paths of all fields of plain data. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return path.length > 0 ? [path] : [];
  const inner = Object.entries(value).flatMap(([field, item]) => paths(item, [...path, field]));
  return path.length > 0 ? [path, ...inner] : inner;
}

function buildOrProblem(scenario: Scenario): string {
  try {
    return buildModel(scenario).nodes[0].id;
  } catch (error) {
    if (error instanceof ScenarioProblem) return error.message;
    throw error;
  }
}
