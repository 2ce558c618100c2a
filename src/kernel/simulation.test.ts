import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Context } from './contract';
import { NO_EVENT } from './queue';
import { Simulation } from './simulation';
import { canonicalWorld } from './testing/canonical';
import { chatter, chatterInputs } from './testing/chatter';
import { conservationProblems, counted } from './testing/conservation';
import {
  at,
  during,
  entriesOf,
  MS,
  nodeIn,
  plannedKind,
  tinyKind,
  tinyLink,
  tinyModel,
  tinyRun,
  type Moment,
  type TinyParts,
} from './testing/tiny';

vi.setConfig({ testTimeout: 60_000 });

/** A node that sets a timer for each delay at once and notes the names as they fire, with the time. */
function timers(delaysUs: readonly number[], fired: [name: string, us: number][]) {
  return tinyKind({
    boot: (ctx) => {
      for (const [index, us] of delaysUs.entries()) ctx.setTimer(String(index), us);
      return {};
    },
    onTimer: (ctx, _state, timer) => fired.push([timer.name, ctx.nowUs]),
  });
}

describe('time and order', () => {
  it('[K-T1] [K-T2] GT INV-5: by time, then by scheduling; time is the event’s own', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (delays) => {
        const fired: [string, number][] = [];
        tinyRun({ nodes: { a: timers(delays, fired) } }, [], 1);
        const expected = delays
          .map((us, index) => [String(index), us] as [string, number])
          .sort(([, one], [, other]) => one - other);
        expect(fired).toEqual(expected);
      }),
    );
  });

  it('[K-T1] fractions are rounded, and nothing happens before now', () => {
    const fired: [string, number][] = [];
    tinyRun({ nodes: { a: timers([2.5, 2.4, -7], fired) } }, [], 1);
    expect(fired).toEqual([
      ['2', 0],
      ['1', 2],
      ['0', 3],
    ]);
  });

  it('[K-T2] an event that is moved comes after those of its new time', () => {
    const fired: string[] = [];
    const kind = tinyKind({
      boot: (ctx) => {
        const first = ctx.setTimer('first', 5);
        ctx.setTimer('second', 9);
        expect(ctx.moveTimer(first, 9)).toBe(true);
        expect(ctx.moveTimer(NO_EVENT, 9)).toBe(false);
        return {};
      },
      onTimer: (_ctx, _state, timer) => fired.push(timer.name),
    });
    tinyRun({ nodes: { a: kind } }, [], 1);
    expect(fired).toEqual(['second', 'first']);
  });

  it('[K-T6] what is cancelled does not happen and does not count', () => {
    const fired: string[] = [];
    const kind = tinyKind({
      boot: (ctx) => {
        const handles = [1, 2, 3].map((us) => ctx.setTimer(String(us), us));
        const work = ctx.work('work', 4);
        expect(ctx.cancelTimer(handles[1])).toBe(true);
        expect(ctx.cancelTimer(handles[1])).toBe(false);
        expect(ctx.cancelWork(work)).toBe(true);
        return {};
      },
      onTimer: (_ctx, _state, timer) => fired.push(timer.name),
      onWork: () => fired.push('work'),
    });
    const { sim } = tinyRun({ nodes: { a: kind } }, [], 1);
    expect(fired).toEqual(['1', '3']);
    expect(sim.world.events).toBe(2);
  });

  it('[K-T3] inputs come before all else at their time, ends before beginnings, then in the order of the log', () => {
    const kind = plannedKind(
      [5, 10].map((ms): Moment => [
        ms,
        (ctx) => {
          ctx.log(`timer ${String(ms)}`);
        },
      ]),
    );
    const inputs = [
      at(10, 'crash', 'b'),
      during(5, 10, 'pause', 'b'),
      at(10, 'slow', 'b', 2),
      during(2, 5, 'pause', 'c'),
    ];
    const { sim } = tinyRun({ nodes: { a: kind, b: tinyKind(), c: tinyKind() } }, inputs, 20);
    const said = entriesOf(sim, 'input', 'log').map(({ kind: entry, subject, atUs }) => {
      const edge = subject as { input: { action: string; target: string }; ends: boolean };
      const words =
        entry === 'log'
          ? String(subject)
          : `${edge.input.action} ${edge.input.target} ${edge.ends ? 'ends' : ''}`;
      return `${String(atUs / MS)} ${words.trim()}`;
    });
    expect(said).toEqual([
      '2 pause c',
      '5 pause c ends',
      '5 pause b',
      '5 timer 5',
      '10 pause b ends',
      '10 crash b',
      '10 slow b',
      '10 timer 10',
    ]);
    expect(sim.world.events).toBe(8);
  });

  it('[K-T4] a time given is included', () => {
    const fired: [string, number][] = [];
    const { sim } = tinyRun({ nodes: { a: timers([10, 11], fired) } });
    expect(sim.advance(10)).toBe(1);
    expect([fired, sim.world.nowUs]).toEqual([[['0', 10]], 10]);
    expect(sim.advance(10)).toBe(0);
    expect(sim.step()).toBe(true);
    expect([fired.length, sim.world.nowUs, sim.step()]).toEqual([2, 11, false]);
  });

  it('[K-T7] peek names what comes next and changes nothing', () => {
    const answer = tinyKind({
      onMessage: (ctx, _state, message) => {
        ctx.reply(message, 'completed');
      },
    });
    const ask = plannedKind([
      [1, (ctx) => ctx.call('b', 'request', null)],
      [2, (ctx) => ctx.work('work', 500)],
    ]);
    const links = [tinyLink('a', 'b', { latencyMs: 4 }), tinyLink('b', 'a')];
    const { sim } = tinyRun({ nodes: { a: ask, b: answer }, links }, [at(2, 'skew', 'b', 5)]);
    const seen: string[] = [];
    for (let next = sim.peek(); next !== null; next = sim.peek()) {
      const before = [sim.hashHex(), sim.world.events, sim.nextUs()];
      sim.peek();
      expect([sim.hashHex(), sim.world.events, sim.nextUs()]).toEqual(before);
      seen.push(`${String(next.atUs)} ${next.kind}`);
      expect(sim.step()).toBe(true);
      expect(sim.world.nowUs).toBe(next.atUs);
    }
    expect(seen).toEqual([
      '1000 timer',
      '2000 input',
      '2000 timer',
      '2500 work',
      '5000 deliver',
      '5000 deliver',
    ]);
    expect([sim.nextUs(), sim.step()]).toEqual([Infinity, false]);
  });

  it('[K-T7] [K-L4] what waits for a paused node is not next, and a step does not set it aside before its time', () => {
    const fired: [string, number][] = [];
    const parts = { nodes: { a: timers([10 * MS], fired), b: timers([], []) } };
    const { sim } = tinyRun(parts, [at(1, 'pause', 'a')], 5);
    expect([sim.peek(), sim.step()]).toEqual([null, false]);
    sim.setInputs([at(1, 'pause', 'a'), at(6, 'resume', 'a')]);
    expect(sim.peek()).toMatchObject({ kind: 'input', atUs: 6 * MS });
    sim.advance(20 * MS);
    expect(fired).toEqual([['0', 10 * MS]]);
  });
});

