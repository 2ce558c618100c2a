/** Scenarios that come from outside: checked field by field, with the path of what is wrong. */
import * as v from 'valibot';
import { DISTRIBUTIONS } from '../kernel/distributions';
import { between, describeIssue, ID_LENGTH, idText, outlawProblem, paramValue } from './checking';
import { migrate, type Migrations } from './migrate';
import { SCENARIO_VERSION, type Scenario } from './types';

/** Limits that keep a scenario within what can be drawn and run. */
export const LIMITS = {
  nodes: 200,
  links: 2_000,
  idLength: ID_LENGTH,
  titleLength: 120,
  fileBytes: 1_000_000,
};

const ratio = between(0, 1);
const place = between(-100_000, 100_000);

const node = v.strictObject({
  id: idText,
  kind: idText,
  group: v.optional(idText),
  present: v.optional(v.boolean('must be true or false')),
  at: v.strictTuple([place, place], 'must be two numbers'),
  params: v.optional(v.record(idText, paramValue)),
  memoryLimitBytes: v.optional(between(1, 1e15)),
});

const link = v.strictObject({
  between: v.strictTuple([idText, idText], 'must name two nodes'),
  oneWay: v.optional(v.boolean('must be true or false')),
  latencyMs: v.optional(between(0, 600_000)),
  latencyShape: v.optional(v.picklist(DISTRIBUTIONS, `must be one of ${DISTRIBUTIONS.join(', ')}`)),
  latencyCv: v.optional(between(0, 10)),
  lossRatio: v.optional(ratio),
  duplicateRatio: v.optional(ratio),
  reorderRatio: v.optional(ratio),
  reorderWindowMs: v.optional(between(0, 600_000)),
  bytesPerSec: v.optional(between(1, 1e12)),
  unordered: v.optional(v.boolean('must be true or false')),
});

const scenario = v.strictObject({
  version: v.literal(SCENARIO_VERSION, `must be ${String(SCENARIO_VERSION)}, the only version there is`),
  title: v.pipe(v.string('must be a text'), v.maxLength(LIMITS.titleLength, 'is too long')),
  seed: v.pipe(between(0, 4294967295), v.integer('must be a whole number')),
  pace: between(0.001, 1000),
  warmUpSec: v.optional(between(0, 3600)),
  nodes: v.pipe(
    v.array(node, 'must be a list'),
    v.minLength(1, 'must hold at least one node'),
    v.maxLength(LIMITS.nodes, `must hold at most ${String(LIMITS.nodes)} nodes`),
  ),
  links: v.pipe(
    v.array(link, 'must be a list'),
    v.maxLength(LIMITS.links, `must hold at most ${String(LIMITS.links)} links`),
  ),
});

/** A value that came from outside: good, or one sentence that says what is wrong and where. */
export type Checked<T> = { ok: true; value: T } | { ok: false; problem: string };

/** Steps from older versions to this one. There is no older version yet. */
const MIGRATIONS: Migrations = {};

/** Checks the form of a scenario. Whether its kinds, parameters and links make sense is for `buildModel`. */
export function checkScenario(input: unknown, migrations = MIGRATIONS): Checked<Scenario> {
  const current = migrated(input, migrations);
  if (!current.ok) return current;
  const result = v.safeParse(scenario, current.value, { abortEarly: true });
  if (!result.success) return { ok: false, problem: describeIssue(result.issues[0], 'scenario') };
  const outlaw = outlawProblem(current.value, 'scenario');
  return outlaw === null ? { ok: true, value: result.output } : { ok: false, problem: outlaw };
}

/** A scenario of an older version as one of this; anything else as it is. */
function migrated(input: unknown, migrations: Migrations): Checked<unknown> {
  const version = typeof input === 'object' && input !== null && 'version' in input ? input.version : null;
  const isOld = Number.isInteger(version) && Number(version) < SCENARIO_VERSION;
  return isOld
    ? migrate(input, version, SCENARIO_VERSION, migrations, 'scenario')
    : { ok: true, value: input };
}
