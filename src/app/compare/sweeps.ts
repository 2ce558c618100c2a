/** Sweeps of the page: one or two knobs over ranges, each point with the same seeds, made in the background. */
import { create } from 'zustand';
import type { NumberSpec, ParamSpec, ParamValue, RunSpec, SweepPlan } from '../../protocol/messages';
import { createLog } from '../../run/log';
import { figuresOf, type Figure } from '../../run/figures';
import { spreadOf, type Spread } from '../../run/statistics';
import { pointCount, runAt, runCount, seedCount, variedAt } from '../../run/sweep-plan';
import { parseAxis, type Axis } from '../../scenario/axis';
import { controller } from '../run/controller';
import { remember } from '../run/history';
import { makeManyRuns, stopManyRuns } from '../run/many-runs';
import { notify, useLab } from '../run/store';
import { planOf } from './plan';

/** What is to be varied, as the form has it. */
export interface Wish {
  axes: readonly Axis[];
  seeds: number;
  untilSec: number;
}

/** A sweep that was made, or is being made. */
export interface Sweep {
  labId: string;
  spec: RunSpec;
  plan: SweepPlan;
  figures: readonly Figure[];
  /** Figures by run, in the order of the plan; null for runs that are not made yet. */
  made: readonly (readonly number[] | null)[];
  done: number;
}

interface SweepState {
  sweep: Sweep | null;
  running: boolean;
}

export const useSweep = create<SweepState>(() => ({ sweep: null, running: false }));

const US_PER_S = 1_000_000;
/** As many values of a number as a sweep begins with. */
const VALUES = 5;
/** The page is told of finished runs this often, in real milliseconds. */
const SHOWN_EVERY_MS = 250;
/** More runs than that are for the command line. */
const MOST_RUNS = 20_000;

/** Values of a knob to begin with, as the form has them: a list, with ranges. */
export function firstValues(spec: ParamSpec): string {
  if (spec.type === 'choice') return spec.options.map(({ value }) => value).join(',');
  if (spec.type === 'switch') return 'false,true';
  return spec.type === 'number' ? spreadValues(spec).join(',') : '';
}

/** Some values from end to end of a number's range, evenly or, where the knob is logarithmic, by equal factors. */
function spreadValues({ min, max, integer, logScale }: NumberSpec): number[] {
  const low = logScale === true && min <= 0 ? Math.max(max / 1000, integer ? 1 : 0.01) : min;
  const at = (share: number): number =>
    logScale === true ? low * (max / low) ** share : low + share * (max - low);
  const values = Array.from({ length: VALUES }, (_, i) => {
    const value = at(i / (VALUES - 1));
    const digits = Number(value.toPrecision(2));
    return Math.min(max, Math.max(min, integer ? Math.round(digits) : digits));
  });
  return [...new Set(values)];
}

/**
 * Reads what is typed for a knob.
 * @returns the axis, or what is wrong with it in one sentence
 */
export function readAxis(target: string, values: string): { axis: Axis } | { problem: string } {
  const read = parseAxis(`${target}=${values}`);
  return read.ok ? { axis: read.value } : { problem: read.problem };
}

/** What speaks against a sweep of this size, in one sentence; null when nothing does. */
export function sizeProblem({ axes, seeds, untilSec }: Wish): string | null {
  const runs = axes.reduce((count, { values }) => count * values.length, seeds);
  if (!Number.isInteger(seeds) || seeds < 1)
    return 'A point needs at least one seed: give a whole number from 1.';
  if (!(untilSec > 0)) return 'Each run must last a while: give more than 0 seconds.';
  if (runs > MOST_RUNS) {
    return `That is ${String(runs)} runs, and the page makes ${String(MOST_RUNS)} at most: use fewer values or seeds, or the command line.`;
  }
  return null;
}

/** Makes a sweep of the run on screen, with all that was done in it. */
export async function startSweep(wish: Wish): Promise<void> {
  const { spec, log, lab, labId } = useLab.getState();
  if (!spec || !log || !lab) return;
  const own = { ...spec, log };
  const plan = planOf(own, wish.axes, [1, wish.seeds], Math.round(wish.untilSec * US_PER_S));
  const made: (readonly number[] | null)[] = Array.from({ length: runCount(plan) }, () => null);
  const sweep: Sweep = { labId, spec: own, plan, figures: figuresOf(lab.charts), made: [], done: 0 };
  let done = 0;
  let shownAtMs = -Infinity;
  const show = (): void => {
    shownAtMs = performance.now();
    useSweep.setState({ sweep: { ...sweep, made: [...made], done } });
  };
  useSweep.setState({ running: true });
  show();
  await makeManyRuns([
    {
      plan,
      charts: lab.charts,
      lines: [],
      take: ({ figures }, place) => {
        made[place] = figures;
        done++;
        if (performance.now() - shownAtMs > SHOWN_EVERY_MS) show();
      },
    },
  ]);
  // Another lab has been opened, or another sweep begun.
  if (useSweep.getState().sweep?.plan !== plan) return;
  show();
  useSweep.setState({ running: false });
}

export function stopSweep(): void {
  stopManyRuns();
  useSweep.setState({ running: false });
}

/** A point of a sweep: its knobs, and the spread of a figure over the seeds made so far. */
export interface Point {
  number: number;
  values: readonly ParamValue[];
  spread: Spread;
}

/** All points of a sweep as one figure has them. */
export function pointsOf({ plan, made }: Sweep, figure: number): Point[] {
  const seeds = seedCount(plan);
  return Array.from({ length: pointCount(plan) }, (_, number) => {
    const runs = made.slice(number * seeds, (number + 1) * seeds);
    const varied = variedAt(plan, number);
    return {
      number,
      values: plan.axes.map(({ target }) => varied[target] ?? ''),
      spread: spreadOf(runs.flatMap((figures) => (figures ? [figures[figure] ?? NaN] : []))),
    };
  });
}

/** Opens the first run of a point, from its beginning. The run before can be had back. */
export async function openPoint({ spec, plan, labId }: Sweep, point: number): Promise<void> {
  const place = controller.place();
  if (!place || useLab.getState().labId !== labId) return;
  const { seed } = runAt(plan, point * seedCount(plan));
  const varied = variedAt(plan, point);
  const knobs = { ...plan.knobs, ...varied };
  const opened = await controller.open({
    spec: { ...spec, knobs, seed, log: createLog(plan.inputs) },
    again: true,
  });
  if (!opened) return;
  const words = Object.entries(varied).map(([target, value]) => `${target} ${String(value)}`);
  remember({ words: `open ${words.join(', ')}`, log: place.spec.log, place });
  notify(`Opened: ${words.join(', ')}, seed ${String(seed)}. Undo takes you back.`);
}

/** The sweep as comma-separated values: a row a run, a column a knob and a figure. */
export function sweepRows({ plan, figures, made }: Sweep): string[][] {
  const names = figures.map(
    ({ chart, label, unit }) => `${chart}: ${label}${unit === '' ? '' : ` (${unit})`}`,
  );
  const head = [...plan.axes.map(({ target }) => target), 'seed', ...names];
  const rows = made.flatMap((values, run) => {
    if (!values) return [];
    const { point, seed } = runAt(plan, run);
    const varied = variedAt(plan, point);
    return [
      [
        ...plan.axes.map(({ target }) => String(varied[target] ?? '')),
        String(seed),
        ...values.map((value) => (Number.isFinite(value) ? String(value) : '')),
      ],
    ];
  });
  return [head, ...rows];
}
