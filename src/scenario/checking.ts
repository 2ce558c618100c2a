/** What all checks of things from outside share: pieces of schemas, and sentences that name what is wrong and where. */
import * as v from 'valibot';

export const ID_LENGTH = 40;
/** How deep anything from outside may nest. */
const DEPTH = 12;

/** A number in a range; JSON has no NaN, but numbers that overflow. */
export const between = (min: number, max: number) =>
  v.pipe(
    v.number('must be a number'),
    v.finite('must be a finite number'),
    v.minValue(min, `must be at least ${String(min)}`),
    v.maxValue(max, `must be at most ${String(max)}`),
  );

/** A whole number in a range. */
export const wholeBetween = (min: number, max: number) =>
  v.pipe(between(min, max), v.integer('must be a whole number'));

/** A text of at most so many characters. */
export const textOf = (length: number) =>
  v.pipe(
    v.string('must be a text'),
    v.maxLength(length, `must be at most ${String(length)} characters long`),
  );

/** An id: of a node, a group, a lab, an input or a branch. Names that every object has are none. */
export const idText = v.pipe(
  textOf(ID_LENGTH),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must start with a letter and hold only letters, digits, - and _'),
  v.check((text) => !(text in {}), 'must not be a name that every object has'),
);

/** Value of a parameter, a knob, or an argument of an input. */
export const paramValue = v.union(
  [between(-1e15, 1e15), textOf(200), v.boolean()],
  'must be a finite number, a text or true or false',
);

/** What one issue of a schema means, in a sentence: `seed of the scenario must be a number; it is "x".` */
export function describeIssue(issue: v.BaseIssue<unknown>, subject: string): string {
  const path = v.getDotPath(issue) ?? '';
  const where = path === '' ? `The ${subject}` : `${shorten(path)} of the ${subject}`;
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

/** A list of at most so many items, which are looked at only when they are not too many. */
export function listOf<T extends v.GenericSchema>(item: T, most: number, things: string) {
  return v.pipe(
    v.array(v.unknown(), 'must be a list'),
    v.maxLength(most, `must hold at most ${String(most)} ${things}`),
    v.array(item),
  );
}

/**
 * What nothing from outside may hold, whatever its schema: fields that would reach into the prototype of an object,
 * numbers that are none, and nesting without end.
 * @returns one sentence, or null when there is nothing of the kind
 */
export function outlawProblem(content: unknown, subject: string): string | null {
  const found = findOutlaw(content, 0);
  if (!found) return null;
  const path = found.path.join('.');
  return `${path === '' ? `The ${subject}` : `${shorten(path)} of the ${subject}`} ${found.says}.`;
}

interface Outlaw {
  path: (string | number)[];
  says: string;
}

const PLAIN = {};

function findOutlaw(value: unknown, depth: number): Outlaw | null {
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? null
      : { path: [], says: `must be a finite number; it is ${String(value)}` };
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= DEPTH) return { path: [], says: 'is nested too deep' };
  const below = (key: string | number, item: unknown): Outlaw | null => {
    const found = findOutlaw(item, depth + 1);
    found?.path.unshift(key);
    return found;
  };
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = below(i, value[i]);
      if (found) return found;
    }
    return null;
  }
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    const found =
      key in PLAIN ? { path: [], says: `has a field called ${key}, which is not allowed` } : below(key, item);
    if (found) return found;
  }
  return null;
}
