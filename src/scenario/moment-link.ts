/**
 * The short form of a moment, for links: one-letter fields, lists in place of objects, and nothing that can be
 * guessed. Reading it only brings it back to the form of files; checking is done there. Fields that are not known
 * are left out of account, so that a link of a newer page that only says more still opens.
 */
import { outlawProblem } from './checking';
import { checkMoment, MOMENT_LIMITS, writeMoment, type Moment, type WrittenMoment } from './moment';
import type { Checked } from './schema';

const FIRST_TITLE = 'main';

/** The text that a link packs; the same moment always gives the same text. The lab stands in the address itself. */
export function shortMoment(moment: Moment): string {
  const { branches, inputs, bookmarks, ...rest } = writeMoment(moment);
  const ids = branches.map(({ id }) => id);
  return JSON.stringify({
    e: rest.engine,
    r: rest.revision,
    ...(Object.keys(rest.knobs).length > 0 ? { k: rest.knobs } : {}),
    s: rest.seed,
    ...(inputs.length > 0 ? { i: inputs.map(shortInput) } : {}),
    b: branches.map((branch, index) => shortBranch(branch, index, ids)),
    ...(rest.current === ids[0] ? {} : { c: rest.current }),
    ...(bookmarks.length > 0 ? { m: bookmarks.map((one) => shortBookmark(one, ids)) } : {}),
    t: [rest.us, rest.events],
    ...(rest.selection ? { x: shortSelection(rest.selection) } : {}),
    ...(rest.views.length > 0 ? { w: rest.views } : {}),
    p: rest.speed,
    ...(rest.hash === null ? {} : { h: rest.hash }),
  });
}

type WrittenInput = WrittenMoment['inputs'][number];
type WrittenBranch = WrittenMoment['branches'][number];
type WrittenBookmark = WrittenMoment['bookmarks'][number];

/** Time, action, target; then, as far as they are needed, how long it lasts, arguments, id, and whether it is muted. */
function shortInput(
  { id, atUs, untilUs, action, target, args, muted }: WrittenInput,
  index: number,
): unknown[] {
  return trimmed([
    atUs,
    action,
    target,
    untilUs === null ? 0 : untilUs - atUs,
    args.length > 0 ? args : 0,
    id === inputId(index) ? 0 : id,
    muted ? 1 : 0,
  ]);
}

/** Inputs as stretches of the list, and the head; then fork, number of the parent, title and id as far as needed. */
function shortBranch(branch: WrittenBranch, index: number, ids: readonly string[]): unknown[] {
  const { id, title, parentId, forkAtUs, headUs, inputs } = branch;
  return trimmed([
    stretches(inputs),
    headUs,
    forkAtUs,
    parentId === null ? 0 : ids.indexOf(parentId) + 1,
    title === FIRST_TITLE ? 0 : title,
    id === branchId(index) ? 0 : id,
  ]);
}

function shortBookmark({ id, branch, us, events, note }: WrittenBookmark, ids: readonly string[]): unknown[] {
  return [ids.indexOf(branch), us, events, note, id];
}

function shortSelection(selection: NonNullable<WrittenMoment['selection']>): unknown[] {
  if (selection.kind === 'node') return ['n', selection.id];
  if (selection.kind === 'link') return ['l', selection.from, selection.to];
  return ['m', selection.link, selection.number];
}

const inputId = (index: number): string => `i${String(index + 1)}`;
const branchId = (index: number): string => `b${String(index)}`;

/** A list without the zeros at its end. */
function trimmed(list: unknown[]): unknown[] {
  let length = list.length;
  while (list[length - 1] === 0) length--;
  return list.slice(0, length);
}

/** Numbers as pairs of a start and a count: `[0, 1, 2, 7]` is `[0, 3, 7, 1]`. */
function stretches(numbers: readonly number[]): number[] {
  const pairs: number[] = [];
  for (const number of numbers) {
    const last = pairs.length - 2;
    if (last >= 0 && pairs[last] + pairs[last + 1] === number) pairs[last + 1]++;
    else pairs.push(number, 1);
  }
  return pairs;
}