describe('one run', () => {
  const run = (seed: number, inputs: Parameters<Simulation['setInputs']>[0] = []): Simulation => {
    const sim = new Simulation(tinyModel(chatter(seed)));
    sim.setInputs(inputs);
    return sim;
  };

  it('[K-T5] GT INV-4: model, seed and inputs decide it', () => {
    fc.assert(
      fc.property(fc.nat(), chatterInputs, (seed, inputs) => {
        const [one, other, third] = [seed, seed, seed + 1].map((start) => run(start, inputs));
        for (const sim of [one, other, third]) sim.advance(400 * MS);
        expect(other.hashHex()).toBe(one.hashHex());
        expect(canonicalWorld(other.world)).toStrictEqual(canonicalWorld(one.world));
        expect(third.hashHex()).not.toBe(one.hashHex());
      }),
      { numRuns: 30 },
    );
  });

  it('[K-T4] GT INV-4: slices, steps and pauses change nothing', () => {
    const slices = fc.array(
      fc.oneof(
        fc.nat(60 * MS),
        fc.nat(9).map((n) => -n),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.nat(), chatterInputs, slices, (seed, inputs, cuts) => {
        const whole = run(seed, inputs);
        whole.advance(400 * MS);
        const sliced = run(seed, inputs);
        for (const cut of cuts) {
          if (cut > 0) sliced.advance(Math.min(400 * MS, sliced.world.nowUs + cut));
          else for (let n = cut; n < 0 && sliced.nextUs() <= 400 * MS; n++) sliced.step();
        }
        sliced.advance(400 * MS);
        expect(sliced.hashHex()).toBe(whole.hashHex());
        expect(canonicalWorld(sliced.world)).toStrictEqual(canonicalWorld(whole.world));
      }),
      { numRuns: 60 },
    );
  });

  it('[K-T1] GT INV-5: time never goes back, whatever the faults', () => {
    fc.assert(
      fc.property(fc.nat(), chatterInputs, (seed, inputs) => {
        const sim = run(seed, inputs);
        let last = 0;
        while (sim.nextUs() <= 400 * MS) {
          sim.step();
          expect(sim.world.nowUs).toBeGreaterThanOrEqual(last);
          expect(Number.isInteger(sim.world.nowUs)).toBe(true);
          last = sim.world.nowUs;
        }
        expect(conservationProblems(sim)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('[K-N1] GT INV-7: an unrelated node, or a draw for another purpose, changes no arrivals', () => {
    const arrivals = (more: TinyParts['nodes'], extra: (ctx: Context) => void): number[] => {
      const times: number[] = [];
      const draw = (ctx: Context): number => ctx.sample('gaps', { name: 'exponential', mean: MS, cv: 1 });
      const source = tinyKind({
        boot: (ctx) => ctx.setTimer('arrival', draw(ctx)),
        onTimer: (ctx, _state, timer) => {
          times.push(ctx.nowUs);
          extra(ctx);
          ctx.repeatTimer(timer, draw(ctx));
        },
      });
      tinyRun({ nodes: { ...more, source }, links: [] }, [], 200);
      return times;
    };
    const alone = arrivals({}, () => undefined);
    expect(alone.length).toBeGreaterThan(100);
    expect(arrivals({ other: timers([1, 2, 3], []), a: tinyKind() }, () => undefined)).toEqual(alone);
    expect(arrivals({}, (ctx) => [ctx.uniform('other'), ctx.below('third', 6)])).toEqual(alone);
  });

  it('runs the chatter for long and keeps its books', () => {
    const sim = run(3);
    sim.advance(20_000 * MS);
    expect(counted(sim, 'requests.arrived')).toBeGreaterThan(10_000);
    expect(counted(sim, 'requests.timedOut')).toBeGreaterThan(0);
    expect(conservationProblems(sim)).toEqual([]);
    expect(nodeIn(sim, 'a').freeCalls.length).toBeLessThanOrEqual(nodeIn(sim, 'a').calls.length);
  });
});
