/** Axes: where they begin and end, which numbers stand at them, and how those are written. */
import { formatNumber } from '../format';
import type { Range } from './ranges';

const TIME_STEPS_SEC = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600];

/** Round times of a stretch in seconds, not more than `most`. */
export function timeTicks(range: Range, most: number): number[] {
  const [from, to] = [range.fromUs / 1e6, range.toUs / 1e6];
  const fits = (step: number): boolean => Math.floor(to / step) - Math.ceil(from / step) + 1 <= most;
  const step = TIME_STEPS_SEC.find(fits) ?? to - from;
  const ticks: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to; i++) ticks.push(Number((i * step).toFixed(3)));
  return ticks;
}

/** A time at the axis. */
export function formatTimeTick(sec: number): string {
  return `${String(Number(sec.toFixed(1)))} s`;
}

/** An axis of values. */
export interface ValueScale {
  log: boolean;
  low: number;
  high: number;
  ticks: readonly number[];
}

/** What a chart wants of its axis, and what its lines reach. */
interface ValueExtent {
  log: boolean;
  /** Upper end when nothing goes beyond; 0 for none. */
  top: number;
  min: number;
  max: number;
}

/** Below this share of the axis, the axis shrinks. */
const SHRINK = 0.35;

/** An axis that holds what the lines reach. The one before stays while it fits, so that charts do not jump. */
export function valueScale(extent: ValueExtent, before: ValueScale | null): ValueScale {
  return extent.log ? logScale(extent, before) : linearScale(extent, before);
}

function linearScale({ top, min, max }: ValueExtent, before: ValueScale | null): ValueScale {
  const high = Math.max(0, max);
  if (top > 0 && high <= top && min >= 0) return { log: false, low: 0, high: top, ticks: [0, top / 2, top] };
  const low = Math.min(0, min);
  const fits = before && !before.log && before.low <= low && before.high >= high && !isTop(before, top);
  if (fits && high - low > SHRINK * (before.high - before.low)) return before;
  const step = roundStep((high - low) / 3);
  const [first, last] = [Math.floor(low / step), Math.max(1, Math.ceil(high / step))];
  const ticks: number[] = [];
  for (let i = first; i <= last; i++) ticks.push(Number((i * step).toPrecision(12)));
  return { log: false, low: first * step, high: Number((last * step).toPrecision(12)), ticks };
}

/** Whether an axis is the chart's own default one; that is not kept when the lines have left it. */
function isTop(scale: ValueScale, top: number): boolean {
  return scale.high === top;
}

/** 1, 2 or 5 times a power of ten, not below the size asked for. */
function roundStep(size: number): number {
  if (!(size > 0)) return 0.5;
  const power = 10 ** Math.floor(Math.log10(size));
  const digit = [1, 2, 5, 10].find((one) => one * power >= size * 0.999) ?? 10;
  return digit * power;
}

const LOG_STEPS = [1, 2, 5];
/** The shortest axis, in steps. */
const LOG_LEAST = 2;
/** More numbers than this are too many; then only powers of ten are written. */
const LOG_TICKS = 4;

/** Ends at 1, 2 or 5 times a power of ten. Steps are counted: 3 are a decade. */
function logScale({ min, max }: ValueExtent, before: ValueScale | null): ValueScale {
  if (!(max > 0)) return before?.log ? before : { log: true, low: 1, high: 100, ticks: [1, 10, 100] };
  let low = logStepBelow(Math.max(min, Number.MIN_VALUE));
  // The steps lie alike on both sides of 1, so that the step above a value is the one below its inverse.
  const high = -logStepBelow(1 / max);
  const needed = Math.max(LOG_LEAST, high - low);
  if (before?.log) {
    const [lowBefore, highBefore] = [logStepBelow(before.low), logStepBelow(before.high)];
    if (lowBefore <= low && highBefore >= high && highBefore - lowBefore - needed <= 1) return before;
  }
  low = high - needed;
  const all: number[] = [];
  for (let i = low; i <= high; i++) all.push(logStepValue(i));
  const tens = all.filter((_, i) => (low + i) % 3 === 0);
  const ticks = all.length <= LOG_TICKS ? all : tens.length > 1 ? thin(tens) : ends(all);
  return { log: true, low: logStepValue(low), high: logStepValue(high), ticks };
}

function thin(values: readonly number[]): number[] {
  const every = Math.ceil(values.length / LOG_TICKS);
  return values.filter((_, i) => i % every === 0);
}

function ends(values: readonly number[]): number[] {
  return values.filter((_, i) => i === 0 || i === values.length - 1 || i === values.length >> 1);
}

function logStepValue(step: number): number {
  const decade = Math.floor(step / 3);
  return Number(((LOG_STEPS[step - 3 * decade] ?? 1) * 10 ** decade).toPrecision(12));
}

/** The last step that is not above a value; a hair's breadth is forgiven. */
function logStepBelow(value: number): number {
  const decade = Math.floor(Math.log10(value) + 1e-9);
  const digits = value / 10 ** decade;
  return (
    3 * decade +
    Math.max(
      0,
      LOG_STEPS.findLastIndex((one) => one <= digits * (1 + 1e-9)),
    )
  );
}

/** A number at an axis: short, and in seconds where milliseconds grow long. */
export function formatValueTick(value: number, unit: string): string {
  if (unit === '%') return `${formatNumber(value)} %`;
  if (unit === 'ms' && value >= 1000) return `${formatNumber(value / 1000)} s`;
  if (Math.abs(value) >= 1000 && Math.abs(value) < 1e6) return `${formatNumber(value / 1000)}k`;
  return formatNumber(Number(value.toPrecision(3)));
}

/** A value as it is read: three digits are enough. */
export function formatReading(value: number | null, unit: string): string {
  if (value === null) return '–';
  const text = formatNumber(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
  return unit === '%' ? `${text} %` : text;
}

/** Where a value stands on the axis, from 0 at the bottom to 1 at the top. */
export function shareOf(scale: ValueScale, value: number): number {
  const at = scale.log ? Math.log10 : (x: number): number => x;
  return (at(value) - at(scale.low)) / (at(scale.high) - at(scale.low));
}
