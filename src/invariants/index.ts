/** All invariants, found by their files. */
import type { AnyInvariant } from '../kernel/invariant';

const modules = import.meta.glob<AnyInvariant>(['./*.ts', '!./index.ts', '!./*.test.ts'], {
  eager: true,
  import: 'invariant',
});

/** Invariants by id. */
export const invariants: ReadonlyMap<string, AnyInvariant> = new Map(
  Object.values(modules).map((invariant) => [invariant.id, invariant]),
);
