import { describe, expect, it } from 'vitest';
import type { FollowMessage } from '../protocol/messages';
import { checkSweep, Sweeper } from '../run/sweep';
import { chain } from '../run/testing/sessions';
import { chainSpec, Rig } from './testing/rig';

const PINNED = 2;

function follow(rig: Rig, us: number, speed = 1): void {
  const message: FollowMessage = { type: 'follow', run: PINNED, us, speed };
  rig.host.receive(message);
  while (rig.busy) rig.goOn();
}

async function openBoth(rig: Rig): Promise<void> {
  await rig.ask('open', { lab: 'chain', spec: chainSpec(), at: null });
  await rig.ask(
    'open',
    { lab: 'chain', spec: chainSpec({ knobs: { 'back.workers': 1 } }), at: null },
    PINNED,
  );
}

describe('a run that follows another', () => {
  it('goes to where that one stands, there and back, with the events of that moment', async () => {
    const rig = new Rig();
    await openBoth(rig);
    follow(rig, 3_000_000);
    expect(rig.lastFrame).toMatchObject({ run: PINNED, position: { us: 3_000_000 } });
    const there = await rig.ask('summary', {}, PINNED);
    follow(rig, 1_000_000);
    expect(rig.lastFrame.position.us).toBe(1_000_000);
    follow(rig, 3_000_000);
    expect((await rig.ask('summary', {}, PINNED)).traceHash).toBe(there.traceHash);
  });

  it('gets there however slow the machine is, and is seen on the way', async () => {
    const rig = new Rig();
    await openBoth(rig);
    // Every look at the clock takes longer than a slice may.
    rig.lookMs = 20;
    const before = rig.frames.length;
    follow(rig, 20_000_000);
    expect(rig.lastFrame).toMatchObject({ run: PINNED, position: { us: 20_000_000 } });
    expect(rig.frames.length - before).toBeGreaterThan(2);
  });

  it('parts from the other where its knob first matters', async () => {
    const rig = new Rig();
    await openBoth(rig);
    await rig.ask('runUntil', { us: 2_000_000 });
    follow(rig, 2_000_000);
    const { first, effect } = await rig.ask('divergeFrom', { beside: PINNED });
    expect(first?.atUs).toBeGreaterThan(0);
    expect(effect).toEqual(first);
    await rig.ask('open', { lab: 'chain', spec: chainSpec(), at: null }, PINNED);
    follow(rig, 2_000_000);
    expect(await rig.ask('divergeFrom', { beside: PINNED })).toEqual({ first: null, effect: null });
  });
});

describe('a sweep in a worker', () => {
  const plan = {
    lab: '',
    scenario: chain,
    invariants: [],
    knobs: {},
    axes: [{ target: 'back.workers', values: [1, 2] }],
    seeds: [1, 2] as const,
    inputs: [],
    inputWords: [],
    untilUs: 2_000_000,
  };
  const series = [{ label: 'mean', metric: 'responseTimeMs', stat: 'mean' as const }];
  const charts = [{ id: 'r', title: 'Response time', unit: 'ms', help: '', series }];

  it('makes each run as a sweep at home does, in slices', async () => {
    const rig = new Rig();
    const lines = [{ fromUs: 0, toUs: 2_000_000, maxPoints: 4 }];
    await rig.ask('openSweep', { plan, charts, lines });
    const sweeper = new Sweeper(plan);
    for (const place of [0, 3]) {
      const { metrics } = sweeper.run(place).summary;
      const swept = await rig.ask('sweepRun', { place, budgetMs: Infinity });
      expect(swept?.figures).toEqual([(metrics.responseTimeMs as { mean: number }).mean]);
      expect(swept?.lines[0]?.[0]?.lines[0]?.label).toBe('mean');
    }
    rig.lookMs = 10;
    const asked = { plan: { ...plan, untilUs: 60_000_000 }, charts, lines: [] };
    await rig.ask('openSweep', asked);
    expect(await rig.ask('sweepRun', { place: 1, budgetMs: 5 })).toBeNull();
    let swept = null;
    while (!swept) swept = await rig.ask('sweepRun', { place: 1, budgetMs: 5 });
    const { metrics } = new Sweeper(asked.plan).run(1).summary;
    expect(swept.figures).toEqual([(metrics.responseTimeMs as { mean: number }).mean]);
  });

  it('that makes no sense is refused, and breaks nothing', async () => {
    const rig = new Rig();
    const wrong = { ...plan, axes: [{ target: 'back.workers', values: [0] }] };
    expect(() => {
      checkSweep(wrong);
    }).toThrow();
    const reply = await rig.reply({ type: 'openSweep', plan: wrong, charts, lines: [] });
    expect(reply).toMatchObject({ ok: false, fatal: false });
  });
});
