/** What a chart shows at one moment: its lines with their looks, and the axis that holds them. */
import type { ChartData, ChartLine } from '../../protocol/messages';
import type { ChartSeries, ChartSpec } from '../../scenario/types';
import { stepOf, type Range } from './ranges';
import { valueScale, type ValueScale } from './ticks';

/** A point of a line: seconds and value; null where there is nothing. */
interface Point {
  t: number;
  v: number | null;
}

export interface ShownLine {
  /** Apart from all others of the chart. */
  id: string;
  /** As the labs name it, or the node. */
  label: string;
  /** With the run's name where two are shown. */
  title: string;
  /** Colour token. */
  token: string;
  /** Dashes of the stroke; solid when empty. */
  dash: string;
  /** The one to look at: the highest percentile. */
  strong: boolean;
  /** Of the run beside. */
  beside: boolean;
  points: readonly Point[];
  /** Samples behind the last point; −1 for lines that are not read from samples. */
  samples: number;
}

/** Between which values nine of ten runs lie that differ by their seed only, along one line. */
export interface SpreadBand {
  label: string;
  points: readonly (readonly [sec: number, low: number, high: number])[];
}

/** What is drawn of a chart. */
export interface ChartShot {
  range: Range;
  /** How far the run had come. */
  headUs: number;
  /** Unit of the values as shown. */
  unit: string;
  lines: readonly ShownLine[];
  /** Behind the lines: how far other seeds spread. */
  spreads: readonly (SpreadBand & { token: string })[];
  scale: ValueScale;
}

/** Everything a shot is made of. */
export interface ShotSource {
  spec: ChartSpec;
  nodes: readonly { id: string; group: string }[];
  /** Nodes that are not there now. */
  absent: ReadonlySet<string>;
  hidden: readonly string[];
  range: Range;
  headUs: number;
  data: ChartData;
  beside: { title: string; data: ChartData } | null;
  spreads: readonly SpreadBand[];
  before: ChartShot | undefined;
}

/** Percentiles are read over a trailing stretch of so many seconds. */
export const TRAILING_SEC = 5;
/** With fewer samples a percentile is drawn faint. */
export const ENOUGH_SAMPLES = 100;

const TOKENS = { calm: '--acc', good: '--ok', warn: '--warn', bad: '--bad', muted: '--ink3' } as const;
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4', '9 2 2 2 2 2', '1 4'] as const;
export const BESIDE_DASH = '5 4';
const PALETTE = 8;

/** How a line is known and drawn. */
interface LineLook {
  label: string;
  node: string | null;
  token: string;
  dash: string;
  strong: boolean;
  series: ChartSeries;
}

/** The name under which a line is remembered as hidden. */
export function lineKey(chart: string, label: string): string {
  return `${chart}/${label}`;
}

/** The lines of a chart in the order in which the worker sends them, with a colour and dashes for each. */
export function looksOf(spec: ChartSpec, nodes: ShotSource['nodes']): LineLook[] {
  const tail = highestPercentile(spec);
  let plain = 0;
  const looks = spec.series.flatMap((series): LineLook[] => {
    const token = series.colour ? TOKENS[series.colour] : '';
    if (series.of === undefined) {
      const strong = series === tail;
      // The line to look at is solid; the others take their dashes in order.
      const turn = strong ? 0 : tail ? ++plain : plain++;
      return [
        { label: series.label, node: null, token: token || term(turn), dash: dash(turn), strong, series },
      ];
    }
    const members = nodes.filter(({ id, group }) => group === series.of || id === series.of);
    return members.map(({ id }, i) => ({
      label: series.label === '' ? id : `${id} ${series.label}`,
      node: id,
      token: token || term(i),
      dash: dash(i + Math.floor(i / PALETTE)),
      strong: false,
      series,
    }));
  });
  return looks;
}

function term(index: number): string {
  return `--r${String((index % PALETTE) + 1)}`;
}

function dash(index: number): string {
  return DASHES[index % DASHES.length] ?? '';
}

function highestPercentile(spec: ChartSpec): ChartSeries | undefined {
  const order = ['p50', 'p95', 'p99'];
  return spec.series
    .filter(({ of, stat }) => of === undefined && order.includes(stat))
    .sort((a, b) => order.indexOf(b.stat) - order.indexOf(a.stat))[0];
}

/** The unit in which a chart shows its values: shares as percentages. */
export function shownUnit(spec: ChartSpec): string {
  return isShare(spec) ? '%' : spec.unit;
}

function isShare({ unit, series }: ChartSpec): boolean {
  return (unit === '' || unit === '%') && series.every(({ stat }) => stat === 'share' || stat === 'ratio');
}

