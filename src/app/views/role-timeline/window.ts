/** Which stretch of time the lanes show. Pure. */

export interface Window {
  fromUs: number;
  toUs: number;
}

/** What the user has chosen: how much time, and from when; null follows the playhead. */
export interface Chosen {
  widthUs: number;
  fromUs: number | null;
}

const NARROWEST_US = 5_000;
const WIDEST_US = 3_600_000_000;
/** While the playhead is followed the window stands still between strides of this share of it. */
const STRIDE = 1 / 8;
/** How far in the window the playhead gets before the next stride. */
const REACH = 0.9;
/** So many real seconds of a run are shown at first. */
const FIRST_SEC = 20;

/** The width to begin with, at a pace in simulated seconds a real second. */
export function firstWidthUs(pace: number): number {
  return clampWidth(FIRST_SEC * 1e6 * pace);
}

function clampWidth(us: number): number {
  return Math.min(WIDEST_US, Math.max(NARROWEST_US, us));
}

export function windowOf({ widthUs, fromUs }: Chosen, playheadUs: number): Window {
  if (fromUs !== null) return { fromUs, toUs: fromUs + widthUs };
  const stride = widthUs * STRIDE;
  const from = Math.max(0, Math.ceil((playheadUs - widthUs * REACH) / stride) * stride);
  return { fromUs: from, toUs: from + widthUs };
}

/** Shows less time for a factor above 1; the time at a share of the width stays where it is. */
export function zoomed(chosen: Chosen, playheadUs: number, factor: number, share: number): Chosen {
  const widthUs = clampWidth(chosen.widthUs / factor);
  if (chosen.fromUs === null) return { widthUs, fromUs: null };
  const { fromUs } = windowOf(chosen, playheadUs);
  return { widthUs, fromUs: Math.max(0, fromUs + share * (chosen.widthUs - widthUs)) };
}

/** Moves by a share of the width; the window then stays where it is. */
export function panned(chosen: Chosen, playheadUs: number, share: number): Chosen {
  const { fromUs } = windowOf(chosen, playheadUs);
  return { widthUs: chosen.widthUs, fromUs: Math.max(0, fromUs + share * chosen.widthUs) };
}

const STEPS = [1, 2, 5];

/** Round times in a window, about so many. */
export function ticksIn({ fromUs, toUs }: Window, about: number): number[] {
  const wanted = (toUs - fromUs) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = Math.max(1, (STEPS.find((one) => one * power >= wanted) ?? 10) * power);
  const ticks: number[] = [];
  for (let i = Math.ceil(fromUs / step); i * step <= toUs; i++) ticks.push(Math.round(i * step));
  return ticks;
}

/** A time at the axis, as finely as its neighbours need. */
export function tickText(us: number, { fromUs, toUs }: Window): string {
  const width = toUs - fromUs;
  if (us === 0) return '0 s';
  const digits = width >= 8e6 ? 0 : width >= 8e5 ? 1 : width >= 8e4 ? 2 : 3;
  return `${(us / 1e6).toFixed(digits)} s`;
}
