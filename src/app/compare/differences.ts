/** The figures of the run on screen and of the pinned one, side by side. */
import type { Opened, RunSummary } from '../../protocol/messages';
import { figureOf, figuresOf, type Figure } from '../../run/figures';
import type { Spread } from '../../run/statistics';
import type { ChartSpec } from '../../scenario/types';
import { shownUnit } from '../charts/shot';
import { formatReading } from '../charts/ticks';

/** Which way a figure is good. */
type Better = Opened['metrics'][number]['better'];

/** One figure of both runs. */
export interface Row {
  figure: Figure;
  /** Place among the figures of the lab's charts. */
  index: number;
  unit: string;
  /** What values are multiplied with to be shown in the unit: shares are shown as percentages. */
  factor: number;
  better: Better;
  here: number;
  /** NaN when no run is pinned. */
  there: number;
}

/** A row for each figure of the charts. */
export function rowsOf(
  charts: readonly ChartSpec[],
  metrics: readonly Opened['metrics'][number][],
  here: RunSummary,
  there: RunSummary | null,
): Row[] {
  const goods = new Map(metrics.map(({ name, better }) => [name, better]));
  const units = new Map(charts.map((chart) => [chart.title, shownUnit(chart)]));
  return figuresOf(charts).map((figure, index) => {
    const { metric } = figure.series;
    const unit = units.get(figure.chart) ?? figure.unit;
    return {
      figure,
      index,
      unit,
      factor: unit === '%' ? 100 : 1,
      better: goods.get(typeof metric === 'string' ? metric : (metric[0] ?? '')) ?? 'neither',
      here: figureOf(figure, here),
      there: there ? figureOf(figure, there) : NaN,
    };
  });
}

/** A change in a sentence's worth: how much, and whether that is better. */
export interface Change {
  words: string;
  /** Null when neither way is better, or nothing has changed. */
  verdict: 'better' | 'worse' | null;
}

/** Changes of less than this share are none to speak of. */
const SAME = 1e-9;

/** How a figure has changed from the pinned run to the one on screen. */
export function changeOf({ here, there, better, factor, unit }: Row): Change {
  const change = here - there;
  if (Number.isNaN(change)) return { words: '–', verdict: null };
  if (Math.abs(change) <= SAME * Math.max(Math.abs(here), Math.abs(there)))
    return { words: 'same', verdict: null };
  return {
    words: signed(change * factor, unit) + ratioWords(here, there),
    verdict: verdictOf(change, better),
  };
}

function verdictOf(change: number, better: Better): Change['verdict'] {
  if (better === 'neither' || change === 0) return null;
  return change > 0 === (better === 'more') ? 'better' : 'worse';
}

/** Beside the difference, how many times or by which share; nothing where that says little. */
function ratioWords(here: number, there: number): string {
  if (!(there > 0) || here < 0) return '';
  const ratio = here / there;
  if (ratio >= 2) return `, ×${formatReading(ratio, '')}`;
  const percent = Math.round((ratio - 1) * 1000) / 10;
  return percent === 0 ? '' : `, ${signed(percent, '%')}`;
}

function signed(value: number, unit: string): string {
  return `${value > 0 ? '+' : '−'}${formatReading(Math.abs(value), unit)}`;
}

/** What many seeds say of a change: whether it can be told from chance, and which way it goes. */
export function lawOf(
  { mean, margin, count }: Spread,
  { better, factor, unit }: Row,
): Change & { law: string } {
  if (count < 2) return { words: '–', verdict: null, law: 'too few seeds' };
  if (mean === 0 && margin === 0) return { words: '0', verdict: null, law: 'the same in all seeds' };
  const verdict = verdictOf(mean, better);
  const words = `${signed(mean * factor, unit)} ±${formatReading(margin * factor, unit)}`;
  if (Math.abs(mean) <= margin) return { words, verdict: null, law: 'may be luck' };
  return { words, verdict, law: verdict ? `law: ${verdict}` : 'law' };
}
