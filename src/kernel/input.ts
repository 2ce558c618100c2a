/**
 * Inputs: what a user gives a run. Faults, knob changes, spikes and actions are all clips on the timeline; the
 * words are the same in menus, on the command line and in links.
 */
import type { ParamValue } from './params';
import { formatDuration, US_PER_S } from './time';

export interface Input {
  id: string;
  atUs: number;
  /** End of the clip; null while it is open. Instants have none. */
  untilUs: number | null;
  action: string;
  target: string;
  args: readonly ParamValue[];
  muted: boolean;
}

/** What kind of thing an action is aimed at, and what it takes. */
export interface ActionSpec {
  target: 'node' | 'source' | 'link' | 'sides' | 'param' | 'message' | 'any';
  /** It lasts until its end, or until it is closed. */
  lasts: boolean;
  /** Its end is taken back by one of these. */
  closedBy?: readonly string[];
  arg?: {
    unit: 'factor' | 'duration' | 'ratio' | 'bytes' | 'value' | 'word';
    title: string;
    default: ParamValue;
    /** Range of factors, durations (in microseconds) and bytes; a ratio is from 0 to 1. */
    min?: number;
    max?: number;
  };
  title: string;
}

const HOUR_US = 3_600 * US_PER_S;

const HEAL = ['heal'] as const;

/** Every action an input can have. */
export const ACTIONS = {
  crash: { target: 'node', lasts: true, closedBy: ['restart', ...HEAL], title: 'Crash' },
  restart: { target: 'node', lasts: false, title: 'Restart' },
  pause: { target: 'node', lasts: true, closedBy: ['resume', ...HEAL], title: 'Pause' },
  resume: { target: 'node', lasts: false, title: 'Resume' },
  slow: {
    target: 'node',
    lasts: true,
    closedBy: HEAL,
    arg: { unit: 'factor', title: 'times slower', default: 5, min: 0.01, max: 1000 },
    title: 'Slow down',
  },
  skew: {
    target: 'node',
    lasts: true,
    closedBy: HEAL,
    arg: { unit: 'duration', title: 'ahead', default: 500_000, min: -24 * HOUR_US, max: 24 * HOUR_US },
    title: 'Skew clock',
  },
  drift: {
    target: 'node',
    lasts: true,
    closedBy: HEAL,
    arg: { unit: 'factor', title: 'clock rate', default: 1.1, min: 0.01, max: 100 },
    title: 'Drift clock',
  },
  memory: {
    target: 'node',
    lasts: true,
    closedBy: HEAL,
    arg: { unit: 'bytes', title: 'memory limit', default: 1_000_000, min: 0, max: 1e15 },
    title: 'Limit memory',
  },
  isolate: { target: 'node', lasts: true, closedBy: HEAL, title: 'Isolate' },
  cut: { target: 'link', lasts: true, closedBy: ['restore', ...HEAL], title: 'Cut' },
  latency: {
    target: 'link',
    lasts: true,
    closedBy: ['restore', ...HEAL],
    arg: { unit: 'duration', title: 'added delay', default: 200_000, min: 0, max: HOUR_US },
    title: 'Add delay',
  },
  loss: {
    target: 'link',
    lasts: true,
    closedBy: ['restore', ...HEAL],
    arg: { unit: 'ratio', title: 'lost', default: 0.2 },
    title: 'Lose messages',
  },
  duplicate: {
    target: 'link',
    lasts: true,
    closedBy: ['restore', ...HEAL],
    arg: { unit: 'ratio', title: 'sent twice', default: 0.2 },
    title: 'Duplicate messages',
  },
  reorder: {
    target: 'link',
    lasts: true,
    closedBy: ['restore', ...HEAL],
    arg: { unit: 'ratio', title: 'overtaken', default: 0.3 },
    title: 'Reorder messages',
  },
  restore: { target: 'link', lasts: false, title: 'Restore' },
  partition: { target: 'sides', lasts: true, closedBy: HEAL, title: 'Partition' },
  heal: { target: 'any', lasts: false, title: 'Heal' },
  spike: {
    target: 'source',
    lasts: true,
    arg: { unit: 'factor', title: 'times the traffic', default: 10, min: 0, max: 1000 },
    title: 'Spike',
  },
  set: { target: 'param', lasts: true, arg: { unit: 'value', title: 'value', default: 0 }, title: 'Set' },
  do: { target: 'node', lasts: false, arg: { unit: 'word', title: 'action', default: '' }, title: 'Do' },
  join: { target: 'node', lasts: false, title: 'Join' },
  leave: { target: 'node', lasts: false, title: 'Leave' },
  drop: { target: 'message', lasts: false, title: 'Drop' },
  delay: {
    target: 'message',
    lasts: false,
    arg: { unit: 'duration', title: 'later', default: 200_000, min: 0, max: HOUR_US },
    title: 'Delay',
  },
  deliver: { target: 'message', lasts: false, title: 'Deliver now' },
  copy: { target: 'message', lasts: false, title: 'Duplicate' },
} as const satisfies Record<string, ActionSpec>;

export type ActionName = keyof typeof ACTIONS;

/** The spec of an action, or undefined. */
export function actionSpec(name: string): ActionSpec | undefined {
  return Object.hasOwn(ACTIONS, name) ? ACTIONS[name as ActionName] : undefined;
}

const UNIT_WORDS = { factor: 'a factor', duration: 'a duration', ratio: 'a share', bytes: 'bytes' } as const;

/** What is wrong with the argument of an action, in a sentence, or null. Values of knobs are checked by their specs. */
export function argProblem(action: string, args: readonly ParamValue[]): string | null {
  const arg = actionSpec(action)?.arg;
  if (!arg || arg.unit === 'value' || arg.unit === 'word') return null;
  const { unit, min = 0, max = 1 } = arg;
  const [value] = args;
  const fits = typeof value === 'number' && value >= min && value <= max;
  if (fits && (unit !== 'duration' || Number.isInteger(value))) return null;
  const show = (one: ParamValue): string =>
    unit === 'duration' && Number.isInteger(one) ? formatDuration(Number(one)) : String(one);
  const came = args.length === 0 ? 'nothing' : show(value);
  return `${action} takes ${UNIT_WORDS[unit]} from ${show(min)} to ${show(max)}, not ${came}.`;
}

/** The parts of a link target: `lb->s1` one way, `lb<->s1` both. */
export function parseLinkTarget(target: string): { from: string; to: string; both: boolean } | null {
  const match = /^([^<>#|,]+?)(<?)->([^<>#|,]+)$/.exec(target);
  return match ? { from: match[1].trim(), to: match[3].trim(), both: match[2] === '<' } : null;
}

/** The parts of a message target: `lb->s1#17`. */
export function parseMessageTarget(target: string): { from: string; to: string; number: number } | null {
  const match = /^([^<>#|,]+)->([^<>#|,]+)#(\d+)$/.exec(target);
  return match ? { from: match[1].trim(), to: match[2].trim(), number: Number(match[3]) } : null;
}

/** The two sides of a partition: `s1,s2 | s3`. */
export function parseSides(target: string): [string[], string[]] | null {
  const sides = target.split('|').map((side) =>
    side
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  );
  return sides.length === 2 && sides.every((side) => side.length > 0) ? [sides[0], sides[1]] : null;
}

/** The node or group and the parameter of a knob target: `lb.strategy`. */
export function parseParamTarget(target: string): { node: string; param: string } | null {
  const dot = target.lastIndexOf('.');
  return dot > 0 ? { node: target.slice(0, dot), param: target.slice(dot + 1) } : null;
}
