import { defineInvariant } from '../kernel/invariant';
import type { World } from '../kernel/world';
import type { DatabaseState } from '../nodes/database/index';
import type { UpdatersState } from '../nodes/updaters/index';

interface Memo {
  acknowledged: number;
  broken: string;
}

/** What compare and set promises to those who add to one row. */
export const invariant = defineInvariant<Memo>({
  id: 'no-lost-update',
  title: 'No update is lost',
  explain: 'A row that updaters add one to has at least as much as updates were acknowledged.',
  on: ['deliver'],
  init: () => ({ acknowledged: 0, broken: '' }),
  check: (memo, world, only) => {
    const node = only < 0 ? null : world.nodes[only];
    // Only an acknowledgement can break it: the row itself never shrinks.
    if (node !== null && !isUpdaters(node.state)) return memo.broken === '';
    const acknowledged = acknowledgedByRow(world);
    memo.acknowledged = [...acknowledged.values()].reduce((sum, count) => sum + count, 0);
    for (const [row, count] of acknowledged) {
      const value = valueOf(world, row);
      if (value < count)
        memo.broken ||= `${row} is ${String(value)} after ${String(count)} acknowledged updates.`;
    }
    return memo.broken === '';
  },
  says: ({ acknowledged, broken }) =>
    broken === '' ? `${String(acknowledged)} updates were acknowledged, and all are there.` : broken,
});

function isUpdaters(state: unknown): state is UpdatersState {
  return (state as Partial<UpdatersState> | null)?.updaters !== undefined;
}

/** Updates acknowledged so far, by store and key. */
function acknowledgedByRow({ nodes }: Readonly<World>): Map<string, number> {
  const rows = new Map<string, number>();
  for (const { state, params } of nodes) {
    if (!isUpdaters(state)) continue;
    const row = `${String(params.to)}/${String(params.key)}`;
    rows.set(row, (rows.get(row) ?? 0) + state.acknowledged);
  }
  return rows;
}

/** The value of a row on the disk of its store, which outlives crashes. */
function valueOf({ nodes }: Readonly<World>, row: string): number {
  const [id, key] = row.split('/');
  const state = nodes.find((node) => node.id === id)?.state as Partial<DatabaseState> | null | undefined;
  return state?.durable?.table.get(Number(key))?.value ?? 0;
}
