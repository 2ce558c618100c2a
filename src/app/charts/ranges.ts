/** Which stretch of time the charts show, and how finely. Times are microseconds of simulated time. */

export interface Range {
  fromUs: number;
  toUs: number;
}

const US_PER_S = 1_000_000;
/** What is shown while nothing is zoomed, once there is so much. */
const LIVE_US = 60 * US_PER_S;
/** Ends of the axis at the beginning of a run: it grows in steps, so that it does not crawl. */
const FIRST_ENDS_US = [20, 30, 45, 60].map((sec) => sec * US_PER_S);
const LEAST_END_US = 20 * US_PER_S;
/** Later the axis moves on in strides, so that it stands still between them and is the same in all charts. */
const STRIDES_US = [1, 2, 5, 10, 20].map((sec) => sec * US_PER_S);
const LONGEST_STRIDE_US = 20 * US_PER_S;
/** Real time between two strides, at least. */
const STRIDE_EVERY_SEC = 1.5;
/** No zoom goes closer: percentiles have one point a second. */
const CLOSEST_US = US_PER_S;
/** Width of the windows that the worker counts in. */
const WINDOW_US = 100_000;
/** Lengths of the stretch that one point of a rate or share stands for. */
const STEPS_US = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600].map((sec) => sec * US_PER_S);
/** A line has about so many points. */
const POINTS = 60;
/** Windows that may close between asking and answering. */
const SLACK = 5;

/**
 * The last minute up to the head, from 0 at the beginning. When the playhead is further back than half of it, the
 * minute goes back with it: what lies behind the playhead is what there is to be seen.
 * @param speed simulated seconds a real second: the faster, the longer the strides
 */
export function liveRange(playheadUs: number, headUs: number, speed: number): Range {
  const endUs = Math.min(headUs, Math.max(LIVE_US, playheadUs + LIVE_US / 2));
  const first = FIRST_ENDS_US.find((us) => us >= endUs);
  if (first !== undefined) return { fromUs: 0, toUs: first };
  const wanted = speed * STRIDE_EVERY_SEC * US_PER_S;
  const stride = STRIDES_US.find((us) => us >= wanted) ?? LONGEST_STRIDE_US;
  const toUs = Math.ceil(endUs / stride) * stride;
  return { fromUs: toUs - LIVE_US, toUs };
}

/** The stretch between two times of a run, in order, inside the run and not too narrow to show anything. */
export function rangeBetween(aUs: number, bUs: number, headUs: number): Range {
  const [low, high] = aUs < bUs ? [aUs, bUs] : [bUs, aUs];
  const width = Math.max(CLOSEST_US, high - low);
  return within((low + high - width) / 2, width, headUs);
}

/** A stretch that is wider or narrower by a factor, with one time staying where it is. */
export function zoomBy(range: Range, aboutUs: number, factor: number, headUs: number): Range {
  const width = range.toUs - range.fromUs;
  const wanted = Math.max(CLOSEST_US, width * factor);
  const share = (aboutUs - range.fromUs) / width;
  return within(aboutUs - share * wanted, wanted, headUs);
}

function within(fromUs: number, widthUs: number, headUs: number): Range {
  const endUs = Math.max(headUs, LEAST_END_US);
  const width = Math.min(widthUs, endUs);
  const from = Math.round(Math.min(Math.max(0, fromUs), endUs - width));
  return { fromUs: from, toUs: Math.round(from + width) };
}

/** The time nearest to one that lies in a stretch. */
export function clampTo(range: Range, us: number): number {
  return Math.min(range.toUs, Math.max(range.fromUs, us));
}

export function sameRange(a: Range, b: Range): boolean {
  return a.fromUs === b.fromUs && a.toUs === b.toUs;
}

/** Length of the stretch that one point stands for. */
export function stepOf(range: Range): number {
  const wanted = (range.toUs - range.fromUs) / POINTS;
  return STEPS_US.find((us) => us >= wanted) ?? WINDOW_US * Math.ceil(wanted / WINDOW_US);
}

/**
 * What to ask the worker for: somewhat more than is shown, so that lines come in from the edge, and as many points as
 * make each stand for one step.
 */
export function askFor(range: Range, playheadUs: number): Range & { maxPoints: number } {
  const stepUs = stepOf(range);
  const fromUs = Math.max(0, range.fromUs - Math.max(2 * stepUs, 2 * US_PER_S));
  const spanUs = Math.max(0, Math.min(range.toUs, playheadUs) - fromUs);
  return { fromUs, toUs: range.toUs, maxPoints: pointsIn(spanUs, stepUs) };
}

/** As many points as make each stand for one step. */
function pointsIn(spanUs: number, stepUs: number): number {
  return Math.ceil((spanUs / WINDOW_US + SLACK) / (stepUs / WINDOW_US));
}

/** Points along a whole run are kept for so much of its end. */
const MOST_POINTS = 600;

/** All steps in which a run that has come so far may be shown without a zoom, and the one of a range. */
export function likelySteps(range: Range, headUs: number): number[] {
  const short = headUs > 45 * US_PER_S ? [] : [stepOf({ fromUs: 0, toUs: LEAST_END_US })];
  return [...new Set([...short, stepOf({ fromUs: 0, toUs: LIVE_US }), stepOf(range)])];
}

/** What to ask for so that each point stands for one step, along the whole run or its end. */
export function askForSteps(stepUs: number, headUs: number): Range & { maxPoints: number } {
  const fromUs = Math.max(0, headUs - MOST_POINTS * stepUs);
  return { fromUs, toUs: headUs, maxPoints: pointsIn(headUs - fromUs, stepUs) };
}
