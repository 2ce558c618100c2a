/** What the user looks at in the charts, the same for all of them. */
import { create } from 'zustand';
import { usePrefs } from '../prefs';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { liveRange, type Range } from './ranges';
import { lineKey, type ChartShot } from './shot';

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
