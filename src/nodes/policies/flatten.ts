/** A policy's parameters as parameters of the node that uses it: `breaker` on or off, `breakerOpenMs` and so on. */
import type { PolicyUse } from '../../kernel/contract';
import {
  conditionsOf,
  type Bound,
  type NumberSpec,
  type ParamSpec,
  type ParamSpecs,
  type ParamValue,
  type SwitchSpec,
} from '../../kernel/params';

/** The switch under the prefix, and each parameter with the prefix before its name. */
export type Flattened<Prefix extends string, P extends ParamSpecs> = {
  [K in Prefix]: SwitchSpec;
} & {
  [K in keyof P as `${Prefix}${Capitalize<K & string>}`]: P[K];
};

function flatName(prefix: string, name: string): string {
  return `${prefix}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** Parameter specs for a node that may use a policy. The policy's own are shown only while the switch is on. */
export function policyParams<const Prefix extends string, P extends ParamSpecs>(
  prefix: Prefix,
  specs: P,
  use: SwitchSpec,
): Flattened<Prefix, P> {
  const flat: Record<string, ParamSpec> = { [prefix]: use };
  for (const [name, spec] of Object.entries(specs)) {
    const own = conditionsOf(spec).map((one) => ({ ...one, param: flatName(prefix, one.param) }));
    const flatter = { ...spec, when: [{ param: prefix, is: [true] }, ...own], ...flatAdvice(prefix, spec) };
    flat[flatName(prefix, name)] =
      spec.type === 'number' ? { ...flatter, ...flatBounds(prefix, spec) } : flatter;
  }
  return flat as Flattened<Prefix, P>;
}

/** What an advice names are parameters of the policy too. */
function flatAdvice(prefix: string, { advice }: ParamSpec): Pick<ParamSpec, 'advice'> {
  if (advice === undefined) return {};
  return {
    advice: advice.map((one) => ({
      ...one,
      when: conditionsOf(one).map((other) => ({ ...other, param: flatName(prefix, other.param) })),
    })),
  };
}

function flatBounds(prefix: string, { atMost, atLeast }: NumberSpec): Pick<NumberSpec, 'atMost' | 'atLeast'> {
  const flatBound = (bound: Bound): Bound => ({ ...bound, param: flatName(prefix, bound.param) });
  return { ...(atMost && { atMost: flatBound(atMost) }), ...(atLeast && { atLeast: flatBound(atLeast) }) };
}

/** The policy as a node's parameters describe it, in a list to add to others; empty when it is switched off. */
export function policyUse(
  id: string,
  prefix: string,
  specs: ParamSpecs,
  params: Readonly<Record<string, ParamValue>>,
): PolicyUse[] {
  if (params[prefix] !== true) return [];
  const own: Record<string, ParamValue> = {};
  for (const name of Object.keys(specs)) own[name] = params[flatName(prefix, name)];
  return [{ id, params: own }];
}
