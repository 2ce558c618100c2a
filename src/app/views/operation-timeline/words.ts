/** Operations in words. Pure. */
import type { ShownOperation } from '../../../protocol/messages';
import { formatMoment } from '../../format';

/** What fits into a bar: `w 12`, `r 12`. */
export function shortOf({ kind, value, outcome }: ShownOperation): string {
  const letter = { read: 'r', write: 'w', cas: 'cas' }[kind];
  const short = value.replaceAll(' and ', '|').replace('nothing', '–');
  return outcome === 'ok' || kind !== 'read' ? `${letter} ${short}` : letter;
}

const DID = { read: 'read', write: 'wrote', cas: 'compared and set' };
const ASKED = { read: 'asked to read', write: 'asked to write', cas: 'asked to compare and set' };

/** What it did: `c1/2 read 12 under key 0`. */
export function sayWhat({ client, kind, value, key, outcome }: ShownOperation): string {
  const verb = outcome === 'ok' ? DID[kind] : ASKED[kind];
  const what = kind === 'read' && outcome !== 'ok' ? '' : ` ${value}`;
  return `${client} ${verb}${what} under key ${String(key)}`;
}

const ENDS: Readonly<Record<ShownOperation['outcome'], string>> = {
  ok: 'answered',
  failed: 'failed: nothing was done',
  unknown: 'no answer: it may be done, now or later, or never',
  open: 'under way',
};

export function sayEnd({ outcome }: ShownOperation): string {
  return ENDS[outcome];
}

/** All of an operation in one sentence, for those who do not see its bar. */
export function sayWhole(one: ShownOperation): string {
  const { invokedUs, endedUs, place, failing, misfit } = one;
  const until = endedUs === null ? '' : ` to ${formatMoment(endedUs)}`;
  return [
    `${sayWhat(one)}, ${formatMoment(invokedUs)}${until}`,
    sayEnd(one),
    ...(place === null ? [] : [`number ${String(place)} in the order of its key`]),
    ...(misfit ? ['does not fit'] : failing ? ['belongs to what no order explains'] : []),
  ].join(', ');
}

export type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isStep(key: string): key is Step {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** The operation beside one: before and after it in its lane, or the nearest in time in the next lane that has any. */
export function beside(
  operations: readonly ShownOperation[],
  lanes: readonly string[],
  from: ShownOperation,
  step: Step,
): ShownOperation | null {
  const inLane = (lane: string | undefined): ShownOperation[] =>
    operations.filter(({ client }) => client === lane);
  if (step === 'ArrowLeft')
    return inLane(from.client).findLast((one) => one.invokedUs < from.invokedUs) ?? null;
  if (step === 'ArrowRight') return inLane(from.client).find((one) => one.invokedUs > from.invokedUs) ?? null;
  const way = step === 'ArrowUp' ? -1 : 1;
  for (let lane = lanes.indexOf(from.client) + way; lane >= 0 && lane < lanes.length; lane += way) {
    const there = inLane(lanes[lane]);
    const away = (one: ShownOperation): number => Math.abs(one.invokedUs - from.invokedUs);
    const [first, ...others] = there;
    if (first) return others.reduce((best, one) => (away(one) < away(best) ? one : best), first);
  }
  return null;
}
