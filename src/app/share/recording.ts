/** Recording files: a run with all its branches, and the moment it stood at. Pure. */
import { checkMoment, writeMoment, type Moment } from '../../scenario/moment';
import type { Checked } from '../../scenario/schema';

/** The field that tells a recording from a scenario, which has none of it. */
const MARK = 'faultline';
export const RECORDING_ENDING = '.faultline.json';

/** Text of a recording file, to be read by people too. */
export function recordingText(moment: Moment): string {
  return `${JSON.stringify({ [MARK]: 'recording', ...writeMoment(moment) }, null, 2)}\n`;
}

/** Whether the content of a file says that it is something of ours other than a scenario. */
export function isRecording(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && Object.hasOwn(content, MARK);
}

/** Reads the content of a recording file: good, or one sentence that says what is wrong and where. */
export function readRecording(content: Readonly<Record<string, unknown>>): Checked<Moment> {
  const { [MARK]: kind, ...moment } = content;
  if (kind !== 'recording')
    return {
      ok: false,
      problem: `Its field ${MARK} says neither that it is a recording nor anything else known.`,
    };
  return checkMoment(moment);
}
