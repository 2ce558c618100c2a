/** Handing over what was kept for others. It also shows whether they are there again. */
import { isGood, type CallEnd } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { forgetHints, hintCount } from '../../patterns/quorum/index';
import { REPLICA, suspect, trust } from './coordinate';
import { showCounts } from './replica';
import type { Entries, QuorumContext, QuorumNodeState } from './state';

interface HandedOver {
  readonly owner: string;
  readonly entries: Entries;
}

/** Tries every owner of hints that is not being tried. */
export function handOver(ctx: QuorumContext, state: QuorumNodeState): void {
  for (const [owner, kept] of state.durable.hints) {
    if (state.handingOver.includes(owner)) continue;
    state.handingOver.push(owner);
    const entries: Entries = [...kept].map(([key, versions]) => [key, versions.slice()] as const);
    const data: HandedOver = { owner, entries };
    ctx.call(owner, 'handOff', { entries } as unknown as Plain, {
      policies: REPLICA,
      control: true,
      data: data as unknown as Plain,
    });
  }
}

export function onHandOffEnd(ctx: QuorumContext, state: QuorumNodeState, end: CallEnd): void {
  const { owner, entries } = end.data as unknown as HandedOver;
  state.handingOver = state.handingOver.filter((one) => one !== owner);
  if (!isGood(end.status)) {
    suspect(ctx, state, owner);
    return;
  }
  const before = hintCount(state.durable.hints);
  forgetHints(state.durable.hints, owner, entries);
  ctx.count('hintsDelivered', before - hintCount(state.durable.hints));
  ctx.log(`hands ${String(entries.length)} keys over to ${owner}`);
  trust(state, owner);
  showCounts(ctx, state);
}
