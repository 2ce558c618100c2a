/**
 * A moment: everything it takes to stand at the same event of the same run again. It travels as a link or as a
 * recording file, is kept as a draft, and is trusted in none of them: it is checked field by field.
 */
import * as v from 'valibot';
import { ACTIONS, actionSpec, argProblem, type Input } from '../kernel/input';
import type { ParamValue } from '../kernel/params';
import {
  between,
  describeIssue,
  idText,
  listOf,
  outlawProblem,
  paramValue,
  textOf,
  wholeBetween,
} from './checking';
import { migrate, type Migrations } from './migrate';
import { checkScenario, LIMITS, type Checked } from './schema';
import type { Scenario } from './types';

export const MOMENT_VERSION = 1;

/** Limits that keep a moment within what can be run again. */
export const MOMENT_LIMITS = {
  /** Different inputs in all branches together, and inputs of one branch. */
  inputs: 2_000,
  branches: 100,
  bookmarks: 200,
  knobs: 200,
  /** Simulated time: a day. */
  us: 86_400_000_000,
  views: 8,
};

/** What is selected on the canvas. */
export type MomentSelection =
  | { kind: 'node'; id: string }
  | { kind: 'link'; from: string; to: string }
  | { kind: 'message'; link: number; number: number };

/** A branch of the input log, with all inputs of its history. */
export interface MomentBranch {
  id: string;
  parentId: string | null;
  forkAtUs: number;
  title: string;
  inputs: readonly Input[];
  headUs: number;
}

/** A moment of a branch worth coming back to. */
export interface MomentBookmark {
  id: string;
  branch: string;
  us: number;
  events: number;
  note: string;
}

export interface Moment {
  /** Id of the lab. */
  lab: string;
  /** The user's own scenario in place of the lab's; it travels in files only. */
  scenario: Scenario | null;
  /** Revisions of the engine and of the lab it was made with. */
  engine: number;
  revision: string;
  /** Knobs turned before the start. */
  knobs: Readonly<Record<string, ParamValue>>;
  seed: number;
  log: {
    branches: readonly MomentBranch[];
    current: string;
    bookmarks?: readonly MomentBookmark[];
  };
  /** Where the playhead stands on the current branch: simulated time, and events handled. */
  us: number;
  events: number;
  selection: MomentSelection | null;
  /** Views that are open; none for those the lab opens by itself. */
  views: readonly string[];
  /** Simulated seconds a real second. */
  speed: number;
  /** Trace hash at this moment; null where it was not asked for. */
  hash: string | null;
}

const TARGET_LENGTH = LIMITS.nodes * (LIMITS.idLength + 3);
const NOTE_LENGTH = 200;
const time = wholeBetween(0, MOMENT_LIMITS.us);
const eventCount = wholeBetween(0, 1e12);

const input = v.strictObject({
  id: idText,
  atUs: time,
  untilUs: v.nullable(wholeBetween(0, 2 * MOMENT_LIMITS.us)),
  action: v.picklist(Object.keys(ACTIONS), 'must be the name of an action'),
  target: textOf(TARGET_LENGTH),
  args: listOf(paramValue, 8, 'values'),
  muted: v.boolean('must be true or false'),
});

const branch = v.strictObject({
  id: idText,
  parentId: v.nullable(idText),
  forkAtUs: time,
  title: textOf(LIMITS.titleLength),
  /** Places in the list of inputs, from 0. */
  inputs: listOf(wholeBetween(0, MOMENT_LIMITS.inputs - 1), MOMENT_LIMITS.inputs, 'inputs'),
  headUs: time,
});

const bookmark = v.strictObject({
  id: idText,
  branch: idText,
  us: time,
  events: eventCount,
  note: textOf(NOTE_LENGTH),
});

