/** Whether a client was told something older than what it knew to be written. */
import type { AppendLog, Shared } from '../../kernel/plain';
import { logItem } from '../../kernel/plain';
import type { Version } from '../../patterns/quorum/index';
import type { OperationRecord } from '../client-history';

/** A write that was acknowledged. Never changes. */
export interface Known extends Shared {
  readonly value: number;
  readonly begunUs: number;
}

/** Remembers a write when none that began later has been acknowledged. */
export function noteWritten(known: Map<number, Known>, key: number, written: Known): void {
  const before = known.get(key);
  if (before === undefined || before.begunUs < written.begunUs) known.set(key, written);
}

export function newestKnown(known: ReadonlyMap<number, Known>, key: number): Known | null {
  return known.get(key) ?? null;
}

/** How far back a value is looked for: what is not found there is taken for another client’s. */
const LOOKED_BACK = 400;

/** Whether all that a read gave had been acknowledged before the newest write known when it was asked even began. */
export function isStale(
  history: AppendLog<OperationRecord>,
  versions: readonly Version[],
  atLeast: Known | null,
): boolean {
  if (atLeast === null) return false;
  return versions.every(({ value }) => {
    if (value >= atLeast.value) return false;
    const writtenUs = acknowledgedUs(history, value);
    return writtenUs !== null && writtenUs < atLeast.begunUs;
  });
}

function acknowledgedUs(history: AppendLog<OperationRecord>, value: number): number | null {
  for (let i = history.length - 1; i >= Math.max(0, history.length - LOOKED_BACK); i--) {
    const record = logItem(history, i);
    if (record?.operation.kind === 'write' && record.operation.value === value) return record.returnedUs;
  }
  return null;
}
