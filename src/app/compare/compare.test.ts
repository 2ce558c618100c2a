import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatReading } from '../charts/ticks';
import { chain } from '../../run/testing/sessions';
import { Session } from '../../run/session';
import { figureOf, figuresOf } from '../../run/figures';
import { Sweeper } from '../../run/sweep';
import { summarise } from '../../run/view';
import type { ChartSpec, Lab } from '../../scenario/types';
import { HostWorker } from '../run/testing/host-worker';

const charts: ChartSpec[] = [
  {
    id: 'response',
    title: 'Response time',
    unit: 'ms',
    help: '',
    series: [
      { label: 'mean', metric: 'responseTimeMs', stat: 'mean' },
      { label: 'p95', metric: 'responseTimeMs', stat: 'p95' },
    ],
  },
  {
    id: 'rates',
    title: 'Rates',
    unit: '/s',
    help: '',
    series: [
      { label: 'ok', metric: 'throughputPerSec', stat: 'rate' },
      { label: 'errors', metric: 'errorsPerSec', stat: 'rate' },
    ],
  },
];
const lab = {
  scenario: chain,
  knobs: [{ target: 'back.workers' }, { target: 'clients.ratePerSec' }],
  invariants: [],
  charts,
} as unknown as Lab;
const AT_US = 4_000_000;

/** A page with the lab open, at four seconds, paused. */
async function openPage(cores = 3) {
  vi.stubGlobal('navigator', { hardwareConcurrency: cores });
  vi.resetModules();
  HostWorker.made = [];
  const { controller } = await import('../run/controller');
  const { useLab } = await import('../run/store');
  const baseline = await import('../run/baseline');
  await controller.openLab('chain', lab);
  controller.pause();
  await controller.runUntil(AT_US);
  const end = baseline.followBaseline();
  const state = () => useLab.getState();
  const summaryOf = async (run?: number) => {
    const found = await controller.ask('summary', {}, run);
    if (!found) throw new Error('There is no such run.');
    return found;
  };
  const pinned = () => {
    const { run } = state().baseline ?? {};
    if (run === undefined) throw new Error('Nothing is pinned.');
    return run;
  };
  /** The pinned run stands where the one on screen does. */
  const together = () =>
    vi.waitFor(
      async () => {
        const [here, there] = await Promise.all([summaryOf(), summaryOf(pinned())]);
        expect(there.untilUs).toBe(here.untilUs);
        return { here, there };
      },
      { timeout: 8_000 },
    );
  const parted = () =>
    vi.waitFor(
      () => {
        const divergence = state().baseline?.divergence;
        if (!divergence) throw new Error('Not known yet.');
        return divergence;
      },
      { timeout: 8_000 },
    );
  return { controller, state, ...baseline, summaryOf, pinned, together, parted, end };
}

