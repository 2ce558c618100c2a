import { describe, expect, it } from 'vitest';
import { AdaptivePace } from './adaptive';
import { rigWithRun } from './testing/rig';

const quietly = { modeChanges: 0, inputs: 0, invariantsBroken: 0, delivered: null };

describe('adaptive pace', () => {
  it('is the pace asked for while things happen and none of them matters', () => {
    const pace = new AdaptivePace();
    pace.look(quietly);
    expect(pace.factor(16, 5)).toBe(1);
  });

  it('is slow just after something that matters, and then less and less so', () => {
    const pace = new AdaptivePace();
    pace.look({ ...quietly, modeChanges: 1 });
    const factors = Array.from({ length: 200 }, () => pace.factor(16, 5));
    expect(factors[0]).toBeLessThan(0.3);
    expect(factors).toEqual([...factors].sort((a, b) => a - b));
    expect(factors.at(-1)).toBeGreaterThan(0.95);
  });

  it('goes through silence quickly, but shows that there is some', () => {
    const pace = new AdaptivePace();
    expect(pace.factor(16, 3_500)).toBe(10);
    expect(pace.factor(16, Infinity)).toBe(40);
  });

  it('forgets what was met on the way to another moment', () => {
    const pace = new AdaptivePace();
    pace.forget({ ...quietly, inputs: 3 });
    pace.look({ ...quietly, inputs: 3 });
    expect(pace.factor(16, 5)).toBe(1);
  });

  it('slows a run down where something matters, and only when it is switched on', async () => {
    const passed = async (adaptive: boolean): Promise<number> => {
      const rig = await rigWithRun();
      await rig.ask('runUntil', { us: 2_000_000 });
      await rig.ask('act', { action: 'crash', target: 'back', args: [] });
      for (let i = 0; i < 30; i++) {
        rig.host.receive({ type: 'tick', run: 1, elapsedMs: 16, speed: 1, adaptive });
        while (rig.busy) rig.goOn();
      }
      return rig.lastFrame.position.us - 2_000_000;
    };
    expect(await passed(false)).toBe(480_000);
    expect(await passed(true)).toBeLessThan(250_000);
  });
});
