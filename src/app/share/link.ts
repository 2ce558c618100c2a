/** Links to a moment: `#/raft/m/1.<packed>`. */
import { MOMENT_VERSION, type Moment } from '../../scenario/moment';
import { readShortMoment, shortMoment } from '../../scenario/moment-link';
import type { Checked } from '../../scenario/schema';
import { pack, unpack } from './pack';

/** Programs that pass links on cut longer ones. */
export const LINK_CHARS = 2_000;

/** The address of a moment of a lab, from the address of the page on. */
export async function linkOf(moment: Moment, page: string): Promise<string> {
  const packed = await pack(shortMoment(moment));
  return `${page.replace(/#.*$/s, '')}#/${moment.lab}/m/${String(MOMENT_VERSION)}.${packed}`;
}

/** The part of an address's fragment that holds a moment of a lab; null when it holds none. */
export function codeOf(fragment: string, lab: string): string | null {
  const start = `#/${lab}/m/`;
  return fragment.startsWith(start) ? fragment.slice(start.length) : null;
}

/** Reads the moment of a link: good, or one sentence that says what is wrong and where. */
export async function readLink(lab: string, code: string): Promise<Checked<Moment>> {
  const problem = (what: string): Checked<never> => ({
    ok: false,
    problem: `The link was not opened: ${what}`,
  });
  const [, version = '', packed = ''] = /^(\d{1,9})\.(.*)$/s.exec(code) ?? [];
  if (version === '') return problem('it does not say which version it is of.');
  const unpacked = await unpack(packed);
  if (!unpacked.ok) return problem(unpacked.problem);
  let content: unknown;
  try {
    content = JSON.parse(unpacked.value);
  } catch {
    return problem('what it holds is not JSON, so it is damaged.');
  }
  const checked = readShortMoment(lab, Number(version), content);
  return checked.ok ? checked : problem(checked.problem);
}
