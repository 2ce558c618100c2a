/** Where a time stands in a window. Pure. */
import type { Window } from '../role-timeline/window';

/** From 0 at its beginning to 1 at its end. */
export function shareOf(us: number, { fromUs, toUs }: Window): number {
  return (us - fromUs) / (toUs - fromUs);
}
