import { agrees, showValue, type Foresight, type Model, type NextState } from './model';
import type { Operation, Result, Value } from './operation';
import { foreseeWrites, tellCompareAndSet, type RegisterCommand } from './register';

/**
 * Commands of a key-value store. `get` gives the value; `put` and `append` give nothing; `delete` gives whether there
 * was a value; `compareAndSet` gives true when the key held `from` and now holds `to`, and false otherwise.
 */
export type KeyValueCommand = { readonly key: string } & (
  | { readonly do: 'get' | 'delete' }
  | { readonly do: 'put'; readonly value: Value }
  | { readonly do: 'append'; readonly value: string }
  | { readonly do: 'compareAndSet'; readonly from: Value; readonly to: Value }
);

/**
 * A store of values under keys, empty at first. Every command is about one key, so every key is checked by itself and
 * the state is that key's value.
 * @param absent what a key without a value gives: null, or an empty text in stores that make no difference
 */
export function keyValueModel(absent: Value = null): Model<Value, KeyValueCommand> {
  return {
    noun: 'the key',
    initial: absent,
    step: (state, command, result) => stepKey(state, command, result, absent),
    keyOf: (value) => value,
    canChange: (command, result) =>
      command.do !== 'get' &&
      (result !== false || (command.do !== 'delete' && command.do !== 'compareAndSet')),
    shardOf: (command) => command.key,
    gives: givesOf,
    needs: (command, result) => needsOf(command, result).filter((value) => value !== absent),
    foresee: (operations) => foreseeAppends(operations, absent) ?? foreseeWrites(operations, asRegister),
    tell: tellKeyValue,
    show: (value) => `held ${showValue(value)}`,
  };
}

function stepKey(
  state: Value,
  command: KeyValueCommand,
  result: Result | undefined,
  absent: Value,
): NextState<Value> {
  switch (command.do) {
    case 'get':
      return agrees(result, state) ? state : undefined;
    case 'put':
      return command.value;
    case 'append':
      return state === absent ? command.value : `${String(state)}${command.value}`;
    case 'delete':
      return agrees(result, state !== absent) ? absent : undefined;
    case 'compareAndSet':
      if (!agrees(result, state === command.from)) return undefined;
      return state === command.from ? command.to : state;
  }
}

/**
 * Where a key is only appended to, its value only grows: a state that is not the beginning of what is got later, or a
 * continuation of what was got before, belongs to no linearization. Orders of appends would be too many to try.
 */
function foreseeAppends(
  operations: readonly Operation<KeyValueCommand>[],
  absent: Value,
): Foresight<Value, KeyValueCommand> | undefined {
  if (!operations.every(({ command }) => command.do === 'get' || command.do === 'append')) return undefined;
  const textOf = (value: Value): string => (value === absent ? '' : String(value));
  const got = operations
    .filter(({ command, result }) => command.do === 'get' && result !== undefined)
    .map(({ result }) => textOf(result as Value));
  const longest = got.reduce((a, b) => (b.length > a.length ? b : a), '');
  const isInLine = got.every((text) => longest.startsWith(text));
  return {
    isPossible: (state) => {
      const text = textOf(state);
      return isInLine && (longest.startsWith(text) || text.startsWith(longest));
    },
  };
}

function givesOf(command: KeyValueCommand): Value | undefined {
  if (command.do === 'put') return command.value;
  return command.do === 'compareAndSet' ? command.to : undefined;
}

function needsOf(command: KeyValueCommand, result: Result | undefined): readonly Value[] {
  if (command.do === 'compareAndSet' && result === true) return [command.from];
  if (command.do !== 'get' || result === undefined) return [];
  return typeof result === 'object' && result !== null ? result : [result];
}

/** What a command is to a key that is only read, written, and replaced on a condition. */
function asRegister(command: KeyValueCommand): RegisterCommand | undefined {
  switch (command.do) {
    case 'get':
      return { do: 'read' };
    case 'put':
      return { do: 'write', value: command.value };
    case 'compareAndSet':
      return command;
    default:
      return undefined;
  }
}

function tellKeyValue(command: KeyValueCommand, result: Result | undefined): string {
  const key = showValue(command.key);
  switch (command.do) {
    case 'get':
      return result === undefined ? `got ${key}` : `got ${showValue(result)} for ${key}`;
    case 'put':
      return `put ${showValue(command.value)} under ${key}`;
    case 'append':
      return `appended ${showValue(command.value)} to ${key}`;
    case 'delete':
      return result === false ? `found nothing to delete under ${key}` : `deleted ${key}`;
    case 'compareAndSet':
      return `${tellCompareAndSet(command.from, command.to, result)} under ${key}`;
  }
}
