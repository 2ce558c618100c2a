/** Revisions: what tells a moment of another version from one of this. */
import { murmur3 } from '../kernel/hash';
import type { Lab } from './types';

/** Goes up by one whenever the same scenario, seed and inputs give another trace hash than before; a test watches. */
export const ENGINE_REVISION = 1;

/** Revision of a lab: eight hexadecimal digits that change with anything its runs depend on. */
export function labRevision({ scenario, invariants }: Pick<Lab, 'scenario' | 'invariants'>): string {
  return murmur3(JSON.stringify([scenario, invariants]))
    .toString(16)
    .padStart(8, '0');
}
