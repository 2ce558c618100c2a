import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../kernel/simulation';
import { buildModel } from '../scenario/build';
import {
  checkpointAtEvent,
  checkpointAtTime,
  takeCheckpoint,
  thin,
  withCheckpoint,
  type Checkpoint,
} from './checkpoints';
import { chain } from './testing/sessions';

const { world } = new Simulation(buildModel(chain));
/** Checkpoints at these numbers of events, one millisecond apart, with this size. */
const listOf = (events: readonly number[], bytes = 100): Checkpoint[] =>
  [...new Set(events)]
    .sort((a, b) => a - b)
    .map((n) => ({ events: n, nowUs: n * 1_000, world: { ...world, nowUs: n * 1_000 }, bytes }));

const lists = fc.array(fc.nat(500), { maxLength: 60 }).map((events) => listOf([0, ...events]));

describe('checkpoints', () => {
  it('are taken with their position, and are not touched by what comes after', () => {
    const sim = new Simulation(buildModel(chain));
    sim.advance(2_000_000);
    const taken = takeCheckpoint(sim.world);
    expect(taken).toMatchObject({ events: sim.world.events, nowUs: sim.world.nowUs });
    expect(taken.bytes).toBeGreaterThan(10_000);
    sim.advance(3_000_000);
    expect([taken.world.events, taken.world.nowUs]).toEqual([taken.events, taken.nowUs]);
  });

  it('are found by event and by time: the last that is not beyond', () => {
    fc.assert(
      fc.property(lists, fc.nat(520), (list, position) => {
        const last = list.filter(({ events }) => events <= position).at(-1);
        expect(checkpointAtEvent(list, position)).toBe(last);
        expect(checkpointAtTime(list, position * 1_000 + 999)).toBe(last);
      }),
    );
    expect(checkpointAtEvent(listOf([0, 5]), -3).events).toBe(0);
  });

  it('that have gone on in silence are no way back to the moment of their last event', () => {
    const [first, second, third] = listOf([0, 5, 9]);
    const list = [first, { ...second, nowUs: 8_000 }, third];
    expect(checkpointAtEvent(list, 5)).toBe(first);
    expect(checkpointAtEvent(list, 6)).toBe(list[1]);
    expect(checkpointAtTime(list, 7_999)).toBe(first);
    expect(checkpointAtTime(list, 8_000)).toBe(list[1]);
  });

  it('are put in their place, once', () => {
    fc.assert(
      fc.property(lists, fc.nat(520), (list, position) => {
        const [added] = listOf([position]);
        const longer = withCheckpoint(list, added);
        const events = longer.map((checkpoint) => checkpoint.events);
        expect(events).toEqual(
          [...new Set([...list.map((checkpoint) => checkpoint.events), position])].sort((a, b) => a - b),
        );
        if (list.some((checkpoint) => checkpoint.events === position)) expect(longer).toBe(list);
      }),
    );
  });

  it('are thinned to the budget, but for the first, the last and those around the playhead', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5_000), { minLength: 30, maxLength: 200 }),
        fc.nat(5_000),
        fc.integer({ min: 1_900, max: 9_000 }),
        (events, playhead, budget) => {
          const list = listOf([0, ...events]);
          const kept = thin(list, playhead, budget);
          const bytes = kept.length * 100;
          expect(bytes <= budget || kept.length <= 18).toBe(true);
          expect([kept[0], kept.at(-1)]).toEqual([list[0], list.at(-1)]);
          expect(kept.every((checkpoint) => list.includes(checkpoint))).toBe(true);
          const here = list.filter((checkpoint) => checkpoint.events <= playhead).length;
          for (const near of list.slice(Math.max(0, here - 8), here + 8)) expect(kept).toContain(near);
        },
      ),
    );
    const list = listOf([0, 1, 2, 3]);
    expect(thin(list, 0, 1_000)).toBe(list);
  });

  it('the closest go first, so that those that stay are spread', () => {
    const crowd = Array.from({ length: 100 }, (_, i) => i);
    const far = Array.from({ length: 20 }, (_, i) => 1_000 + i * 100);
    const kept = thin(listOf([...crowd, ...far]), 2_900, 4_000).map(({ events }) => events);
    for (const position of far) expect(kept).toContain(position);
    expect(kept.length).toBe(40);
  });
});
