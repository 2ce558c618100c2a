/**
 * All node kinds, found by their folders. Each is loaded when a scenario names it, with the policies it may use for
 * its calls: a lab does not wait for the code of all the others.
 */
import type { AnyNodeKind } from '../kernel/contract';
import type { AnyPolicyKind } from '../kernel/policy';

interface KindModule {
  kind: AnyNodeKind;
  /** Left out when its calls have none. */
  policies?: readonly AnyPolicyKind[];
}

const folders = import.meta.glob<KindModule>('./*/index.ts');
const loaded = new Map<string, KindModule>();
const kinds = new Map<string, AnyNodeKind>();
const policies = new Map<string, AnyPolicyKind>();

/** Names of all node kinds, whether loaded or not. */
export const kindNames: readonly string[] = Object.keys(folders).map((path) => path.split('/')[1]);

/** The node kinds that have been loaded, by name. */
export const nodeKinds: ReadonlyMap<string, AnyNodeKind> = kinds;

/** The policies of all kinds that have been loaded, by id. */
export const policyKinds: ReadonlyMap<string, AnyPolicyKind> = policies;

/** Loads kinds at the same time; null when they are there. A name that no kind has loads nothing. */
export function loadKinds(names: Iterable<string>): Promise<void> | null {
  const missing = [...new Set(names)].filter((name) => kindNames.includes(name) && !loaded.has(name));
  return missing.length > 0 ? fetchKinds(missing) : null;
}

async function fetchKinds(names: readonly string[]): Promise<void> {
  const modules = await Promise.all(names.map((name) => folders[`./${name}/index.ts`]()));
  for (const [i, module] of modules.entries()) {
    loaded.set(names[i], module);
    kinds.set(names[i], module.kind);
    for (const policy of module.policies ?? []) policies.set(policy.id, policy);
  }
}

/** The policies that nodes of these kinds may use, by id. */
export function policiesOf(names: Iterable<string>): ReadonlyMap<string, AnyPolicyKind> {
  const used = [...new Set(names)].flatMap((name) => loaded.get(name)?.policies ?? []);
  return new Map(used.map((policy) => [policy.id, policy]));
}
