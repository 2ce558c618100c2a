/** Moments for tests: one by hand, and any that a user could come to. */
import fc from 'fast-check';
import { ACTIONS, type ActionName, type Input } from '../../kernel/input';
import type { ParamValue } from '../../kernel/params';
import { MOMENT_LIMITS, type Moment, type MomentBranch } from '../moment';

const crash: Input = {
  id: 'i1',
  atUs: 2_000_000,
  untilUs: null,
  action: 'crash',
  target: 's1',
  args: [],
  muted: false,
};
const spike: Input = {
  id: 'i2',
  atUs: 3_000_001,
  untilUs: 8_000_001,
  action: 'spike',
  target: 'clients',
  args: [10],
  muted: true,
};

/** A small moment with two branches. */
export const smallMoment: Moment = {
  lab: 'load-balancing',
  scenario: null,
  engine: 1,
  revision: '0123abcd',
  knobs: { 'lb.strategy': 'powerOfTwo' },
  seed: 7,
  log: {
    branches: [
      { id: 'b0', parentId: null, forkAtUs: 0, title: 'main', inputs: [crash], headUs: 9_000_000 },
      {
        id: 'b1',
        parentId: 'b0',
        forkAtUs: 3_000_000,
        title: 'Spike clients',
        inputs: [crash, spike],
        headUs: 5_000_000,
      },
    ],
    current: 'b1',
    bookmarks: [{ id: 'm1', branch: 'b0', us: 2_000_001, events: 600, note: 's1 is gone' }],
  },
  us: 4_123_456,
  events: 1_234,
  selection: { kind: 'node', id: 's1' },
  views: ['topology'],
  speed: 0.5,
  hash: '0123456789abcdef',
};

const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,7}$/).filter((text) => !(text in {}));
const time = fc.integer({ min: 0, max: MOMENT_LIMITS.us });
const value: fc.Arbitrary<ParamValue> = fc.oneof(
  fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((one) => (one === 0 ? 0 : one)),
  fc.string({ maxLength: 20 }),
  fc.boolean(),
);

/** An argument as an action takes it. */
function argsOf(action: ActionName): fc.Arbitrary<ParamValue[]> {
  const spec = ACTIONS[action];
  if (!('arg' in spec)) return fc.constant([]);
  const { unit } = spec.arg;
  const { min, max } = { min: 0, max: 1, ...spec.arg };
  if (unit === 'value') return value.map((one) => [one]);
  if (unit === 'word') return id.map((one) => [one]);
  return (unit === 'duration' ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true })).map(
    (one) => [one === 0 ? 0 : one],
  );
}

const input: fc.Arbitrary<Omit<Input, 'id'>> = fc
  .constantFrom(...(Object.keys(ACTIONS) as ActionName[]))
  .chain((action) =>
    fc.record({
      action: fc.constant(action),
      atUs: time,
      untilUs: ACTIONS[action].lasts ? fc.option(fc.integer({ min: 1, max: 1e9 })) : fc.constant(null),
      target: fc.string({ maxLength: 30 }),
      args: argsOf(action),
      muted: fc.boolean(),
    }),
  )
  .map((one) => ({ ...one, untilUs: one.untilUs === null ? null : one.atUs + one.untilUs }));

const log: fc.Arbitrary<Moment['log']> = fc
  .tuple(
    fc.uniqueArray(id, { maxLength: 12 }),
    fc.array(input, { minLength: 12, maxLength: 12 }),
    fc.uniqueArray(id, { minLength: 1, maxLength: 5 }),
    fc.array(
      fc.record({ parent: fc.nat(), forkAtUs: time, headUs: time, title: fc.string({ maxLength: 40 }) }),
      { minLength: 5, maxLength: 5 },
    ),
    fc.array(fc.subarray(Array.from({ length: 12 }, (_, i) => i)), { minLength: 5, maxLength: 5 }),
    fc.nat(),
  )
  .map(([inputIds, inputs, ids, shapes, chosen, current]) => {
    const all = inputIds.map((one, index): Input => ({ ...inputs[index], id: one }));
    const branches = ids.map((one, index): MomentBranch => {
      const { parent, ...shape } = shapes[index];
      const parentId = index === 0 ? null : ids[parent % index];
      return { id: one, parentId, ...shape, inputs: chosen[index].flatMap((place) => all[place] ?? []) };
    });
    const chosenId = ids[current % ids.length];
    const mark = { id: 'm1', branch: chosenId, us: shapes[0].headUs, events: current, note: shapes[1].title };
    return { branches, current: chosenId, ...(current % 2 > 0 ? { bookmarks: [mark] } : {}) };
  });

/** Any moment without a scenario of its own. */
export const moments: fc.Arbitrary<Moment> = fc.record({
  lab: id,
  scenario: fc.constant(null),
  engine: fc.nat(1_000),
  revision: fc.stringMatching(/^[0-9a-f]{8}$/),
  knobs: fc.dictionary(
    fc.tuple(id, id).map((parts) => parts.join('.')),
    value,
    { maxKeys: 5, noNullPrototype: true },
  ),
  seed: fc.integer({ min: 0, max: 4294967295 }),
  log,
  us: time,
  events: fc.nat(),
  selection: fc.oneof(
    fc.constant(null),
    fc.record({ kind: fc.constant('node' as const), id }),
    fc.record({ kind: fc.constant('link' as const), from: id, to: id }),
    fc.record({ kind: fc.constant('message' as const), link: fc.nat(100), number: fc.nat() }),
  ),
  views: fc.array(id, { maxLength: 3 }),
  speed: fc.double({ min: 0.001, max: 1000, noNaN: true }),
  hash: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/)),
});
