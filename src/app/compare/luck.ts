/** *Luck or law*: the run on screen, and the pinned one, with many seeds: how far their figures and lines spread. */
import { create } from 'zustand';
import type { ChartData, ChartStretch, Opened, SweptRun } from '../../protocol/messages';
import { currentBranch } from '../../run/log';
import { spreadOf, type Spread } from '../../run/statistics';
import type { ChartSpec } from '../../scenario/types';
import { askForSteps, likelySteps } from '../charts/ranges';
import type { SpreadBand } from '../charts/shot';
import { useSpreads, wantedRange } from '../charts/view';
import { makeManyRuns, stopManyRuns, type Job } from '../run/many-runs';
import { NONE, useLab, type LabState } from '../run/store';
import { planOf } from './plan';

/** What many seeds have said. Figures are in the order of `figuresOf` the lab's charts. */
export interface Luck {
  /** The run it is of: of another one it says nothing. */
  of: Opened | null;
  inputs: unknown;
  seeds: number;
  untilUs: number;
  /** Each figure of the run on screen, and of the pinned one where there is one. */
  here: readonly Spread[];
  there: readonly Spread[];
  /** What the change from the pinned run to the one on screen is, seed by seed. */
  change: readonly Spread[];
}

interface LuckState {
  /** Runs made so far and in all; null while nothing is under way. */
  progress: { done: number; most: number } | null;
  luck: Luck | null;
}

export const useLuck = create<LuckState>(() => ({ progress: null, luck: null }));

/** Whether what many seeds have said is of the run as it is now. */
export function isOfThisRun(luck: Luck, { opened, log }: LabState): boolean {
  return luck.of === opened && luck.inputs === (log && currentBranch(log).inputs);
}

/** Runs so many seeds, as far as the run on screen has come. */
export async function tryLuck(seeds: number): Promise<void> {
  const state = useLab.getState();
  const { spec, log, opened, headUs, baseline, lab } = state;
  if (!spec || !log || !lab) return;
  const charts = lab.charts;
  const steps = likelySteps(wantedRange(), headUs);
  const runs = { here: new Samples(seeds), there: new Samples(seeds) };
  const most = seeds * (baseline ? 2 : 1);
  let done = 0;
  const job = (samples: Samples, of: typeof spec, wanted: readonly ChartStretch[]): Job => ({
    plan: planOf(of, [], [1, seeds], headUs),
    charts,
    lines: wanted,
    take: (swept, place) => {
      samples.note(swept, place);
      useLuck.setState({ progress: { done: ++done, most } });
    },
  });
  useLuck.setState({ progress: { done, most }, luck: null });
  const made = await makeManyRuns([
    job(
      runs.here,
      { ...spec, log },
      steps.map((stepUs) => askForSteps(stepUs, headUs)),
    ),
    ...(baseline ? [job(runs.there, baseline.spec, NONE)] : []),
  ]);
  const inputs = currentBranch(log).inputs;
  if (made) useSpreads.setState({ of: opened, inputs, steps: await runs.here.bands(charts, steps) });
  useLuck.setState({
    progress: null,
    luck: made
      ? {
          of: opened,
          inputs,
          seeds,
          untilUs: headUs,
          here: runs.here.spreads(),
          there: runs.there.spreads(),
          change: baseline ? runs.here.changesFrom(runs.there) : NONE,
        }
      : null,
  });
}

/** Gives it up. */
export function stopLuck(): void {
  stopManyRuns();
  useLuck.setState({ progress: null });
}

/** What came of each seed. */
class Samples {
  private readonly runs: (SweptRun | null)[];

  constructor(seeds: number) {
    this.runs = Array.from({ length: seeds }, () => null);
  }

  note(swept: SweptRun, place: number): void {
    this.runs[place] = swept;
  }

  private get made(): SweptRun[] {
    return this.runs.filter((run) => run !== null);
  }

  spreads(): Spread[] {
    const [first] = this.made;
    return (first?.figures ?? []).map((_, i) => spreadOf(this.made.map(({ figures }) => figures[i] ?? NaN)));
  }

  /** Seed by seed, so that what both runs have in common falls out. */
  changesFrom(other: Samples): Spread[] {
    const [first] = this.made;
    return (first?.figures ?? []).map((_, i) =>
      spreadOf(
        this.runs.map((run, seed) => (run?.figures[i] ?? NaN) - (other.runs[seed]?.figures[i] ?? NaN)),
      ),
    );
  }

  /** The bands of all charts by step, one chart a turn, so that the page goes on in between. */
  async bands(
    charts: readonly ChartSpec[],
    steps: readonly number[],
  ): Promise<Map<number, Record<string, SpreadBand[]>>> {
    const bands = new Map<number, Record<string, SpreadBand[]>>();
    for (const [step, stepUs] of steps.entries()) {
      const ofStep: Record<string, SpreadBand[]> = {};
      for (const [chart, { id }] of charts.entries()) {
        ofStep[id] = bandsOf(this.made.flatMap(({ lines }) => lines[step]?.[chart] ?? []));
        await new Promise((later) => setTimeout(later));
      }
      bands.set(stepUs, ofStep);
    }
    return bands;
  }
}

/** The bands of one chart's lines, of which all runs have points at the same times. */
function bandsOf(runs: readonly ChartData[]): SpreadBand[] {
  return (runs[0]?.lines ?? []).map(({ label, points }, line) => ({
    label,
    points: Array.from({ length: points.length / 2 }, (_, i) => {
      const values = runs.map((run) => run.lines[line]?.points[2 * i + 1] ?? NaN);
      const { p5, p95 } = spreadOf(values);
      return [points[2 * i] ?? 0, p5, p95] as const;
    }),
  }));
}
