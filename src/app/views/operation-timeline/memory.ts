/** What the view keeps of operations that lie behind the playhead's present moment: they stay in sight when one goes back. Pure. */
import type { ShownHistory, ShownOperation } from '../../../protocol/messages';

export interface Memory {
  /** The answer that was taken in last. */
  answer: ShownHistory | null;
  /** What it belongs to: another run or other inputs begin anew. */
  of: unknown;
  operations: readonly ShownOperation[];
  /** What was found broken, and when that showed; null while nothing was. */
  broken: { says: string; atUs: number } | null;
}

export const NOTHING: Memory = { answer: null, of: null, operations: [], broken: null };

/** Takes an answer in: what it tells replaces what was known up to its moment, and what comes later stays. */
export function remember(memory: Memory, answer: ShownHistory, of: unknown): Memory {
  const known = memory.of === of ? memory : NOTHING;
  const before = new Map(known.operations.map((one) => [one.request, one]));
  const now = answer.operations.map((one) => laterOf(one, before.get(one.request)));
  const told = new Set(now.map(({ request }) => request));
  const later = known.operations.filter(
    (one) => !told.has(one.request) && (one.invokedUs > answer.atUs || one.failing),
  );
  const misfit = now.find((one) => one.misfit);
  const broken = misfit ? { says: answer.says, atUs: misfit.endedUs ?? misfit.invokedUs } : known.broken;
  const operations = [...now, ...later].sort((a, b) => a.invokedUs - b.invokedUs);
  return { answer, of, operations, broken };
}

/** An operation that is under way now, and whose end was seen before. */
function laterOf(now: ShownOperation, before: ShownOperation | undefined): ShownOperation {
  if (before?.invokedUs !== now.invokedUs) return now;
  if (now.outcome === 'open' && before.outcome !== 'open') return before;
  return before.failing && !now.failing ? { ...now, failing: true, misfit: before.misfit } : now;
}