beforeEach(() => {
  vi.stubGlobal('document', { addEventListener: () => undefined, documentElement: { dataset: {} } });
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  vi.stubGlobal('Worker', HostWorker);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a pinned run', () => {
  it('is the same run as the one on screen, and goes where that one goes, there and back', async () => {
    const { controller, pinBaseline, together, parted, end } = await openPage();
    await pinBaseline(false);
    const { here, there } = await together();
    expect(there.traceHash).toBe(here.traceHash);
    expect(await parted()).toEqual({ first: null, effect: null });
    await controller.seek(1_500_000);
    const back = await together();
    expect(back.there.traceHash).toBe(back.here.traceHash);
    expect(back.there.untilUs).toBe(1_500_000);
    end();
  });

  it('keeps its knobs: another knob makes the same run anew, with all that was done, up to the same moment', async () => {
    const { controller, state, pinBaseline, startWith, together, parted, end } = await openPage();
    await controller.act({ action: 'slow', target: 'back', args: [3] });
    await controller.runUntil(AT_US + 1_000_000);
    await pinBaseline(false);
    const before = (await together()).here;
    await startWith({ 'back.workers': 1 }, ['back.workers']);
    const { here, there } = await together();
    expect(here.untilUs).toBe(before.untilUs);
    expect(here.knobs).toEqual({ 'back.workers': 1 });
    expect(here.inputs).toEqual(before.inputs);
    expect(here.traceHash).not.toBe(before.traceHash);
    expect(there.traceHash).toBe(before.traceHash);
    const { first } = await parted();
    expect(first?.atUs).toBeGreaterThan(0);
    expect(state().life).toBe('paused');
    end();
  });

  it('a knob that was set on the way is replaced from the start on; other knobs set on the way stay', async () => {
    const { controller, pinBaseline, startWith, summaryOf, end } = await openPage();
    await controller.act({ action: 'set', target: 'back.workers', args: [3] });
    await controller.act({ action: 'set', target: 'clients.ratePerSec', args: [70] });
    await pinBaseline(false);
    await startWith({ 'back.workers': 1 }, ['back.workers']);
    expect((await summaryOf()).inputs).toEqual([expect.stringContaining('clients.ratePerSec')]);
    await startWith({});
    expect((await summaryOf()).inputs).toEqual([]);
    end();
  });

  it('takes over what is done to the run on screen only when it is told to', async () => {
    const { controller, pinBaseline, shareInputs, startWith, together, summaryOf, pinned, end } =
      await openPage();
    await pinBaseline(false);
    await startWith({ 'back.workers': 1 }, ['back.workers']);
    await controller.act({ action: 'crash', target: 'back', args: [] });
    await controller.runUntil(AT_US + 500_000);
    expect((await together()).there.inputs).toEqual([]);
    await shareInputs(true);
    await vi.waitFor(async () => {
      expect((await summaryOf(pinned())).inputs).toEqual((await summaryOf()).inputs);
    });
    await controller.act({ action: 'restart', target: 'back', args: [] });
    await vi.waitFor(async () => {
      expect((await summaryOf(pinned())).inputs).toHaveLength(2);
    });
    expect((await summaryOf(pinned())).knobs).toEqual({});
    end();
  });

  it('changes places with the one on screen', async () => {
    const { pinBaseline, startWith, swapWithBaseline, together, end } = await openPage();
    await pinBaseline(true);
    await startWith({ 'back.workers': 1 }, ['back.workers']);
    const before = await together();
    await swapWithBaseline();
    const after = await together();
    expect(after.here.traceHash).toBe(before.there.traceHash);
    expect(after.there.traceHash).toBe(before.here.traceHash);
    end();
  });

  it('comes back with a new worker, and goes when it is unpinned', async () => {
    const { controller, state, pinBaseline, unpinBaseline, together, pinned, end } = await openPage();
    await pinBaseline(false);
    const { there } = await together();
    HostWorker.made.at(-1)?.onerror?.({ message: 'broken on purpose', preventDefault: () => undefined });
    const { workers } = state();
    expect(workers).toBe(1);
    await vi.waitFor(() => {
      expect(state().opened).not.toBeNull();
      expect(state().baseline?.run).toBeGreaterThan(2);
    });
    await controller.seek(AT_US);
    expect((await together()).there.traceHash).toBe(there.traceHash);
    const run = pinned();
    unpinBaseline();
    expect(state().baseline).toBeNull();
    await vi.waitFor(async () => {
      expect(await controller.look('summary', {}, run)).toBeNull();
    });
    end();
  });
});