const KNOB = /^[A-Za-z][A-Za-z0-9_-]*\.[A-Za-z][A-Za-z0-9_-]*$/;
const knobs = v.pipe(
  v.record(
    v.pipe(textOf(2 * LIMITS.idLength), v.regex(KNOB, 'must be a knob such as lb.strategy')),
    paramValue,
    'must be a table of knobs and values',
  ),
  v.check(
    (table) => Object.keys(table).length <= MOMENT_LIMITS.knobs,
    `must hold at most ${String(MOMENT_LIMITS.knobs)} knobs`,
  ),
);

const selection = v.variant(
  'kind',
  [
    v.strictObject({ kind: v.literal('node'), id: idText }),
    v.strictObject({ kind: v.literal('link'), from: idText, to: idText }),
    v.strictObject({
      kind: v.literal('message'),
      link: wholeBetween(0, 1e6),
      number: wholeBetween(0, Number.MAX_SAFE_INTEGER),
    }),
  ],
  'must be a node, a link or a message',
);

/** A moment as files write it. Inputs stand in one list, and branches name their places in it. */
const written = v.strictObject({
  version: v.literal(MOMENT_VERSION),
  lab: idText,
  scenario: v.optional(v.unknown()),
  engine: wholeBetween(0, 1e9),
  revision: v.pipe(textOf(16), v.regex(/^[0-9a-f]*$/, 'must be hexadecimal')),
  knobs,
  seed: wholeBetween(0, 4294967295),
  inputs: listOf(input, MOMENT_LIMITS.inputs, 'inputs'),
  branches: v.pipe(
    listOf(branch, MOMENT_LIMITS.branches, 'branches'),
    v.minLength(1, 'must hold at least one branch'),
  ),
  current: idText,
  bookmarks: listOf(bookmark, MOMENT_LIMITS.bookmarks, 'bookmarks'),
  us: time,
  events: eventCount,
  selection: v.nullable(selection),
  views: listOf(idText, MOMENT_LIMITS.views, 'views'),
  speed: between(0.001, 1000),
  hash: v.nullable(
    v.pipe(v.string('must be a text'), v.regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits')),
  ),
});

/** A moment as files write it. */
export type WrittenMoment = v.InferOutput<typeof written>;

/** Steps from older versions to this one. There is no older version yet. */
const MIGRATIONS: Migrations = {};

/** The moment in the form of files: plain data that JSON can hold, in a fixed order. */
export function writeMoment(moment: Moment): WrittenMoment {
  const { log, scenario, ...rest } = moment;
  const table = inputTable(log.branches);
  return {
    version: MOMENT_VERSION,
    lab: rest.lab,
    ...(scenario ? { scenario } : {}),
    engine: rest.engine,
    revision: rest.revision,
    knobs: rest.knobs,
    seed: rest.seed,
    inputs: table.inputs,
    branches: log.branches.map(({ id, title, parentId, forkAtUs, headUs, inputs }, index) => ({
      id,
      title: title.slice(0, LIMITS.titleLength),
      parentId: log.branches.slice(0, index).some((one) => one.id === parentId) ? parentId : null,
      forkAtUs,
      headUs,
      inputs: inputs.map((one) => table.placeOf(one)),
    })),
    current: log.current,
    bookmarks: (log.bookmarks ?? []).map(({ id, branch: on, us, events, note }) => ({
      id,
      branch: on,
      us,
      events,
      note: note.slice(0, NOTE_LENGTH),
    })),
    us: rest.us,
    events: rest.events,
    selection: rest.selection,
    views: [...rest.views],
    speed: rest.speed,
    hash: rest.hash,
  };
}

/** All different inputs of some branches: one that was edited on a branch differs from what it was before. */
function inputTable(branches: readonly MomentBranch[]) {
  const places = new Map<string, number>();
  const inputs: WrittenMoment['inputs'] = [];
  const keyOf = (one: Input): string =>
    JSON.stringify([one.id, one.atUs, one.untilUs, one.action, one.target, one.args, one.muted]);
  for (const one of branches.flatMap((each) => each.inputs)) {
    const key = keyOf(one);
    if (places.has(key)) continue;
    places.set(key, inputs.length);
    const { id, atUs, untilUs, action, target, args, muted } = one;
    inputs.push({
      id,
      atUs,
      untilUs,
      action,
      target,
      args: [...args],
      muted,
    });
  }
  return { inputs, placeOf: (one: Input): number => places.get(keyOf(one)) ?? 0 };
}

/**
 * Checks a moment that came from outside, of any version this page knows: good, or one sentence that says what is
 * wrong and where. Whether its knobs and targets fit the lab is for those who open it.
 */
export function checkMoment(
  content: unknown,
  migrations = MIGRATIONS,
  latest = MOMENT_VERSION,
): Checked<Moment> {
  const outlaw = outlawProblem(content, 'moment');
  if (outlaw !== null) return { ok: false, problem: outlaw };
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return { ok: false, problem: 'The moment must be an object.' };
  const current = migrate(content, (content as { version?: unknown }).version, latest, migrations, 'moment');
  if (!current.ok) return current;
  const result = v.safeParse(written, current.value, { abortEarly: true });
  if (!result.success) return { ok: false, problem: describeIssue(result.issues[0], 'moment') };
  const problem = result.output.inputs.map(inputProblem).find((one) => one !== null);
  if (problem !== undefined) return { ok: false, problem };
  return assemble(result.output);
}

/** What the schema of an input cannot say. */
function inputProblem({ atUs, untilUs, action, args }: WrittenMoment['inputs'][number], index: number) {
  const where = `inputs.${String(index)} of the moment`;
  if (untilUs !== null && untilUs <= atUs) return `${where} ends before it begins.`;
  if (untilUs !== null && actionSpec(action)?.lasts !== true)
    return `${where} has an end, but ${action} is over at once.`;
  const problem = argProblem(action, args);
  return problem === null ? null : `${where} does not fit: ${problem}`;
}

/** Puts inputs into their branches, branches into their tree, and checks the scenario. */
function assemble(from: WrittenMoment): Checked<Moment> {
  const { inputs, branches, current, scenario } = from;
  const scenarioChecked = scenario === undefined ? null : checkScenario(scenario);
  if (scenarioChecked?.ok === false) return scenarioChecked;
  const made: MomentBranch[] = [];
  for (const [index, one] of branches.entries()) {
    const where = `branches.${String(index)} of the moment`;
    const missing = one.inputs.find((place) => place >= inputs.length);
    if (missing !== undefined)
      return { ok: false, problem: `${where} names input ${String(missing)}, which is not there.` };
    if (made.some(({ id }) => id === one.id))
      return { ok: false, problem: `${where} is the second one called ${one.id}.` };
    if (one.parentId !== null && !made.some(({ id }) => id === one.parentId))
      return { ok: false, problem: `${where} left ${one.parentId}, which is no branch before it.` };
    const own = one.inputs.map((place) => inputs[place]);
    if (new Set(own.map(({ id }) => id)).size < own.length)
      return { ok: false, problem: `${where} has two inputs of one id.` };
    made.push({ ...one, inputs: own });
  }
  if (!made.some(({ id }) => id === current))
    return { ok: false, problem: `current of the moment is ${current}, which is no branch of it.` };
  const { bookmarks } = from;
  const astray = bookmarks.findIndex(({ branch: on }) => !made.some(({ id }) => id === on));
  if (astray >= 0)
    return { ok: false, problem: `bookmarks.${String(astray)} of the moment is on no branch of it.` };
  const log = { branches: made, current, ...(bookmarks.length > 0 ? { bookmarks } : {}) };
  const {
    lab,
    engine,
    revision,
    knobs: turned,
    seed,
    us,
    events,
    selection: selected,
    views,
    speed,
    hash,
  } = from;
  const run = { lab, scenario: scenarioChecked?.value ?? null, engine, revision, knobs: turned, seed };
  return { ok: true, value: { ...run, log, us, events, selection: selected, views, speed, hash } };
}
