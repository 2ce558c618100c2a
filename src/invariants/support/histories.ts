/** The histories that clients of stores keep, for promises about them and for those who want to see them. */
import { logItem } from '../../kernel/plain';
import type { SimNode } from '../../kernel/world';
import type { ClientHistory, OpenOperation, OperationRecord } from '../../nodes/client-history';
import type { KeyValueCommand, Operation } from '../../patterns/linearizability/index';

/** What a client has kept of what it asked and was told, whether it runs or not; null for any other node. */
export function historyOf(node: SimNode): ClientHistory | null {
  const durable = (node.state as { durable?: Partial<ClientHistory> } | null)?.durable;
  return durable?.history !== undefined && durable.open !== undefined ? (durable as ClientHistory) : null;
}

/** An operation as a checker of histories wants it, with the client's own record of it. */
export interface Recorded {
  readonly record: OperationRecord | OpenOperation;
  readonly checked: Operation<KeyValueCommand>;
}

/** The operations of a client that may have had an effect or an answer, those under way included. */
export function operationsOf({ history, open }: ClientHistory): Recorded[] {
  const recorded: Recorded[] = [];
  for (let i = 0; i < history.length; i++) {
    const record = logItem(history, i);
    // One that is known to have had no effect says nothing.
    if (record && record.outcome !== 'failed')
      recorded.push({ record, checked: asChecked(record.client, record) });
  }
  for (const record of open) {
    if (record) recorded.push({ record, checked: asChecked(record.session, record) });
  }
  return recorded;
}

function asChecked(client: string, record: OperationRecord | OpenOperation): Operation<KeyValueCommand> {
  const { operation: asked, invokedUs } = record;
  const { result, returnedUs } = 'result' in record ? record : { result: null, returnedUs: null };
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
