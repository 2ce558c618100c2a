/** The next event of a run: what it will be, when, and why it is scheduled. */
import { formatDuration } from '../kernel/time';
import type { Message, Named } from '../kernel/message';
import type { Model } from '../kernel/model';
import type { NextEvent } from '../kernel/simulation';
import { entryAt, entryCount, firstEntryOf, type Recorder } from '../kernel/trace';
import type { Session } from './session';
import { describe, describeNext } from './words';

/** The next event in words. */
export interface SaidNext {
  text: string;
  /** Why it is scheduled, in a few words; empty where that lies too far back. */
  why: string;
  atUs: number;
  node: string | null;
}

/** What a session will do next, or null when it will never do anything again. */
export function sayNext({ model, sim, recorder, playheadUs }: Session): SaidNext | null {
  const next = sim.peek();
  const said = describeNext(model, next);
  if (!next || !said) return null;
  return { ...said, atUs: next.atUs, why: whyNext(model, recorder, next, playheadUs) };
}

function whyNext(
  model: Model,
  recorder: Recorder | null,
  next: NonNullable<NextEvent>,
  nowUs: number,
): string {
  if (next.kind === 'input') return next.ends ? 'its clip ends' : 'you put it there';
  const cause = causeOf(model, recorder, next.cause);
  if (next.kind === 'deliver') {
    const { from, sentAtUs } = next.subject as Message;
    const sent = `${from} sent it ${ago(nowUs - sentAtUs)}`;
    return cause === null ? sent : `${sent}, when ${cause.text}`;
  }
  if (next.cause === 0) return 'set when the run began';
  return cause === null ? '' : `because ${cause.text}, ${ago(nowUs - cause.atUs)}`;
}

/** The event that scheduled another: its first entry that says anything. */
function causeOf(
  model: Model,
  recorder: Recorder | null,
  cause: number,
): { text: string; atUs: number } | null {
  if (cause === 0 || !recorder) return null;
  for (let i = firstEntryOf(recorder, cause); i < entryCount(recorder); i++) {
    const entry = entryAt(recorder, i);
    if (entry.event !== cause) break;
    const { atUs } = entry;
    if (entry.kind === 'timer') {
      return {
        text: `the ${(entry.subject as Named).name} timer of ${model.nodes[entry.node].id} fired`,
        atUs,
      };
    }
    const said = describe(model, entry);
    if (said) return { text: said.text, atUs };
  }
  return null;
}

function ago(us: number): string {
  return us <= 0 ? 'just now' : `${formatDuration(us)} ago`;
}
