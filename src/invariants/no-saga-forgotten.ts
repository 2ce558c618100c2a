import { defineInvariant } from '../kernel/invariant';
import { US_PER_MS } from '../kernel/time';
import type { World } from '../kernel/world';
import type { Holding } from '../patterns/saga/index';
import { diskOf, isOnList, isOrchestrated, sagasOnTheirWay } from './support/saga';

interface Memo {
  /** Since when nothing has been wrong; −1 while something is. */
  quietSinceUs: number;
  open: number;
  broken: string;
}

/** What a durable log promises, and an outbox: whatever crashes, somebody goes on with it. */
export const invariant = defineInvariant<Memo>({
  id: 'no-saga-forgotten',
  title: 'Every saga is in somebody’s hands',
  explain:
    'Behind every open order stands an orchestrator that goes on with it, an event that is still to be sent, or an entry on the list of those that need a person. When faults have stopped it comes to its end in time.',
  on: ['work', 'node', 'input'],
  init: () => ({ quietSinceUs: 0, open: 0, broken: '' }),
  check: (memo, world) => {
    watchQuiet(memo, world);
    memo.open = 0;
    const onTheirWay = sagasOnTheirWay(world);
    for (const node of world.nodes) {
      const disk = node.params.role === 'orders' ? diskOf(node) : null;
      if (disk === null) continue;
      memo.open += disk.books.held.size;
      for (const saga of disk.books.held) {
        const holding = disk.books.holdings.get(saga);
        if (holding !== undefined && memo.broken === '') judge(memo, world, holding, onTheirWay);
      }
    }
    return memo.broken === '';
  },
  says: ({ open, broken }) =>
    broken === '' ? `${String(open)} orders are open, each in somebody’s hands.` : broken,
});

function judge(
  memo: Memo,
  world: Readonly<World>,
  { saga, choreographed, reservedAtUs }: Holding,
  onTheirWay: ReadonlySet<number>,
): void {
  const inHand = choreographed ? onTheirWay.has(saga) : isOrchestrated(world, saga);
  if (!inHand) memo.broken = `Order ${String(saga)} is open, and nobody goes on with it.`;
  const sinceUs = Math.max(reservedAtUs, memo.quietSinceUs);
  if (memo.quietSinceUs < 0 || world.nowUs - sinceUs <= patienceUs(world) || isOnList(world, saga)) return;
  memo.broken = `Order ${String(saga)} is open long after the last fault has ended.`;
}

function watchQuiet(memo: Memo, { clips, nodes, nowUs }: Readonly<World>): void {
  const quiet = clips.length === 0 && nodes.every(({ present, up }) => up || !present);
  if (!quiet) memo.quietSinceUs = -1;
  else if (memo.quietSinceUs < 0) memo.quietSinceUs = nowUs;
}

/** Ways forward and back that a saga can take at most, with a few to spare. */
const STEPS = 16;

/** How long a saga may take when all is well: each step may be tried as often as allowed. */
function patienceUs({ nodes }: Readonly<World>): number {
  let longest = 0;
  for (const { params } of nodes) {
    if (!Object.hasOwn(params, 'patience')) continue;
    const timeoutMs = Object.hasOwn(params, 'stepTimeoutMs') ? params.stepTimeoutMs : params.eventTimeoutMs;
    const { patience, retryCapMs } = params;
    longest = Math.max(longest, Number(patience) * (Number(timeoutMs) + Number(retryCapMs)));
  }
  return longest * STEPS * US_PER_MS;
}
