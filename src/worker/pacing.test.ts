import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { chainActs } from '../run/testing/sessions';
import { chainSpec, rigWithRun, type Rig } from './testing/rig';

vi.setConfig({ testTimeout: 60_000 });

const SECOND_US = 1_000_000;

/** Ticks as a page at sixty frames a second sends them. */
function play(rig: Rig, ticks: number, speed: number, elapsedMs = 16): void {
  for (let i = 0; i < ticks; i++) {
    rig.nowMs += elapsedMs;
    rig.tick(elapsedMs, speed);
  }
}

describe('simulated time', () => {
  it('follows real time times speed', async () => {
    const rig = await rigWithRun();
    play(rig, 50, 1);
    expect(rig.lastFrame.position.us).toBe(50 * 16_000);
    play(rig, 10, 0.25);
    expect(rig.lastFrame.position.us).toBe(50 * 16_000 + 10 * 4_000);
  });

  it('goes at a new speed from the very next tick on', async () => {
    const rig = await rigWithRun();
    play(rig, 3, 1);
    play(rig, 1, 100);
    expect(rig.lastFrame.position.us).toBe(3 * 16_000 + 1_600_000);
    play(rig, 1, 0.001);
    expect(rig.lastFrame.position.us).toBe(3 * 16_000 + 1_600_000 + 16);
  });

  it('does not leap after the page was asleep', async () => {
    const rig = await rigWithRun();
    rig.tick(60_000, 1);
    expect(rig.lastFrame.position.us).toBe(100_000);
  });

  it('stands still while paused, and is shown again when asked', async () => {
    const rig = await rigWithRun();
    play(rig, 10, 1);
    const { position } = rig.lastFrame;
    rig.tick(0, 1);
    expect(rig.lastFrame.position).toEqual(position);
  });

  it('draws messages one by one while it stands, however fast it was', async () => {
    const rig = await rigWithRun();
    play(rig, 10, 5);
    expect(rig.lastFrame.detail).toBe('flow');
    rig.tick(0, 5);
    expect(rig.lastFrame.detail).toBe('single');
    play(rig, 1, 5);
    expect(rig.lastFrame.detail).toBe('flow');
  });

  it('never goes back at a tick', async () => {
    const rig = await rigWithRun();
    play(rig, 10, 1);
    rig.tick(-500, 1);
    expect(rig.lastFrame.position.us).toBe(160_000);
  });

  it('stops where it is when paused in the middle of catching up', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    rig.send(100, 1000);
    expect(rig.busy).toBe(true);
    rig.tick(0, 1000);
    expect(rig.lastFrame.position.us).toBeLessThan(100 * SECOND_US);
    expect(rig.busy).toBe(false);
  });
});

describe('frames', () => {
  it('are one for each tick that can be kept up with', async () => {
    const rig = await rigWithRun();
    play(rig, 25, 1);
    expect(rig.frames).toHaveLength(25);
  });

  it('do not come of themselves: none while paused and nothing asked', async () => {
    const rig = await rigWithRun();
    expect(rig.frames).toHaveLength(0);
    play(rig, 5, 1);
    const before = rig.posted.length;
    rig.nowMs += 10_000;
    await rig.answerTo(0);
    expect(rig.busy).toBe(false);
    expect(rig.posted).toHaveLength(before);
  });

  it('give their typed arrays away instead of copying them', async () => {
    const rig = await rigWithRun();
    play(rig, 5, 0.05, 1000);
    const at = rig.posted.length - 1;
    expect(rig.transferred[at]).toEqual([rig.lastFrame.messages.buffer, rig.lastFrame.links.buffer]);
  });
});

describe('a run that cannot keep up', () => {
  it('looks at the mail at least every 16 ms', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 1;
    let sinceMs = rig.nowMs;
    rig.send(100, 1000);
    let slices = 0;
    do {
      expect(rig.nowMs - sinceMs).toBeLessThanOrEqual(16);
      sinceMs = rig.nowMs;
      slices++;
      rig.goOn();
    } while (rig.busy);
    expect(slices).toBeGreaterThan(2);
  });

  it('answers a request between two slices, before it is where it should be', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    rig.send(100, 1000);
    const { untilUs } = await rig.ask('summary', {});
    expect(rig.busy).toBe(true);
    expect(rig.frames).toHaveLength(0);
    expect(untilUs).toBeGreaterThan(0);
    expect(untilUs).toBeLessThan(100 * SECOND_US);
  });

  it('is shown all the same, some twenty times a second', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    const sinceMs = rig.nowMs;
    rig.tick(100, 1000);
    expect(rig.nowMs - sinceMs).toBeLessThan(80);
    expect(rig.lastFrame.position.us).toBeGreaterThan(0);
    expect(rig.lastFrame.position.us).toBeLessThan(100 * SECOND_US);
  });

  it('lets go what it could not do instead of running after it', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    rig.tick(100, 1000);
    const { us } = rig.lastFrame.position;
    rig.lookMs = 0;
    rig.tick(10, 1);
    expect(rig.lastFrame.position.us).toBe(us + 10_000);
  });
});

