/** Where the run on screen and the one beside it part. */
import type { Divergence, Parting } from '../../protocol/messages';
import { formatMoment } from '../format';
import { useLab, type LabState } from './store';

/** What has been found out so far of where two runs part. */
export interface Looked {
  /** Null while it is being looked for. */
  divergence: Divergence | null;
  /** How far the run on screen had come when that was looked for. */
  lookedUs: number;
}

/** A run that has gone on by less says nothing new. */
const LEAST_NEWS_US = 500_000;

/**
 * Whether to look again. As long as nothing has come of the difference that is done less and less often while the run
 * goes on.
 * @param fromUs up to when the two are one
 */
export function mayPartNow({ divergence, lookedUs }: Looked, fromUs: number): boolean {
  const { headUs, life } = useLab.getState();
  if (!divergence || divergence.effect || headUs <= lookedUs) return false;
  return life === 'paused' || headUs - lookedUs > Math.max(LEAST_NEWS_US, lookedUs - fromUs);
}

/** When the run on screen parts from the branch that is compared, or else from the pinned run. */
export function partingUs({ overlay, baseline }: LabState): number | undefined {
  const divergence = (overlay ?? baseline)?.divergence;
  return (divergence?.effect ?? divergence?.first)?.atUs;
}

/** The first divergence of two runs in sentences. */
export function partingWords({ first, effect }: Divergence, own: string, other: string): string[] {
  if (!first) return [capital(`${own} and ${other} are the same as far as both have been run.`)];
  const same = first.here === first.there;
  const lines = [
    same
      ? `They part at ${formatMoment(first.atUs)}: ${first.here ?? 'an event'}, and it goes differently in each.`
      : `They part at ${formatMoment(first.atUs)}: ${both(first, own, other)}.`,
  ];
  if (!effect) lines.push('That has changed nothing so far.');
  else if (effect.atUs !== first.atUs || effect.here !== first.here || effect.there !== first.there) {
    lines.push(`The first consequence, at ${formatMoment(effect.atUs)}: ${both(effect, own, other)}.`);
  }
  return lines;
}

function both({ here, there }: Parting, own: string, other: string): string {
  return [
    ...(here === null ? [] : [`in ${own} ${here}`]),
    ...(there === null ? [] : [`in ${other} ${there}`]),
  ].join('; ');
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
