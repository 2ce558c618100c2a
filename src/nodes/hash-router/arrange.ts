/** Keeps the placement in step with the nodes, and counts what every change moves. */
import { movementOf } from '../../patterns/consistent-hashing/index';
import { layOut, madeOf, sharesOf, type Layout } from './layout';
import type { HashRouterState, RouterContext } from './state';

/** Takes the present members over; those that were there keep what is known of them. */
export function enrol(ctx: RouterContext, state: HashRouterState): void {
  const known = new Map(state.nodes.map((node) => [node.id, node]));
  state.nodes = ctx
    .members(ctx.params.nodes)
    .map((id) => known.get(id) ?? { id, inFlight: 0, failures: 0, ejectedUntilUs: 0 });
}

/** Ids of the nodes that are in service. */
function servingIds({ nodes }: HashRouterState): string[] {
  return nodes.flatMap(({ id, ejectedUntilUs }) => (ejectedUntilUs === 0 ? [id] : []));
}

/** Places the keys on the nodes in service, and shows what has moved. */
export function rearrange(ctx: RouterContext, state: HashRouterState): void {
  const before = state.layout;
  const ids = servingIds(state);
  if (ids.join(' ') === before.ids.join(' ') && madeOf(ctx) === before.made) return;
  state.layout = layOut(ctx, ids);
  const why = whyOf(before, state.layout);
  const { moved, needed } = movementOf(before, state.layout);
  state.last = { atUs: ctx.nowUs, why, moved, needed, from: before };
  state.cold = coldAfter(state, before);
  ctx.count('keysMoved', moved);
  ctx.gauge('movedRatio', moved / state.layout.owners.length);
  if (before.made === state.layout.made) {
    ctx.count('keysMovedNeedlessly', moved - needed);
    ctx.gauge('neededRatio', needed / state.layout.owners.length);
  }
  ctx.log(`${why}: ${String(moved)} of ${String(state.layout.owners.length)} keys move`);
  showShares(ctx, state);
}

/** Who came and who went, or that the rules have changed. */
function whyOf(before: Layout, after: Layout): string {
  if (before.made !== after.made) return 'New rules';
  const came = after.ids.filter((id) => !before.ids.includes(id));
  const went = before.ids.filter((id) => !after.ids.includes(id));
  return [
    ...(came.length > 0 ? [`${came.join(', ')} in`] : []),
    ...(went.length > 0 ? [`${went.join(', ')} out`] : []),
  ].join(', ');
}

/** A key that has moved is cold; one that stays is as warm as it was. */
function coldAfter({ layout, cold }: HashRouterState, before: Layout): Uint8Array {
  return Uint8Array.from(layout.owners, (owner, key) => {
    const from = key < before.owners.length ? before.owners[key] : -1;
    const stays = from >= 0 && owner >= 0 && before.ids[from] === layout.ids[owner];
    return stays ? cold[key] : 1;
  });
}

export function showShares(ctx: RouterContext, { layout }: HashRouterState): void {
  const { cv, expectedCv, maxByMean } = sharesOf(layout, ctx.params.virtualNodes);
  ctx.gauge('spread', cv);
  ctx.gauge('expectedSpread', expectedCv);
  ctx.gauge('fullest', maxByMean);
}