/** Plays as the page does, which sends a tick when the frame before has come. */
function playSlowly(rig: Rig, ticks: number, speed: number): void {
  let sinceMs = rig.nowMs;
  for (let i = 0; i < ticks; i++) {
    const elapsedMs = Math.max(16, rig.nowMs - sinceMs);
    sinceMs = rig.nowMs;
    rig.tick(elapsedMs, speed);
  }
}

describe('the real ratio', () => {
  it('is the speed asked for while it can be kept up with', async () => {
    const rig = await rigWithRun();
    play(rig, 100, 4);
    expect(rig.lastFrame.realSpeed).toBeCloseTo(4, 6);
  });

  it('is that of simulated time to real time when it cannot', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    playSlowly(rig, 15, 1000);
    const [from, fromMs] = [rig.lastFrame.position.us, rig.nowMs];
    playSlowly(rig, 30, 1000);
    const ratio = (rig.lastFrame.position.us - from) / 1000 / (rig.nowMs - fromMs);
    expect(ratio).toBeLessThan(800);
    expect(rig.lastFrame.realSpeed / ratio).toBeGreaterThan(0.8);
    expect(rig.lastFrame.realSpeed / ratio).toBeLessThan(1.2);
  });

  it('counts all the real time of a page that draws slowly, beyond what a tick makes up for', async () => {
    const rig = await rigWithRun();
    play(rig, 20, 1, 400);
    expect(rig.lastFrame.realSpeed).toBeCloseTo(0.25, 6);
  });

  it('is not known while paused', async () => {
    const rig = await rigWithRun();
    play(rig, 20, 4);
    rig.tick(0, 4);
    expect(rig.lastFrame.realSpeed).toBe(0);
  });

  it.each([
    ['a faster speed', 1, 10],
    ['a slower speed', 10, 1],
  ])('does not lag behind %s', async (_what, before, after) => {
    const rig = await rigWithRun();
    play(rig, 60, before);
    play(rig, 1, after);
    expect(rig.lastFrame.realSpeed).toBe(0);
    play(rig, 1, after);
    expect(rig.lastFrame.realSpeed).toBeCloseTo(after, 6);
  });

  it('has nothing of a jump in it', async () => {
    const rig = await rigWithRun();
    play(rig, 20, 1);
    await rig.ask('seek', { us: 5 * SECOND_US });
    expect(rig.lastFrame.realSpeed).toBe(0);
    play(rig, 2, 1);
    expect(rig.lastFrame.realSpeed).toBeCloseTo(1, 6);
  });

  it('averages the uneven frames of a page', async () => {
    const rig = await rigWithRun();
    for (let i = 0; i < 100; i++) play(rig, 1, 2, i % 2 === 0 ? 8 : 24);
    expect(rig.lastFrame.realSpeed).toBeGreaterThan(1.9);
    expect(rig.lastFrame.realSpeed).toBeLessThan(2.1);
  });
});

describe('the trace hash', () => {
  const END_US = 4 * SECOND_US;
  const deed = fc.oneof(
    fc.record({ elapsedMs: fc.integer({ min: 0, max: 120 }), speed: fc.constantFrom(0.001, 0.1, 1, 3, 20) }),
    fc.constant({ pause: true }),
    fc.record({ grain: fc.constantFrom('event' as const, 'meaningful' as const), back: fc.boolean() }),
    fc.record({ us: fc.nat(END_US) }),
    fc.record({ lookMs: fc.nat(5) }),
  );

  it('is the same at the end whatever was paused, resumed, stepped or sought, at any speed', async () => {
    const whole = await rigWithRun();
    await whole.ask('runUntil', { us: END_US });
    const { traceHash, events } = await whole.ask('summary', {});
    expect(events).toBeGreaterThan(1000);
    const property = fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
      const rig = await rigWithRun();
      for (const one of deeds) {
        if ('speed' in one) rig.tick(one.elapsedMs, one.speed);
        else if ('pause' in one) rig.tick(0, 1);
        else if ('grain' in one) await rig.ask('step', { ...one, focus: null });
        else if ('lookMs' in one) rig.lookMs = one.lookMs;
        else await rig.ask('seek', one);
      }
      await rig.ask('seek', { us: END_US });
      const end = await rig.ask('summary', {});
      expect([end.traceHash, end.events]).toEqual([traceHash, events]);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('is the same after a replay of what was done, at one go', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.tuple(chainActs, fc.integer({ min: 1, max: 80 })), { minLength: 1, maxLength: 6 }),
      async (acts) => {
        const rig = await rigWithRun();
        for (const [act, elapsedMs] of acts) {
          rig.tick(elapsedMs, 7);
          await rig.ask('act', act);
        }
        rig.tick(100, 10);
        const played = await rig.ask('summary', {});
        const { log } = await rig.ask('act', { action: 'heal', target: '', args: [] });
        const again = await rigWithRun(chainSpec({ log }));
        await again.ask('seek', { us: played.untilUs });
        expect((await again.ask('summary', {})).traceHash).toBe(played.traceHash);
      },
    );
    await fc.assert(property, { numRuns: 25 });
  });
});
