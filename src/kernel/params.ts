/**
 * Parameters of node kinds and policies. A spec is the one place where range, unit, default and the sentences for
 * too low and too high stand: validation, controls, `--help` and documentation all derive from it.
 */
export type ParamValue = number | string | boolean;

interface CommonSpec {
  title: string;
  /** What it means, in one sentence. */
  help: string;
  /** It cannot change while running: a new value restarts the run. */
  restarts?: boolean;
  /** The control is drawn only while these other parameters of the same node have one of the values named. */
  when?: Condition | readonly Condition[];
  /** What is allowed and unwise: said where it is set. */
  advice?: readonly Advice[];
}

/** A sentence for values that are allowed and unwise: all that is named here must be so. */
export interface Advice {
  is?: readonly ParamValue[];
  above?: number;
  below?: number;
  /** Together with other numbers of the node it comes to no more than yet another one. */
  sum?: { with: readonly string[]; atMost: string };
  when?: Condition | readonly Condition[];
  says: string;
}

/** Another parameter of the same node that limits this one, while both mean something. */
export interface Bound {
  param: string;
  /** Why one beyond the other makes no sense: what follows a colon. */
  why: string;
}

/** Another parameter of the same node, and the values it may have. */
export interface Condition {
  param: string;
  is: readonly ParamValue[];
}

/** A number with a unit and a range. */
export interface NumberSpec extends CommonSpec {
  type: 'number';
  integer: boolean;
  unit: string;
  min: number;
  max: number;
  default: number;
  /** What goes wrong when it is too low, and when it is too high. */
  low: string;
  high: string;
  /** It must not be more, or less, than another: such a combination is refused. */
  atMost?: Bound;
  atLeast?: Bound;
  /** Sliders move on a logarithmic scale. */
  logScale?: boolean;
}

/** One of a few named values. */
export interface ChoiceSpec extends CommonSpec {
  type: 'choice';
  default: string;
  options: readonly { value: string; title: string; help: string }[];
}

/** On or off. */
export interface SwitchSpec extends CommonSpec {
  type: 'switch';
  default: boolean;
  /** The switch breaks a rule that carries the pattern, or is a mistake textbooks make; this names it. */
  breaks?: string;
}

/** The id of a node or group; empty for none. */
export interface RefSpec extends CommonSpec {
  type: 'ref';
  default: string;
}

export type ParamSpec = NumberSpec | ChoiceSpec | SwitchSpec | RefSpec;
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** The values that specs describe: numbers, strings and booleans under the same names. */
export type ParamsOf<P extends ParamSpecs> = string extends keyof P ? ParamValues : KnownParams<P>;
type KnownParams<P extends ParamSpecs> = {
  -readonly [K in keyof P]: P[K] extends NumberSpec
    ? number
    : P[K] extends SwitchSpec
      ? boolean
      : P[K] extends ChoiceSpec
        ? P[K]['options'][number]['value']
        : string;
};
export type ParamValues = Record<string, ParamValue>;

type NumberOptions = Omit<NumberSpec, 'type' | 'integer'>;

/** A whole number. */
export function int(options: NumberOptions): NumberSpec {
  return { type: 'number', integer: true, ...options };
}

/** A number that may have a fraction. */
export function real(options: NumberOptions): NumberSpec {
  return { type: 'number', integer: false, ...options };
}

/** One of several named values. */
export function choice<const O extends ChoiceSpec['options']>(
  options: Omit<ChoiceSpec, 'type' | 'options' | 'default'> & { options: O; default: O[number]['value'] },
): Omit<ChoiceSpec, 'options'> & { options: O } {
  return { type: 'choice', ...options };
}

/** On or off. */
export function onOff(options: Omit<SwitchSpec, 'type'>): SwitchSpec {
  return { type: 'switch', ...options };
}

/** The id of a node or group. */
export function ref(options: Omit<RefSpec, 'type' | 'default'> & { default?: string }): RefSpec {
  return { type: 'ref', default: '', ...options };
}

/** The defaults of all specs. */
export function defaultParams(specs: ParamSpecs): ParamValues {
  const values: ParamValues = {};
  for (const [name, spec] of Object.entries(specs)) values[name] = spec.default;
  return values;
}

/**
 * What is wrong with a value for a parameter: one sentence naming the parameter, what was expected and what came,
 * or null when it fits.
 */