describe('luck or law', () => {
  it('gives each figure of both runs as those seeds have it, and the change seed by seed', async () => {
    const { state, pinBaseline, startWith, end } = await openPage();
    const { tryLuck, useLuck, isOfThisRun } = await import('./luck');
    const { useSpreads, spreadsOf } = await import('../charts/view');
    await pinBaseline(false);
    await startWith({ 'back.workers': 1 }, ['back.workers']);
    await vi.waitFor(() => {
      expect(state().headUs).toBe(AT_US);
    });
    await tryLuck(4);
    const { luck } = useLuck.getState();
    if (!luck) throw new Error('There is no result.');
    const runs = (knobs: Record<string, number>) => {
      const plan = { lab: '', scenario: chain, invariants: [], knobs, axes: [], seeds: [1, 4] as const };
      const sweeper = new Sweeper({ ...plan, inputs: [], inputWords: [], untilUs: AT_US });
      return [0, 1, 2, 3].map((run) => sweeper.run(run).summary);
    };
    const [here, there] = [runs({ 'back.workers': 1 }), runs({})];
    for (const [i, figure] of figuresOf(charts).entries()) {
      const [own, other] = [here, there].map((of) => of.map((one) => figureOf(figure, one)));
      const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
      expect(luck.here[i]?.mean).toBeCloseTo(mean(own), 9);
      expect(luck.there[i]?.mean).toBeCloseTo(mean(other), 9);
      expect(luck.change[i]?.mean).toBeCloseTo(mean(own) - mean(other), 9);
    }
    expect(isOfThisRun(luck, state())).toBe(true);
    expect([...useSpreads.getState().steps.keys()]).toEqual([500_000, 1_000_000]);
    const [mean] = spreadsOf('response', { fromUs: 0, toUs: 20_000_000 });
    expect(mean.label).toBe('mean');
    expect(mean.points.every(([, low, high]) => low <= high)).toBe(true);
    // Another run: nothing of it holds any more.
    await startWith({ 'back.workers': 2 }, ['back.workers']);
    expect(isOfThisRun(luck, state())).toBe(false);
    expect(spreadsOf('response', { fromUs: 0, toUs: 20_000_000 })).toEqual([]);
    end();
  });

  it('can be given up, and leaves no worker behind', async () => {
    const { end } = await openPage();
    const { stopLuck, tryLuck, useLuck } = await import('./luck');
    const trying = tryLuck(300);
    await vi.waitFor(() => {
      expect(useLuck.getState().progress?.done).toBeGreaterThan(0);
    });
    stopLuck();
    await trying;
    expect(useLuck.getState()).toMatchObject({ progress: null, luck: null });
    expect(HostWorker.made.slice(1).every(({ ended }) => ended)).toBe(true);
    end();
  });
});

describe('a sweep', () => {
  it('makes every point with every seed, shows what they say, and opens any of them', async () => {
    const { controller, state, summaryOf, end } = await openPage();
    const { pointsOf, openPoint, readAxis, startSweep, sweepRows, useSweep } = await import('./sweeps');
    const { undo } = await import('../run/log-changes');
    const before = await summaryOf();
    const axis = readAxis('back.workers', '1..3:2');
    if (!('axis' in axis)) throw new Error(axis.problem);
    await startSweep({ axes: [axis.axis], seeds: 2, untilSec: 3 });
    const { sweep, running } = useSweep.getState();
    if (!sweep) throw new Error('There is no result.');
    expect(running).toBe(false);
    const points = pointsOf(sweep, 0);
    expect(points.map(({ values, spread }) => [values, spread.count])).toEqual([
      [[1], 2],
      [[3], 2],
    ]);
    const spec = { scenario: chain, knobs: { 'back.workers': 3 }, seed: 2, invariants: [] };
    const session = new Session(
      {
        ...spec,
        log: {
          branches: [{ id: 'b0', parentId: null, forkAtUs: 0, title: '', inputs: [], headUs: 0 }],
          current: 'b0',
        },
      },
      { clockMs: () => 0 },
    );
    session.advance(3_000_000);
    const [figure] = figuresOf(charts);
    const rows = sweepRows(sweep);
    expect(rows[0]).toEqual([
      'back.workers',
      'seed',
      'Response time: mean (ms)',
      'Response time: p95 (ms)',
      'Rates: ok (/s)',
      'Rates: errors (/s)',
    ]);
    expect(rows[4]?.slice(0, 2)).toEqual(['3', '2']);
    expect(rows[4]?.[2]).toBe(String(figureOf(figure, summarise(session, '', []))));
    await openPoint(sweep, 1);
    expect(state().spec).toMatchObject({ knobs: { 'back.workers': 3 }, seed: 1 });
    await undo();
    await controller.seek(AT_US);
    expect((await summaryOf()).traceHash).toBe(before.traceHash);
    end();
  });

  it('that makes no sense is refused in a sentence', async () => {
    const { state, end } = await openPage();
    const { readAxis, sizeProblem, startSweep } = await import('./sweeps');
    expect(readAxis('back.workers', '4..2')).toEqual({
      problem: 'The range 4..2 of back.workers is empty: it begins above its end.',
    });
    const axis = { target: 'back.workers', values: [1, 2] };
    expect(sizeProblem({ axes: [axis], seeds: 0, untilSec: 3 })).toMatch(/at least one seed/);
    expect(sizeProblem({ axes: [axis], seeds: NaN, untilSec: 3 })).toMatch(/at least one seed/);
    expect(sizeProblem({ axes: [axis], seeds: 1, untilSec: 0 })).toMatch(/more than 0 seconds/);
    expect(sizeProblem({ axes: [axis], seeds: 20_000, untilSec: 3 })).toMatch(/^That is 40000 runs/);
    expect(sizeProblem({ axes: [axis], seeds: 20, untilSec: 3 })).toBeNull();
    await startSweep({ axes: [{ target: 'back.workers', values: [0] }], seeds: 1, untilSec: 1 });
    expect(state().notices.map(({ text }) => text)).toEqual([expect.stringMatching(/workers/i)]);
    end();
  });

  it('begins with values from end to end of a knob', async () => {
    const { end } = await openPage();
    const { firstValues } = await import('./sweeps');
    const number = {
      type: 'number',
      integer: true,
      title: '',
      help: '',
      unit: '',
      min: 1,
      max: 9,
      default: 1,
      low: '',
      high: '',
    } as const;
    expect(firstValues(number)).toBe('1,3,5,7,9');
    expect(firstValues({ ...number, min: 0, max: 1000, logScale: true })).toBe('1,6,32,180,1000');
    expect(firstValues({ type: 'switch', title: '', help: '', default: false })).toBe('false,true');
    end();
  });
});