/** The moment of a link to a lab: good, or one sentence that says what is wrong and where. */
export function readShortMoment(lab: string, version: number, content: unknown): Checked<Moment> {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return { ok: false, problem: 'The moment must be an object.' };
  const outlaw = outlawProblem(content, 'moment');
  if (outlaw !== null) return { ok: false, problem: outlaw };
  return checkMoment(expand(lab, version, new Map(Object.entries(content))));
}

/** Back to the form of files. What is not of the form it should be is passed on as it is, and found there. */
function expand(lab: string, version: number, from: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const branches = from.get('b');
  const ids = Array.isArray(branches)
    ? branches.slice(0, MOMENT_LIMITS.branches + 1).map((one, index) => branchIdOf(one, index))
    : [];
  const at = from.get('t');
  const [us, events] = isList(at) ? at : [at, at];
  return {
    version,
    lab,
    engine: from.get('e'),
    revision: from.get('r'),
    knobs: from.get('k') ?? {},
    seed: from.get('s'),
    inputs: expandEach(from.get('i') ?? [], MOMENT_LIMITS.inputs, longInput),
    branches: expandEach(branches, MOMENT_LIMITS.branches, (one, index) => longBranch(one, index, ids)),
    current: from.get('c') ?? ids[0],
    bookmarks: expandEach(from.get('m') ?? [], MOMENT_LIMITS.bookmarks, (one) => longBookmark(one, ids)),
    us,
    events,
    selection: longSelection(from.get('x') ?? null),
    views: from.get('w') ?? [],
    speed: from.get('p'),
    hash: from.get('h') ?? null,
  };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Expands the items of a list, one more than allowed at most: enough to be told that there are too many. */
function expandEach(list: unknown, limit: number, each: (item: unknown, index: number) => unknown): unknown {
  return isList(list) ? list.slice(0, limit + 1).map(each) : list;
}

function longInput(from: unknown, index: number): unknown {
  if (!isList(from)) return from;
  const [atUs, action, target, lastsUs = 0, args = 0, id = 0, muted = 0] = from;
  const ends = typeof atUs === 'number' && typeof lastsUs === 'number' ? atUs + lastsUs : lastsUs;
  return {
    id: id === 0 ? inputId(index) : id,
    atUs,
    untilUs: lastsUs === 0 ? null : ends,
    action,
    target,
    args: args === 0 ? [] : args,
    muted: muted === 0 || muted === 1 ? muted === 1 : muted,
  };
}

function branchIdOf(from: unknown, index: number): unknown {
  const id = isList(from) ? (from[5] ?? 0) : 0;
  return id === 0 ? branchId(index) : id;
}

function longBranch(from: unknown, index: number, ids: readonly unknown[]): unknown {
  if (!isList(from)) return from;
  const [inputs, headUs = 0, forkAtUs = 0, parent = 0, title = 0] = from;
  return {
    id: ids[index],
    parentId: parent === 0 ? null : typeof parent === 'number' ? ids[parent - 1] : parent,
    forkAtUs,
    title: title === 0 ? FIRST_TITLE : title,
    inputs: longInputs(inputs),
    headUs,
  };
}

function longBookmark(from: unknown, ids: readonly unknown[]): unknown {
  if (!isList(from)) return from;
  const [branch, us, events, note, id] = from;
  return { id, branch: typeof branch === 'number' ? ids[branch] : branch, us, events, note };
}

/** The places that stretches stand for, one more than allowed at most, however many they claim to be. */
function longInputs(pairs: unknown): unknown {
  if (!isList(pairs) || pairs.length % 2 === 1 || !pairs.every((one) => Number.isInteger(one))) return pairs;
  const places: number[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const [from, count] = [Number(pairs[i]), Number(pairs[i + 1])];
    for (let k = 0; k < count && places.length <= MOMENT_LIMITS.inputs; k++) places.push(from + k);
  }
  return places;
}

function longSelection(from: unknown): unknown {
  if (!isList(from)) return from;
  const [kind, a, b] = from;
  if (kind === 'n') return { kind: 'node', id: a };
  if (kind === 'l') return { kind: 'link', from: a, to: b };
  return kind === 'm' ? { kind: 'message', link: a, number: b } : from;
}
