/** Scenarios that come from outside: checked field by field, with the path of what is wrong. */
import * as v from 'valibot';
import { DISTRIBUTIONS } from '../kernel/distributions';
import { SCENARIO_VERSION, type Scenario } from './types';

/** Limits that keep a scenario within what can be drawn and run. */
export const LIMITS = { nodes: 200, links: 2_000, idLength: 40, titleLength: 120, fileBytes: 1_000_000 };

const id = v.pipe(
  v.string('must be a text'),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must start with a letter and hold only letters, digits, - and _'),
  v.maxLength(LIMITS.idLength, `must be at most ${String(LIMITS.idLength)} characters long`),
);
const between = (min: number, max: number) =>
  v.pipe(
    v.number('must be a number'),
    v.finite('must be a finite number'),
    v.minValue(min, `must be at least ${String(min)}`),
    v.maxValue(max, `must be at most ${String(max)}`),
  );
const ratio = between(0, 1);
const place = between(-100_000, 100_000);
const paramValue = v.union(
  [
    between(-1e15, 1e15),
    v.pipe(v.string(), v.maxLength(200, 'must be at most 200 characters long')),
    v.boolean(),
  ],
  'must be a finite number, a text or true or false',
);

const node = v.strictObject({
  id,
  kind: id,
  group: v.optional(id),
  present: v.optional(v.boolean('must be true or false')),
  at: v.strictTuple([place, place], 'must be two numbers'),
  params: v.optional(v.record(id, paramValue)),
  memoryLimitBytes: v.optional(between(1, 1e15)),
});

const link = v.strictObject({
  between: v.strictTuple([id, id], 'must name two nodes'),
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

/** Checks the form of a scenario. Whether its kinds, parameters and links make sense is for `buildModel`. */
export function checkScenario(input: unknown): Checked<Scenario> {
  const result = v.safeParse(scenario, input, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, problem: describe(result.issues[0]) };
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? '';
  const where = path === '' ? 'The scenario' : `${path} of the scenario`;
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${where} is not a known field.`;
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `${where} is missing.`;
  const message = issue.message.startsWith('Invalid')
    ? `must be ${issue.expected ?? 'something else'}`
    : issue.message;
  return `${where} ${message}; it is ${shorten(issue.received)}.`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
