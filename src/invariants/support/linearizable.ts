/** Whether what clients were told is linearizable, for promises about any store that such clients ask. */
import { defineInvariant, type AnyInvariant } from '../../kernel/invariant';
import type { World } from '../../kernel/world';
import { checkHistory, keyValueModel } from '../../patterns/linearizability/index';
import { historyOf, operationsOf } from './histories';

interface Memo {
  /** Operations whose end is known, when the history was last checked. */
  checked: number;
  /** No check before this time: so often is enough to know soon. */
  nextUs: number;
  /** Something has happened to a client since the last check. */
  stirred: boolean;
  /** Keys with more operations than can be checked again and again. */
  full: boolean;
  broken: string;
}

const EVERY_US = 250_000;
/** The history of a key is checked up to so many operations. */
const MOST_OPERATIONS = 1_000;
/** Most configurations of one check: what needs more is left open. */
const MOST_CONFIGURATIONS = 20_000;

/** The promise that a history is linearizable, under an id of its own. */
export function linearizability(id: string): AnyInvariant {
  return defineInvariant<Memo>({
    id,
    title: 'The history is linearizable',
    explain:
      'Every operation of a client could have taken effect at one instant between its call and its answer, in one order for all. Checked four times a second, for each key.',
    on: ['deliver', 'node'],
    init: () => ({ checked: 0, nextUs: 0, stirred: false, full: false, broken: '' }),
    check: (memo, world, only) => {
      memo.stirred ||= only < 0 || historyOf(world.nodes[only]) !== null;
      const due = memo.stirred && !memo.full && world.nowUs >= memo.nextUs;
      if (due && memo.broken === '') checkNow(memo, world);
      return memo.broken === '';
    },
    says: ({ checked, full, broken }) => {
      const upTo = full ? `, as far as ${String(MOST_OPERATIONS)} of a key` : '';
      return broken === ''
        ? `Operations checked: ${String(checked)}${upTo}. One order explains them.`
        : broken;
    },
  });
}

function checkNow(memo: Memo, world: Readonly<World>): void {
  memo.stirred = false;
  const clients = world.nodes.map(historyOf).filter((client) => client !== null);
  const ended = clients.reduce((sum, { history }) => sum + history.length, 0);
  if (ended === memo.checked) return;
  memo.nextUs = world.nowUs + EVERY_US;
  const operations = clients.flatMap((client) => operationsOf(client).map(({ checked }) => checked));
  const byKey = new Map<string, number>();
  for (const { command } of operations) byKey.set(command.key, (byKey.get(command.key) ?? 0) + 1);
  if ([...byKey.values()].some((count) => count > MOST_OPERATIONS)) {
    memo.full = true;
    return;
  }
  memo.checked = ended;
  const verdict = checkHistory(keyValueModel(), operations, MOST_CONFIGURATIONS);
  if (verdict.verdict === 'notLinearizable') memo.broken = verdict.sentence;
}
