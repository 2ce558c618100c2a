/** What the knobs of a lab are on: range and value at the start. */
import { parseParamTarget } from '../../kernel/input';
import type { ParamSpec, ParamValue } from '../../kernel/params';
import { nodeKinds } from '../../nodes/index';
import { LATENCY_KNOB } from '../../scenario/build';
import type { Lab } from '../../scenario/types';

/** A knob as one node has it. */
export interface KnobPlace {
  node: string;
  /** Null for the number of members and for the delay of all links. */
  spec: ParamSpec | null;
  value: ParamValue;
}

/** The nodes a knob turns; empty when the scenario has no such knob. */
export function placesOfKnob({ scenario }: Lab, target: string): KnobPlace[] {
  if (target === LATENCY_KNOB) {
    return scenario.links.map(({ between, latencyMs = 0 }) => ({
      node: between.join('->'),
      spec: null,
      value: latencyMs,
    }));
  }
  const { node = '', param = '' } = parseParamTarget(target) ?? {};
  const members = scenario.nodes.filter(({ id, group }) => id === node || group === node);
  if (param === 'present') {
    const value = members.filter(({ present }) => present !== false).length;
    return members.length > 1 ? [{ node, spec: null, value }] : [];
  }
  return members.flatMap(({ id, kind, params }) => {
    const specs = nodeKinds.get(kind)?.params ?? {};
    if (!Object.hasOwn(specs, param)) return [];
    return [{ node: id, spec: specs[param], value: params?.[param] ?? specs[param].default }];
  });
}
