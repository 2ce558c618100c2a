import { describe, expect, it } from 'vitest';
import { defineInvariant, standings } from './invariant';
import { Simulation } from './simulation';
import { entriesOf, MS, plannedKind, tinyKind, tinyModel, tinyRun, type Moment } from './testing/tiny';
import { copyWorld } from './world';

/** Sees what is said, and holds as long as nothing bad was said last. */
const nothingBad = (asked: string[] = []) =>
  defineInvariant<{ said: string[] }>({
    id: 'nothing-bad',
    title: 'Nothing bad',
    explain: 'Nothing bad is said.',
    on: ['log'],
    init: () => ({ said: [] }),
    observe: (memo, entry) => memo.said.push(String(entry.subject)),
    check: (memo, world) => {
      asked.push(`${String(world.nowUs / MS)}: ${memo.said.join(' ')}`);
      return !memo.said.at(-1)?.startsWith('bad');
    },
    says: (memo) => `${String(memo.said.length)} words`,
  });

const speaker = plannedKind([
  ...['fine', 'well', 'bad', 'good', 'bad again'].map((word, i): Moment => [
    i * 2 + 2,
    (ctx) => {
      ctx.log(word);
    },
  ]),
  [
    3,
    (ctx) => {
      ctx.log('one');
      ctx.log('two');
    },
  ],
  [
    5,
    (ctx) => {
      ctx.send('b', 'note');
    },
  ],
]);

describe('invariants', () => {
  it('[K-I1] are shown what they asked for, and checked once after the event', () => {
    const asked: string[] = [];
    tinyRun({ nodes: { a: speaker, b: tinyKind() }, invariants: [nothingBad(asked)] }, [], 5);
    expect(asked).toEqual(['2: fine', '3: fine one two', '4: fine one two well']);
  });

  it('[K-I2] the first break is kept, and said once', () => {
    const { sim } = tinyRun({ nodes: { a: speaker, b: tinyKind() }, invariants: [nothingBad()] }, [], 5);
    expect(sim.world.invariants[0]).toMatchObject({ brokenAtUs: -1, brokenAtEvent: -1 });
    expect(standings(sim)).toEqual([{ id: 'nothing-bad', brokenAtUs: -1, says: '4 words' }]);
    sim.advance(50 * MS);
    const broken = entriesOf(sim, 'invariant');
    expect(broken.map(({ atUs, event, subject }) => [atUs, event, subject])).toEqual([
      [
        6 * MS,
        sim.world.invariants[0].brokenAtEvent,
        { $shared: true, id: 'nothing-bad', title: 'Nothing bad', says: '5 words' },
      ],
    ]);
    expect(standings(sim)).toEqual([{ id: 'nothing-bad', brokenAtUs: 6 * MS, says: '7 words' }]);
    expect(sim.happenings.invariantsBroken).toBe(1);
  });

  it('[K-I3] the memo goes back with the world', () => {
    const model = tinyModel({ nodes: { a: speaker, b: tinyKind() }, invariants: [nothingBad()] });
    const sim = new Simulation(model);
    sim.advance(3 * MS);
    const early = copyWorld(sim.world);
    sim.advance(50 * MS);
    const end = structuredClone(sim.world.invariants);
    sim.restore(early);
    expect(sim.world.invariants[0]).toMatchObject({ memo: { said: ['fine', 'one', 'two'] }, brokenAtUs: -1 });
    sim.advance(50 * MS);
    expect(sim.world.invariants).toEqual(end);
  });

  it('[K-I1] what happens at the start is checked before the first event', () => {
    const alone = defineInvariant<{ up: number }>({
      id: 'alone',
      title: 'Alone',
      explain: 'One node is up.',
      on: ['node'],
      init: () => ({ up: 0 }),
      observe: (memo) => {
        memo.up++;
      },
      check: (memo) => memo.up <= 1,
      says: (memo) => `${String(memo.up)} up`,
    });
    const { sim } = tinyRun({ nodes: { a: tinyKind(), b: tinyKind() }, invariants: [alone] });
    expect(sim.world.invariants[0]).toMatchObject({ brokenAtUs: 0, brokenAtEvent: 0 });
    expect(standings(sim)[0].says).toBe('2 up');
  });

  it('can be left out', () => {
    const model = tinyModel({ nodes: { a: speaker, b: tinyKind() }, invariants: [nothingBad()] });
    const sim = new Simulation(model, { without: ['invariants'] });
    sim.advance(50 * MS);
    expect(sim.world.invariants[0]).toMatchObject({ memo: { said: [] }, brokenAtUs: -1 });
  });
});
