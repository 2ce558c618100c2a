import { defineInvariant } from '../kernel/invariant';
import { logItem, type AppendLog } from '../kernel/plain';
import type { SimNode, World } from '../kernel/world';
import type { OpenOperation, OperationRecord } from '../nodes/raft-client/index';
import {
  checkHistory,
  keyValueModel,
  type KeyValueCommand,
  type Operation,
} from '../patterns/linearizability/index';

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

/** Holds because every operation takes effect once, at one place of the committed log, while its client waits. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-linearizable',
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
    return broken === '' ? `Operations checked: ${String(checked)}${upTo}. One order explains them.` : broken;
  },
});

function checkNow(memo: Memo, world: Readonly<World>): void {
  memo.stirred = false;
  const clients = world.nodes.map(historyOf).filter((client) => client !== null);
  const ended = clients.reduce((sum, { history }) => sum + history.length, 0);
  if (ended === memo.checked) return;
  memo.nextUs = world.nowUs + EVERY_US;
  const operations = clients.flatMap(operationsOf);
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

interface ClientHistory {
  history: AppendLog<OperationRecord>;
  open: readonly (OpenOperation | null)[];
}

/** What a client of a Raft cluster has kept of what it asked and was told; null for any other node. */
function historyOf(node: SimNode): ClientHistory | null {
  const durable = (node.state as { durable?: Partial<ClientHistory> } | null)?.durable;
  return durable?.history !== undefined && durable.open !== undefined ? (durable as ClientHistory) : null;
}

function operationsOf({ history, open }: ClientHistory): Operation<KeyValueCommand>[] {
  const operations: Operation<KeyValueCommand>[] = [];
  for (let i = 0; i < history.length; i++) {
    const record = logItem(history, i);
    if (record) operations.push(asChecked(record.client, record.operation, record));
  }
  for (const one of open) {
    if (one)
      operations.push(asChecked(one.session, one.operation, { ...one, result: null, returnedUs: null }));
  }
  return operations;
}

function asChecked(
  client: string,
  asked: OperationRecord['operation'],
  { result, invokedUs, returnedUs }: Pick<OperationRecord, 'result' | 'invokedUs' | 'returnedUs'>,
): Operation<KeyValueCommand> {
  const key = String(asked.key);
  const instants = { client, calledAt: invokedUs, returnedAt: returnedUs };
  if (asked.kind === 'read') {
    const command = { do: 'get', key } as const;
    return result ? { ...instants, command, result: result.value } : { ...instants, command };
  }
  if (asked.kind === 'write') return { ...instants, command: { do: 'put', key, value: asked.value } };
  const command = { do: 'compareAndSet', key, from: asked.expected, to: asked.value } as const;
  return result ? { ...instants, command, result: result.ok } : { ...instants, command };
}
