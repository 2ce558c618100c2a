/** Moments in words. Pure. */
import type { Moment } from '../../scenario/moment';
import { counted } from '../../scenario/wording';
import { formatMoment } from '../format';
import type { Draft } from './drafts';

/** What of a moment its words tell. */
export type Told = Pick<Moment, 'us' | 'seed' | 'knobs' | 'log' | 'scenario'>;

/** What a moment holds besides its lab, part by part; what is not there is not named. */
export function momentParts({ us, seed, knobs, log, scenario }: Told): string[] {
  const turned = Object.keys(knobs).length;
  const inputs = new Set(log.branches.flatMap((branch) => branch.inputs.map(({ id }) => id))).size;
  return [
    `at ${formatMoment(us)}`,
    ...(scenario ? ['a scenario of its own'] : []),
    `seed ${String(seed)}`,
    ...(turned > 0 ? [`${counted(turned, 'knob')} turned`] : []),
    inputs > 0 ? counted(inputs, 'input') : 'no inputs',
    ...(log.branches.length > 1 ? [counted(log.branches.length, 'branch', 'branches')] : []),
    ...(log.bookmarks?.length ? [counted(log.bookmarks.length, 'bookmark')] : []),
  ];
}

/** A moment in one line: `Load balancing at 2.314 s, seed 7, 3 inputs`. */
export function momentLine(title: string, told: Told): string {
  return `${title} ${momentParts(told).join(', ')}`;
}

/** A run that was kept, in one line. */
export function draftLine({ moment, savedAtMs }: Draft, nowMs: number): string {
  return `Your run of ${timeOfDay(savedAtMs, nowMs)} is kept: ${momentParts(moment).join(', ')}.`;
}

/** Time of day of a date, `12:40`, with the day when that is not today. */
function timeOfDay(ms: number, nowMs: number): string {
  const [then, now] = [new Date(ms), new Date(nowMs)];
  const time = `${String(then.getHours())}:${String(then.getMinutes()).padStart(2, '0')}`;
  if (then.toDateString() === now.toDateString()) return time;
  return `${time} on ${then.toLocaleDateString('en', { day: 'numeric', month: 'long' })}`;
}
