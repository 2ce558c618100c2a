/** The histories with known verdicts of `data/`, as operations. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createHistory,
  recordCall,
  recordReturn,
  registerModel,
  setModel,
  type Model,
  type Operation,
  type RegisterCommand,
  type Result,
  type SetCommand,
  type Value,
} from '..';

/** What both files say of an operation; `value` is an argument or the result, depending on `op`. */
interface RecordedCall {
  p: number;
  op: string;
  value?: Result;
  from?: Value;
  to?: Value;
  unknown?: boolean;
}

interface RecordedCase {
  name: string;
  model: string;
  init: Result;
  linearizable: boolean;
}

type Event = { id: number } & (({ t: 'call' } & RecordedCall) | { t: 'ret'; value?: Value; ok?: boolean });

interface EventCase extends RecordedCase {
  events: Event[];
}

interface TimedCase extends RecordedCase {
  ops: (RecordedCall & { call: number; return: number | null })[];
}

/** A history with the model of its object and the verdict to be reached. */
export type KnownHistory = { name: string; linearizable: boolean } & (
  | { kind: 'register'; model: Model<Value, RegisterCommand>; operations: Operation<RegisterCommand>[] }
  | { kind: 'set'; model: Model<readonly Value[], SetCommand>; operations: Operation<SetCommand>[] }
);

function readLines(file: string): unknown[] {
  const text = readFileSync(join(import.meta.dirname, 'data', file), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

function registerCommand({ op, value, from, to }: RecordedCall): RegisterCommand {
  if (op === 'read') return { do: 'read' };
  if (op === 'write') return { do: 'write', value: value as Value };
  if (op === 'cas') return { do: 'compareAndSet', from: from as Value, to: to as Value };
  throw new Error(`A register knows no ${op}.`);
}

function setCommand({ op, value }: RecordedCall): SetCommand {
  if (op === 'read') return { do: 'read' };
  if (op === 'add') return { do: 'add', value: value as Value };
  throw new Error(`A set knows no ${op}.`);
}

/** Histories of a real etcd cluster: calls and returns in the order in which they happened. */
export function etcdHistories(): KnownHistory[] {
  return (readLines('etcd.jsonl') as EventCase[]).map(({ name, linearizable, init, events }) => {
    const history = createHistory<RegisterCommand>();
    const indexOf = new Map<number, number>();
    for (const [nowUs, event] of events.entries()) {
      if (event.t === 'call') {
        indexOf.set(event.id, recordCall(history, `p${String(event.p)}`, registerCommand(event), nowUs));
      } else {
        recordReturn(history, indexOf.get(event.id) ?? NaN, event.ok ?? event.value, nowUs);
      }
    }
    return {
      name,
      linearizable,
      kind: 'register',
      model: registerModel(init as Value),
      operations: history.operations,
    };
  });
}

/** Small histories: operations with the times of their calls and returns. */
export function smallHistories(): KnownHistory[] {
  return (readLines('small.jsonl') as TimedCase[]).map(({ name, linearizable, model, init, ops }) => {
    const timed = <C>(commandOf: (call: RecordedCall) => C): Operation<C>[] =>
      ops.map((call) => ({
        client: `p${String(call.p)}`,
        command: commandOf(call),
        result: call.op === 'read' && call.unknown !== true ? call.value : undefined,
        calledAt: call.call,
        returnedAt: call.return,
      }));
    return model === 'set'
      ? {
          name,
          linearizable,
          kind: 'set',
          model: setModel(init as readonly Value[]),
          operations: timed(setCommand),
        }
      : {
          name,
          linearizable,
          kind: 'register',
          model: registerModel(init as Value),
          operations: timed(registerCommand),
        };
  });
}
