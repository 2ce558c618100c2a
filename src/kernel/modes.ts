import type { ModeChange } from './contract';

/**
 * The record of a change of mode, with its time and epoch. It holds nothing that the change itself holds, and names
 * its fields one by one: spreading them would make every record slow.
 */
export function recordChange(
  atUs: number,
  { event, from, to, guard, refused }: Omit<ModeChange, 'atUs' | 'epoch'>,
  epoch: number | undefined,
): ModeChange {
  const own = refused.map((one) => ({ guard: one.guard, to: one.to }));
  return epoch === undefined
    ? { atUs, event, from, to, guard, refused: own }
    : { atUs, event, from, to, guard, refused: own, epoch };
}
