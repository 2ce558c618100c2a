/** All node kinds and policies, found by their folders. */
import type { AnyNodeKind } from '../kernel/contract';
import type { AnyPolicyKind } from '../kernel/policy';

const kindModules = import.meta.glob<AnyNodeKind>('./*/index.ts', { eager: true, import: 'kind' });
const policyModules = import.meta.glob<AnyPolicyKind>('./policies/*/index.ts', {
  eager: true,
  import: 'policy',
});

/** Node kinds by name. */
export const nodeKinds: ReadonlyMap<string, AnyNodeKind> = new Map(
  Object.values(kindModules).map((kind) => [kind.kind, kind]),
);

/** Policy kinds by id. */
export const policyKinds: ReadonlyMap<string, AnyPolicyKind> = new Map(
  Object.values(policyModules).map((policy) => [policy.id, policy]),
);
