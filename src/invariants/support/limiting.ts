/** Limits as one limiter would keep them that sees every request: what the promises about limits compare with. */
import type { EntryKind } from '../../kernel/trace';
import type { SimNode, World } from '../../kernel/world';
import type { Deciding, Verdict } from '../../nodes/limiting';
import {
  charge,
  limiterOf,
  limitersUnder,
  waitUs,
  type Limiters,
  type LimiterSettings,
} from '../../patterns/rate-limiting/index';

/** After these, a node may have a new verdict. */
export const DECIDING_ENTRIES: readonly EntryKind[] = ['deliver', 'work', 'call'];

export interface LimitMemo {
  /** By index of a node: its verdict that was seen last. */
  seen: Map<number, Verdict>;
  /** The limiters that see everything. */
  all: Limiters[];
  /** Names of requests let in of late: one may be let in by the store, and again by a gateway that gave it up. */
  letIn: string[];
  verdicts: number;
  broken: string;
}

export function limitMemo(): LimitMemo {
  return { seen: new Map(), all: [], letIn: [], verdicts: 0, broken: '' };
}

/** Verdicts that are new since the last look. */
export function newVerdicts(memo: LimitMemo, world: Readonly<World>, only: number): Verdict[] {
  const nodes = only < 0 ? world.nodes : [world.nodes[only]];
  return nodes.flatMap((node) => {
    const latest = latestOf(node);
    if (latest === null || memo.seen.get(node.index) === latest) return [];
    memo.seen.set(node.index, latest);
    memo.verdicts++;
    return [latest];
  });
}

function latestOf({ state }: SimNode): Verdict | null {
  return (state as { deciding?: Deciding } | null)?.deciding?.latest ?? null;
}

/** How long the one limiter would let a request wait; 0 when it would let it in. */
export function idealWaitUs(memo: LimitMemo, { key, atUs }: Verdict, settings: LimiterSettings): number {
  const all = limitersUnder(memo.all, settings);
  return waitUs(limiterOf(all, key, atUs), all.settings, atUs);
}

/** Counts a request that was let in, unless it was before. */
export function chargeIdeal(
  memo: LimitMemo,
  { key, atUs, request }: Verdict,
  settings: LimiterSettings,
): void {
  const all = limitersUnder(memo.all, settings);
  charge(limiterOf(all, key, atUs), all.settings, atUs);
  memo.letIn.push(request);
  if (memo.letIn.length > LET_IN_KEPT) memo.letIn.shift();
}

const LET_IN_KEPT = 256;

/** The settings without mistakes. */
export function sound(settings: LimiterSettings): LimiterSettings {
  return settings.floorsRefill ? { ...settings, floorsRefill: false } : settings;
}

export function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(2)} s`;
}
