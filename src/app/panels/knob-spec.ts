/** The spec behind a knob, and what turning it means. */
import { adviceOn, combinationProblem, isRelevant, paramProblem } from '../../kernel/params';
import type { NumberSpec, ParamSpec, ParamValue } from '../../protocol/messages';
import type { LabKnob } from '../../scenario/types';
import { controller } from '../run/controller';
import { startWith } from '../run/baseline';
import { knobsNow, knobValue, partsOf, useLab, type LabState } from '../run/store';

export const LATENCY_KNOB = 'links.latencyMs';

const LATENCY_SPEC: NumberSpec = {
  type: 'number',
  integer: false,
  title: 'Link delay',
  help: 'One-way delay of all links.',
  unit: 'ms',
  min: 0,
  max: 5000,
  default: 0,
  low: 'nothing arrives before it is sent.',
  high: 'more than five seconds is farther than the moon and back.',
  restarts: true,
};

function presentSpec(state: LabState, group: string): NumberSpec | undefined {
  const members = state.lab?.scenario.nodes.filter((node) => node.group === group) ?? [];
  if (members.length === 0) return undefined;
  return {
    type: 'number',
    integer: true,
    title: 'Nodes',
    help: `How many nodes of ${group} there are.`,
    unit: '',
    min: 1,
    max: members.length,
    default: members.length,
    low: 'a group has at least one node.',
    high: 'the scenario has no more.',
    restarts: true,
  };
}

/** The spec of a knob; undefined when its node or parameter is not there. */
export function knobSpec(state: LabState, { target, title, range }: LabKnob): ParamSpec | undefined {
  const [name, param] = partsOf(target);
  const found =
    target === LATENCY_KNOB
      ? LATENCY_SPEC
      : param === 'present'
        ? presentSpec(state, name)
        : paramSpec(state, name, param);
  if (!found) return undefined;
  const named = title === undefined ? found : { ...found, title };
  if (named.type !== 'number' || !range) return named;
  return { ...named, min: Math.max(named.min, range[0]), max: Math.min(named.max, range[1]) };
}

function paramSpec(state: LabState, name: string, param: string): ParamSpec | undefined {
  const node = state.opened?.nodes.find((one) => one.id === name || one.group === name);
  return node ? state.opened?.params[node.kind]?.[param] : undefined;
}

/** The values of the other knobs of a target's node, as they stand. */
function valuesBeside(state: LabState, target: string): Record<string, ParamValue> {
  const [name] = partsOf(target);
  return new Proxy<Record<string, ParamValue>>(
    {},
    { get: (_, param) => (typeof param === 'string' ? knobValue(state, `${name}.${param}`) : undefined) },
  );
}

/** Why a knob cannot have a value, by itself or as the others of its node stand; null when it can. */
export function knobProblem(
  state: LabState,
  target: string,
  spec: ParamSpec,
  value: ParamValue,
): string | null {
  const problem = paramProblem(spec.title, spec, value);
  const [name, param] = partsOf(target);
  const kind = state.opened?.nodes.find((one) => one.id === name || one.group === name)?.kind;
  const specs = kind === undefined ? undefined : state.opened?.params[kind];
  if (problem !== null || specs === undefined || !Object.hasOwn(specs, param)) return problem;
  const beside = valuesBeside(state, target);
  const together = Object.entries(specs).map(([one, { default: standard }]): [string, ParamValue] => [
    one,
    beside[one] ?? standard,
  ]);
  return combinationProblem(specs, { ...Object.fromEntries(together), [param]: value });
}

/** What is unwise about a knob as it stands, a sentence each; joined, since a store compares what it is asked. */
export function knobAdvice(state: LabState, target: string, spec: ParamSpec): string {
  const value = knobValue(state, target);
  return value === undefined ? '' : adviceOn(spec, value, valuesBeside(state, target)).join(' ');
}

/** Whether a knob means anything as the others of its node stand. */
export function knobRelevant(state: LabState, target: string, spec: ParamSpec): boolean {
  return isRelevant(spec, valuesBeside(state, target));
}

/** Turns a knob: while running as an input; beside a pinned run, and for what cannot change live, by a new start. */
export function turnKnob(target: string, spec: ParamSpec, value: ParamValue): void {
  const state = useLab.getState();
  if (knobValue(state, target) === value) return;
  if (state.baseline && !state.trial) {
    void startWith({ ...state.spec?.knobs, [target]: value }, [target]);
  } else if (spec.restarts === true) void controller.restart({ ...knobsNow(state), [target]: value });
  else void controller.act({ action: 'set', target, args: [value] });
}