describe('differences', () => {
  const metrics = [
    { name: 'responseTimeMs', unit: 'ms', help: '', better: 'less' as const },
    { name: 'throughputPerSec', unit: '/s', help: '', better: 'more' as const },
  ];
  const figure = {
    chart: 'c',
    unit: 'ms',
    label: 'p99',
    series: { label: 'p99', metric: 'responseTimeMs', stat: 'p99' as const },
  };
  const row = { figure, index: 0, unit: 'ms', factor: 1, better: 'less' as const, here: 0, there: 0 };

  it('are better or worse by the metric’s own meaning', async () => {
    const { changeOf, rowsOf } = await import('./differences');
    expect(changeOf({ ...row, here: 90, there: 100 })).toEqual({ words: '−10, −10 %', verdict: 'better' });
    expect(changeOf({ ...row, here: 300, there: 100 })).toEqual({ words: '+200, ×3', verdict: 'worse' });
    expect(changeOf({ ...row, better: 'more', here: 90, there: 100 }).verdict).toBe('worse');
    expect(changeOf({ ...row, better: 'neither', here: 90, there: 100 }).verdict).toBeNull();
    expect(changeOf({ ...row, here: 5, there: 5 })).toEqual({ words: 'same', verdict: null });
    expect(changeOf({ ...row, here: 5, there: NaN })).toEqual({ words: '–', verdict: null });
    expect(changeOf({ ...row, here: 5, there: 0 })).toEqual({
      words: `+${formatReading(5, 'ms')}`,
      verdict: 'worse',
    });
    const summary = {
      metrics: { responseTimeMs: { count: 1, mean: 7, p50: 7, p95: 8, p99: 8, min: 7, max: 8 } },
    };
    const rows = rowsOf(charts, metrics, summary as never, null);
    expect(rows.map(({ better, here }) => [better, here])).toEqual([
      ['less', 7],
      ['less', 8],
      ['more', 0],
      ['neither', 0],
    ]);
  });

  it('that many seeds cannot tell from chance are called luck', async () => {
    const { lawOf } = await import('./differences');
    const spread = { count: 100, mean: -4, deviation: 5, margin: 1, p5: 0, p95: 0 };
    expect(lawOf(spread, row)).toEqual({ words: '−4 ±1', verdict: 'better', law: 'law: better' });
    expect(lawOf({ ...spread, margin: 4 }, row)).toMatchObject({ verdict: null, law: 'may be luck' });
    expect(lawOf({ ...spread, mean: 0, margin: 0 }, row).law).toBe('the same in all seeds');
    expect(lawOf({ ...spread, count: 1 }, row).law).toBe('too few seeds');
  });
});