/** Makes ready to draw what the worker has sent. */
export function shotOf(source: ShotSource): ChartShot {
  const { spec, range, headUs, data, beside, before, hidden } = source;
  const factor = isShare(spec) ? 100 : 1;
  const log = spec.scale === 'log';
  const looks = looksOf(spec, source.nodes);
  const stepSec = stepOf(range) / 1e6;
  const shown = (from: ChartData, title: string | null): ShownLine[] =>
    from.lines.flatMap((line, i) => {
      const look = looks[i]?.label === line.label ? looks[i] : looks.find((one) => one.label === line.label);
      const points = pointsOf(line, { factor, log, stepSec, trims: look?.series.stat !== 'mean' });
      if (
        look?.node != null &&
        source.absent.has(look.node) &&
        !points.some(({ v }) => v !== null && v !== 0)
      )
        return [];
      return [dressed(line, look, points, title, beside !== null)];
    });
  const own = shown(data, null);
  // An axis is kept only while points stand for stretches of the same length: short ones reach much higher.
  const known = before && stepOf(before.range) === stepOf(range) ? before.scale : null;
  const lines = beside ? [...own, ...shown(beside.data, beside.title)] : own;
  const isHidden = ({ label }: ShownLine): boolean => hidden.includes(lineKey(spec.id, label));
  const visible = lines.filter((line) => !isHidden(line));
  const spreads = spreadsBehind(own, source.spreads, factor, isHidden);
  return {
    range,
    headUs,
    unit: shownUnit(spec),
    lines,
    spreads,
    scale: valueScale({ log, top: (spec.top ?? 0) * factor, ...extentOf(visible, spreads, log) }, known),
  };
}

/** With more lines than this their bands would hide each other, and only the line to look at has one. */
const SPREADS_MOST = 3;

function spreadsBehind(
  own: readonly ShownLine[],
  bands: readonly SpreadBand[],
  factor: number,
  hidden: (line: ShownLine) => boolean,
): ChartShot['spreads'] {
  const few = own.length <= SPREADS_MOST;
  return own.flatMap((line) => {
    const band = bands.find(({ label }) => label === line.label);
    if (!band || hidden(line) || !(few || line.strong)) return [];
    const points = band.points
      .map(([sec, low, high]) => [sec, low * factor, high * factor] as const)
      .filter(([, low, high]) => Number.isFinite(low) && Number.isFinite(high));
    return [{ label: line.label, token: line.token, points }];
  });
}

function dressed(
  line: ChartLine,
  look: LineLook | undefined,
  points: readonly Point[],
  run: string | null,
  compared: boolean,
): ShownLine {
  return {
    id: run === null ? line.label : `${line.label} beside`,
    label: line.label,
    title: run === null ? line.label : `${line.label} ${run}`,
    token: look?.token ?? '--ink2',
    dash: run !== null ? BESIDE_DASH : compared ? '' : (look?.dash ?? ''),
    strong: look?.strong ?? false,
    beside: run !== null,
    points,
    samples: line.samples,
  };
}

interface PointRules {
  factor: number;
  log: boolean;
  stepSec: number;
  /** The last point is left out while its step is not over: a rate over an instant says nothing. */
  trims: boolean;
}

function pointsOf({ points: flat, samples }: ChartLine, rules: PointRules): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const value = (flat[i + 1] ?? NaN) * rules.factor;
    const drawn = Number.isFinite(value) && !(rules.log && value <= 0);
    points.push({ t: flat[i] ?? 0, v: drawn ? value : null });
  }
  const [last, previous] = [points.at(-1), points.at(-2)];
  if (samples < 0 && rules.trims && last && last.t - (previous?.t ?? 0) < 0.9 * rules.stepSec) points.pop();
  return points;
}

function extentOf(
  lines: readonly ShownLine[],
  spreads: readonly SpreadBand[],
  log: boolean,
): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity];
  const note = (low: number, high: number): void => {
    if (low < min) min = low;
    if (high > max) max = high;
  };
  for (const { points } of lines) for (const { v } of points) if (v !== null) note(v, v);
  for (const { points } of spreads)
    for (const [, low, high] of points) note(log && low <= 0 ? high : low, high);
  return max >= min ? { min, max } : { min: 0, max: 0 };
}

/** Whether there is anything to draw. */
export function hasValues(lines: readonly ShownLine[]): boolean {
  return lines.some(({ points }) => points.some(({ v }) => v !== null));
}

/** A point counts for times up to so many steps away from it. */
const REACH_STEPS = 1.5;

/** The value of a line at a time: that of the point nearest to it, or null when there is none near. */
export function valueAt(line: ShownLine, sec: number): number | null {
  const { points } = line;
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.t ?? 0) < sec) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [points[low - 1], points[low]];
  const nearest = !before ? after : !after ? before : sec - before.t < after.t - sec ? before : after;
  if (!nearest) return null;
  const gap = before && after ? after.t - before.t : stepNear(points, low);
  return Math.abs(nearest.t - sec) <= REACH_STEPS * gap ? nearest.v : null;
}

function stepNear(points: readonly Point[], index: number): number {
  const i = Math.min(Math.max(1, index), points.length - 1);
  return (points[i]?.t ?? 0) - (points[i - 1]?.t ?? 0);
}

/** The value of a line at the end of what is shown; null when it has none there. */
export function latestOf(line: ShownLine, range: Range): number | null {
  const sec = range.toUs / 1e6;
  return line.points.findLast(({ t }) => t <= sec)?.v ?? null;
}

/** The time of a line's last point in what is shown, in seconds; NaN when there is none. */
export function lastTimeOf(line: ShownLine, range: Range): number {
  const sec = range.toUs / 1e6;
  return line.points.findLast(({ t }) => t <= sec)?.t ?? NaN;
}

/** Samples behind the percentiles of a chart; −1 when it shows none. */
export function samplesOf(lines: readonly ShownLine[]): number {
  return lines.find(({ samples, beside }) => samples >= 0 && !beside)?.samples ?? -1;
}
