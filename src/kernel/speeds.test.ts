import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input } from './input';
import { localTimeUs } from './lifecycle';
import { at, during, MS, nodeIn, tinyKind, tinyRun } from './testing/tiny';

/** When something that needs so much is done, if it goes at these speeds: pairs of a time and the speed from then on. */
function doneAt(fromMs: number, needsMs: number, speeds: [fromMs: number, speed: number][]): number {
  let left = needsMs;
  for (const [index, [start, speed]] of speeds.entries()) {
    const endMs = speeds[index + 1]?.[0] ?? Infinity;
    const begin = Math.max(fromMs, start);
    if (endMs <= begin) continue;
    if (speed > 0 && left <= (endMs - begin) * speed) return begin + left / speed;
    left -= (endMs - begin) * speed;
  }
  return Infinity;
}

const clips = (...actions: [string, number][]) =>
  fc
    .array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 40 }), fc.constantFrom(...actions)), {
      maxLength: 5,
    })
    .map((list) =>
      list
        .map(([fromMs, lasts, [action, value]], i) => ({
          ...during(fromMs, fromMs + lasts, action, 'a', value),
          id: `i${String(i)}`,
        }))
        .sort((one, other) => one.atUs - other.atUs),
    );

/** The speed at which something goes under clips: `rateOf` of those that are open. */
function speedsOf(inputs: readonly Input[], rateOf: (open: readonly Input[]) => number): [number, number][] {
  const edges = [0, ...inputs.flatMap((input) => [input.atUs, Number(input.untilUs)])].sort((a, b) => a - b);
  return edges.map((us) => [
    us / MS,
    rateOf(inputs.filter((input) => input.atUs <= us && Number(input.untilUs) > us)),
  ]);
}

const product = (open: readonly Input[], action: string): number =>
  open.filter((input) => input.action === action).reduce((all, input) => all * Number(input.args[0]), 1);

describe('slow, drift and skew', () => {
  /** When work of 20 ms and a timer of 20 ms, both from 5 ms on, are done, in milliseconds. */
  const finish = (inputs: Input[]): { work: number; timer: number; moves: number } => {
    const done = { work: 0, timer: 0, moves: inputs.length * 2 + 2 };
    const kind = tinyKind({
      boot: (ctx) => ctx.setTimer('start', 5 * MS),
      onTimer: (ctx, _state, timer) => {
        if (timer.name === 'end') done.timer = ctx.nowUs / MS;
        else {
          ctx.work('work', 20 * MS);
          ctx.setTimer('end', 20 * MS);
        }
      },
      onWork: (ctx) => (done.work = ctx.nowUs / MS),
    });
    tinyRun({ nodes: { a: kind } }, inputs, 2_000);
    return done;
  };

  it('[K-L4] [K-L6] work goes at its speed whatever is slowed and paused, and slow touches no timer', () => {
    fc.assert(
      fc.property(clips(['slow', 2], ['slow', 5], ['slow', 0.5], ['pause', 0]), (inputs) => {
        const paused = (open: readonly Input[]): boolean => open.some((input) => input.action === 'pause');
        const speeds = speedsOf(inputs, (open) => (paused(open) ? 0 : 1 / product(open, 'slow')));
        const wall = speedsOf(inputs, (open) => (paused(open) ? 0 : 1));
        const next = (ms: number): number => doneAt(ms, 0, wall);
        const startMs = next(5);
        const { work, timer, moves } = finish(inputs);
        // What falls due as a pause begins waits for its end; rounding may bring it to either side of that moment.
        const rounding = moves / MS;
        const done = doneAt(startMs, 20, speeds);
        const ends = [done - rounding, done, done + rounding].map(next);
        expect(Math.min(...ends.map((end) => Math.abs(work - end)))).toBeLessThanOrEqual(rounding);
        expect(timer).toBe(next(startMs + 20));
      }),
      { numRuns: 200 },
    );
  });

  it('[K-L7] timers go at the rate of the clock, and drift touches no work', () => {
    fc.assert(
      fc.property(
        clips(['drift', 2], ['drift', 0.5], ['drift', 1.25], ['skew', 30 * MS], ['skew', -9 * MS]),
        (inputs) => {
          const speeds = speedsOf(inputs, (open) => product(open, 'drift'));
          const startMs = doneAt(0, 5, speeds);
          const { work, timer, moves } = finish(inputs);
          expect(Math.abs(work - startMs - 20)).toBeLessThanOrEqual(moves / MS);
          expect(Math.abs(timer - doneAt(startMs, 20, speeds))).toBeLessThanOrEqual(moves / MS);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('[K-L7] [K-L8] the clock shows its skew, and what drift has made of it', () => {
    const inputs = [during(10, 20, 'skew', 'a', 500 * MS), during(40, 60, 'drift', 'a', 1.5)];
    const ahead = [5, 10, 15, 20, 40, 50, 60, 70].map((ms) => {
      const { sim } = tinyRun({ nodes: { a: tinyKind() } }, inputs, ms);
      return localTimeUs(nodeIn(sim, 'a'), ms * MS) / MS - ms;
    });
    expect(ahead).toEqual([0, 500, 500, 0, 0, 5, 10, 10]);
  });

  it('[K-L6] work that was in order stays in order, however much it shrinks', () => {
    const ended: string[] = [];
    const kind = tinyKind({
      boot: (ctx) => {
        for (let i = 9; i >= 0; i--) ctx.work(String(i), 100 + i);
        return {};
      },
      onWork: (_ctx, _state, work) => ended.push(work.name),
    });
    tinyRun({ nodes: { a: kind } }, [{ ...at(0, 'slow', 'a', 0.01), atUs: 50 }], 1);
    expect(ended).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });
});
