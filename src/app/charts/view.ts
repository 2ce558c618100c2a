/** What the user looks at in the charts, the same for all of them. */
import { create } from 'zustand';
import type { Opened } from '../../protocol/messages';
import { currentBranch } from '../../run/log';
import { usePrefs } from '../prefs';
import { controller } from '../run/controller';
import { NONE, useLab } from '../run/store';
import { liveRange, stepOf, type Range } from './ranges';
import { lineKey, type ChartShot, type SpreadBand } from './shot';

interface ChartView {
  /** Chosen by the user; null follows the run. */
  zoom: Range | null;
  /** The time that is pointed at. */
  cursorUs: number | null;
  /** What is being chosen to zoom in on. */
  drag: Range | null;
}

export const useChartView = create<ChartView>(() => ({ zoom: null, cursorUs: null, drag: null }));

/** The latest shot of each chart. */
export const useShots = create<Readonly<Record<string, ChartShot>>>(() => ({}));

/** Between which values nine of ten runs lie that differ by their seed only. */
interface Spreads {
  /** The run they are of, and what was done in it: of another one they say nothing. */
  of: Opened | null;
  inputs: unknown;
  /** Bands of charts, by how much time each point stands for: shorter stretches spread more. */
  steps: ReadonlyMap<number, Readonly<Record<string, readonly SpreadBand[]>>>;
}

export const useSpreads = create<Spreads>(() => ({ of: null, inputs: null, steps: new Map() }));

/** The bands that belong behind the lines of a chart as it is now. */
export function spreadsOf(chart: string, range: Range): readonly SpreadBand[] {
  const { of, inputs, steps } = useSpreads.getState();
  const { opened, log } = useLab.getState();
  const fits = of !== null && of === opened && log !== null && inputs === currentBranch(log).inputs;
  return (fits && steps.get(stepOf(range))?.[chart]) || NONE;
}

/** Another run: nothing of the one before stays. */
export function clearCharts(): void {
  useShots.setState({}, true);
  useChartView.setState({ zoom: null, cursorUs: null, drag: null });
}

/** Where the run is, as new as can be. */
export function whereAbouts(): { playheadUs: number; headUs: number } {
  const { latest } = controller.frames;
  const { position, headUs } = useLab.getState();
  return { playheadUs: latest?.position.us ?? position.us, headUs: latest?.headUs ?? headUs };
}

/** The stretch of time that all charts are to show. */
export function wantedRange(): Range {
  const { playheadUs, headUs } = whereAbouts();
  return useChartView.getState().zoom ?? liveRange(playheadUs, headUs, useLab.getState().speed);
}

export function setCursor(us: number | null): void {
  if (useChartView.getState().cursorUs !== us) useChartView.setState({ cursorUs: us });
}

export function resetZoom(): void {
  useChartView.setState({ zoom: null, drag: null });
}

/** Switches a line off or on; remembered. */
export function toggleLine(chart: string, label: string): void {
  const key = lineKey(chart, label);
  usePrefs.setState(({ hiddenLines }) => ({
    hiddenLines: hiddenLines.includes(key) ? hiddenLines.filter((one) => one !== key) : [...hiddenLines, key],
  }));
}