export function paramProblem(name: string, spec: ParamSpec, value: unknown): string | null {
  switch (spec.type) {
    case 'number':
      return numberProblem(name, spec, value);
    case 'choice': {
      if (spec.options.some((option) => option.value === value)) return null;
      const wanted = spec.options.map((option) => option.value).join(', ');
      return `${name} must be one of ${wanted}, not ${show(value)}.`;
    }
    case 'switch':
      return typeof value === 'boolean' ? null : `${name} must be true or false, not ${show(value)}.`;
    case 'ref':
      return typeof value === 'string'
        ? null
        : `${name} must be the id of a node or group, not ${show(value)}.`;
  }
}

function numberProblem(name: string, spec: NumberSpec, value: unknown): string | null {
  const unit = spec.unit === '' ? '' : ` ${spec.unit}`;
  const range = `from ${String(spec.min)} to ${String(spec.max)}${unit}`;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return `${name} must be a number ${range}, not ${show(value)}.`;
  }
  if (value < spec.min) return `${name} must be ${range}; ${show(value)} is too low: ${spec.low}`;
  if (value > spec.max) return `${name} must be ${range}; ${show(value)} is too high: ${spec.high}`;
  if (spec.integer && !Number.isInteger(value)) return `${name} must be a whole number, not ${show(value)}.`;
  return null;
}

/** Conditions of a parameter or of an advice, as a list. */
export function conditionsOf({ when }: Pick<CommonSpec, 'when'>): readonly Condition[] {
  if (when === undefined) return [];
  return 'param' in when ? [when] : when;
}

/** Whether a parameter means anything while the others of its node have these values. */
export function isRelevant(spec: Pick<CommonSpec, 'when'>, values: Readonly<ParamValues>): boolean {
  return conditionsOf(spec).every(({ param, is }) => is.includes(values[param]));
}

/**
 * What is wrong with the parameters of a node together, though each alone fits: one sentence naming both, or null.
 * A parameter that means nothing as the others stand is in nobody's way.
 */
export function combinationProblem(specs: ParamSpecs, values: Readonly<ParamValues>): string | null {
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.type !== 'number') continue;
    const problem =
      boundProblem(specs, values, name, spec, spec.atMost, 1) ??
      boundProblem(specs, values, name, spec, spec.atLeast, -1);
    if (problem !== null) return problem;
  }
  return null;
}

/** @param sign 1 when the bound is an upper one, −1 when it is a lower one */
function boundProblem(
  specs: ParamSpecs,
  values: Readonly<ParamValues>,
  name: string,
  spec: NumberSpec,
  bound: Bound | undefined,
  sign: 1 | -1,
): string | null {
  if (bound === undefined || !Object.hasOwn(specs, bound.param)) return null;
  const other = specs[bound.param];
  if (other.type !== 'number' || !isRelevant(spec, values) || !isRelevant(other, values)) return null;
  const [own, limit] = [Number(values[name]), Number(values[bound.param])];
  if (sign * (own - limit) <= 0) return null;
  const order = sign > 0 ? 'at most' : 'at least';
  return `${spec.title} (${withUnit(own, spec)}) must be ${order} ${other.title} (${withUnit(limit, other)}): ${bound.why}.`;
}

function withUnit(value: number, { unit }: NumberSpec): string {
  return unit === '' ? String(value) : `${String(value)} ${unit}`;
}

/** What is to be said of a value that is allowed, as the others stand. */
export function adviceOn(spec: ParamSpec, value: ParamValue, values: Readonly<ParamValues>): string[] {
  const fits = ({ is, above = -Infinity, below = Infinity, sum, ...one }: Advice): boolean =>
    (is?.includes(value) ?? true) &&
    (sum === undefined ||
      sumOf([value, ...sum.with.map((name) => values[name])]) <= Number(values[sum.atMost])) &&
    (typeof value !== 'number' || (value > above && value < below)) &&
    isRelevant(one, values);
  return (spec.advice ?? []).filter(fits).map(({ says }) => says);
}

function sumOf(values: readonly ParamValue[]): number {
  return values.reduce((all: number, one) => all + Number(one), 0);
}

function show(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'nothing' : `"${value.slice(0, 40)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}

/** Reads a parameter's value from text, as the command line and number boxes give it; null when it cannot be one. */
export function parseParam(spec: ParamSpec, text: string): ParamValue | null {
  const trimmed = text.trim();
  if (spec.type === 'number') {
    const value = Number(trimmed);
    return trimmed !== '' && Number.isFinite(value) ? value : null;
  }
  if (spec.type === 'switch') {
    if (['true', 'on', 'yes'].includes(trimmed)) return true;
    return ['false', 'off', 'no'].includes(trimmed) ? false : null;
  }
  return trimmed;
}
