/**
 * Inputs in words, the same on the command line, in experiments and in menus: `10s crash s1`,
 * `2s..5s loss lb->s1 20%`, `spike clients 10x 5s`. Reading and writing are each other's inverse.
 */
import { actionSpec, ACTIONS, argProblem, type ActionSpec, type Input } from '../kernel/input';
import type { ParamValue } from '../kernel/params';
import { formatDuration, parseDurationUs } from '../kernel/time';
import type { Checked } from './schema';

const actionNames = Object.keys(ACTIONS).join(', ');

/**
 * Reads one input.
 * @param id names the clip; unique within its log
 */
export function parseInput(text: string, id: string): Checked<Input> {
  const words = text.trim().split(/\s+/);
  const times = parseTimes(words[0]);
  if (!times) return problem(text, `starts with "${words[0]}", which is no time such as 10s or 2s..5s`);
  const action = words[1] ?? '';
  const spec = actionSpec(action);
  if (!spec) return problem(text, `has no known action: "${action}" is not one of ${actionNames}`);
  if (!spec.lasts && times.untilUs !== null)
    return problem(text, `says until when, but ${action} is over at once`);
  const rest = spec.target === 'sides' || spec.target === 'any' ? joinSides(words.slice(2)) : words.slice(2);
  const input = { id, ...times, action, muted: false };
  const target = rest[0] ?? '';
  if (spec.target === 'any') return { ok: true, value: { ...input, target, args: [] } };
  if (target === '') return problem(text, `says nothing of what to ${action}`);
  const lasts = action === 'spike' && times.untilUs === null ? rest[2] : undefined;
  const args = parseArgs(spec, lasts === undefined ? rest.slice(1) : [rest[1], ...rest.slice(3)]);
  if (typeof args === 'string') return problem(text, args);
  const wrong = argProblem(action, args);
  if (wrong !== null) return { ok: false, problem: wrong };
  const value = { ...input, target, args };
  return lasts === undefined ? { ok: true, value } : lastingFor(text, value, lasts);
}

function problem(text: string, what: string): Checked<never> {
  return { ok: false, problem: `The input "${text.slice(0, 80)}" ${what}.` };
}

function parseTimes(text: string): { atUs: number; untilUs: number | null } | null {
  const parts = text.split('..');
  const atUs = parseDurationUs(parts[0]);
  if (atUs === null || atUs < 0 || parts.length > 2) return null;
  if (parts.length === 1) return { atUs, untilUs: null };
  const untilUs = parseDurationUs(parts[1]);
  return untilUs === null || untilUs <= atUs ? null : { atUs, untilUs };
}

/** The words of a partition may be written with or without spaces around commas and the bar. */
function joinSides(words: readonly string[]): string[] {
  return [
    words
      .join(' ')
      .replace(/\s*,\s*/g, ',')
      .replace(/\s*\|\s*/g, ' | '),
  ];
}

function parseArgs(spec: ActionSpec, words: readonly string[]): ParamValue[] | string {
  const { arg } = spec;
  if (!arg) return words.length > 0 ? `has "${words[0]}" too much at its end` : [];
  if (arg.unit === 'word') return words.length > 0 ? [...words] : 'does not say which action to do';
  if (words.length === 0) return arg.unit === 'value' ? 'does not say which value to set' : [arg.default];
  if (words.length > 1) return `has "${words[1]}" too much at its end`;
  const value = parseArg(arg.unit, words[0]);
  return value === null ? `has "${words[0]}" where a ${ARG_WORDS[arg.unit]} belongs` : [value];
}

type ArgUnit = NonNullable<ActionSpec['arg']>['unit'];

const ARG_WORDS: Record<ArgUnit, string> = {
  factor: 'factor such as 5 or 10x',
  duration: 'duration such as +50ms',
  ratio: 'share such as 20% or 0.2',
  bytes: 'number of bytes',
  value: 'value',
  word: 'word',
};

function parseArg(unit: ArgUnit, word: string): ParamValue | null {
  switch (unit) {
    case 'factor':
      return finite(word.replace(/x$/, ''));
    case 'duration':
      return parseDurationUs(word);
    case 'ratio': {
      const value = word.endsWith('%') ? scaled(word.slice(0, -1), 0.01) : finite(word);
      return value !== null && value >= 0 && value <= 1 ? value : null;
    }
    case 'bytes':
      return finite(word);
    case 'value':
      return parseValue(word);
    case 'word':
      return word;
  }
}

function finite(word: string): number | null {
  const value = Number(word);
  return word !== '' && Number.isFinite(value) && value >= 0 ? value : null;
}

function scaled(word: string, by: number): number | null {
  const value = finite(word);
  return value === null ? null : value * by;
}

/** A knob's value: true, false, a number, or else a word. */
export function parseValue(word: string): ParamValue {
  if (word === 'true' || word === 'false') return word === 'true';
  const value = Number(word);
  return word.trim() !== '' && Number.isFinite(value) ? value : word;
}

/** A spike may say how long it lasts: `spike clients 10x 5s`. */
function lastingFor(text: string, input: Input, lasts: string): Checked<Input> {
  const lastsUs = parseDurationUs(lasts);
  if (lastsUs === null || lastsUs <= 0)
    return problem(text, `has "${lasts}" where a duration such as 5s belongs`);
  return { ok: true, value: { ...input, untilUs: input.atUs + lastsUs } };
}

function timeWord(us: number): string {
  return formatDuration(us).replace(' ', '');
}

/** An input in words. Times are written so that reading gives the same microsecond. */
export function formatInput(input: Input): string {
  const exact = (us: number): string =>
    parseDurationUs(timeWord(us)) === us ? timeWord(us) : `${String(us)}us`;
  const times = input.untilUs === null ? exact(input.atUs) : `${exact(input.atUs)}..${exact(input.untilUs)}`;
  const spec = actionSpec(input.action);
  const args = input.args.map((arg) => {
    if (spec?.arg?.unit === 'duration')
      return Number(arg) < 0 ? exact(Number(arg)) : `+${exact(Number(arg))}`;
    return String(arg);
  });
  return [times, input.action, input.target, ...args].filter((word) => word !== '').join(' ');
}

/** An input in a few words for people, without its time: `s3 slow ×5`, `lb ↔ s1 latency +200 ms`, `heal everything`. */
export function inputWords({ action, target, args }: Pick<Input, 'action' | 'target' | 'args'>): string {
  if (action === 'set') return `${target} = ${String(args[0])}`;
  if (action === 'heal' && (target === '' || target === '*')) return 'heal everything';
  const where = target
    .replace('<->', ' ↔ ')
    .replace('->', ' → ')
    .replace('#', ' #')
    .replaceAll(',', ', ')
    .replace(/\s*\|\s*/, ' | ');
  const deed = action === 'do' ? '' : action;
  return [where, deed, ...args.map((arg) => argWords(actionSpec(action)?.arg?.unit, arg))]
    .filter((word) => word !== '')
    .join(' ');
}

function argWords(unit: string | undefined, arg: ParamValue): string {
  if (typeof arg !== 'number') return String(arg);
  if (unit === 'factor') return `×${String(arg)}`;
  if (unit === 'duration') return `${arg < 0 ? '' : '+'}${formatDuration(arg)}`;
  if (unit === 'ratio') return `${String(Number((100 * arg).toFixed(2)))} %`;
  return String(arg);
}
