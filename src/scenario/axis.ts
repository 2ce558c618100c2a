/** What is varied, in words: `lb.strategy=roundRobin,powerOfTwo`, `servers.present=2..6`, `lb.loadFactor=1.1..2:0.1`. */
import type { ParamValue } from '../kernel/params';
import type { Checked } from './schema';
import { parseValue } from './words';

/** A knob and the values it takes, one after the other. */
export interface Axis {
  target: string;
  values: readonly ParamValue[];
}

/** As many values as one knob may be given. */
const MOST_VALUES = 10_000;

const RANGE = /^(-?\d{1,15}(?:\.\d{1,9})?)\.\.(-?\d{1,15}(?:\.\d{1,9})?)(?::(\d{1,15}(?:\.\d{1,9})?))?$/;

/** Reads a knob with its values: a list of values and of ranges `from..to` or `from..to:step`, both ends included. */
export function parseAxis(text: string): Checked<Axis> {
  const at = text.indexOf('=');
  if (at <= 0) {
    return problem(
      `"${text}" varies nothing: it must look like lb.strategy=roundRobin,powerOfTwo or servers.present=2..6:2.`,
    );
  }
  const target = text.slice(0, at);
  const values: ParamValue[] = [];
  for (const item of text.slice(at + 1).split(',')) {
    const read = item.includes('..') ? parseRange(target, item) : parseItem(target, item);
    if (!read.ok) return read;
    values.push(...read.value);
    if (values.length > MOST_VALUES) return tooMany(target);
  }
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) return problem(`${target} is given the value ${String(twice)} twice.`);
  return { ok: true, value: { target, values } };
}

function problem(sentence: string): Checked<never> {
  return { ok: false, problem: sentence };
}

function tooMany(target: string): Checked<never> {
  return problem(`${target} is given more than ${String(MOST_VALUES)} values.`);
}

function parseItem(target: string, item: string): Checked<ParamValue[]> {
  if (item.trim() === '') return problem(`${target} is given an empty value.`);
  return { ok: true, value: [parseValue(item.trim())] };
}

function parseRange(target: string, text: string): Checked<number[]> {
  const match = RANGE.exec(text.trim());
  if (!match) return problem(`${target} cannot take "${text}": a range looks like 2..6 or 0.1..0.5:0.1.`);
  const [from, to, step] = [match[1], match[2], (match[3] as string | undefined) ?? '1'].map(Number);
  if (step === 0) return problem(`The range ${text} of ${target} never gets on: its step is 0.`);
  if (from > to) return problem(`The range ${text} of ${target} is empty: it begins above its end.`);
  // A little more than a whole number of steps is one, and a little less: the decimals are not exact.
  const steps = Math.floor((to - from) / step + 1e-6);
  if (steps >= MOST_VALUES) return tooMany(target);
  const digits = Math.max(decimalsOf(match[1]), decimalsOf(match[3]));
  const value = Array.from({ length: steps + 1 }, (_, i) => Number((from + i * step).toFixed(digits)));
  return { ok: true, value };
}

function decimalsOf(text: string | undefined): number {
  return text?.split('.')[1]?.length ?? 0;
}
