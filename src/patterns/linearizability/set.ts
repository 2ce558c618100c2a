import { agrees, showValue, type Model, type NextState } from './model';
import type { Result, Value } from './operation';

/**
 * Commands of a set. `add` gives whether the value was new, `remove` whether it was there, `contains` whether it is;
 * `read` gives all members, each once, in any order.
 */
export type SetCommand =
  { readonly do: 'add' | 'remove' | 'contains'; readonly value: Value } | { readonly do: 'read' };

/** A set of values. As long as nobody reads all of it, every value is checked by itself. */
export function setModel(initial: readonly Value[] = []): Model<readonly Value[], SetCommand> {
  return {
    noun: 'the set',
    initial: ordered(new Set(initial)),
    step: stepSet,
    keyOf: (members) => JSON.stringify(members),
    canChange: (command, result) => (command.do === 'add' || command.do === 'remove') && result !== false,
    shardOf: (command) => (command.do === 'read' ? undefined : command.value),
    tell: tellSet,
    show: (members) => (members.length === 0 ? 'was empty' : `held ${members.map(showValue).join(', ')}`),
  };
}

/** Members in one order, whichever way they came, so that equal sets are equal lists. */
function ordered(members: ReadonlySet<Value>): Value[] {
  return [...members].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function stepSet(
  members: readonly Value[],
  command: SetCommand,
  result: Result | undefined,
): NextState<readonly Value[]> {
  if (command.do === 'read') return isAllOf(members, result) ? members : undefined;
  const present = members.includes(command.value);
  switch (command.do) {
    case 'contains':
      return agrees(result, present) ? members : undefined;
    case 'add':
      if (!agrees(result, !present)) return undefined;
      return present ? members : ordered(new Set([...members, command.value]));
    case 'remove':
      if (!agrees(result, present)) return undefined;
      return present ? members.filter((member) => member !== command.value) : members;
  }
}

function isAllOf(members: readonly Value[], result: Result | undefined): boolean {
  if (result === undefined) return true;
  if (!Array.isArray(result) || result.length !== members.length) return false;
  return members.every((member) => result.includes(member));
}

function tellSet(command: SetCommand, result: Result | undefined): string {
  if (command.do === 'read') return result === undefined ? 'read the set' : `read ${showValue(result)}`;
  const value = showValue(command.value);
  switch (command.do) {
    case 'contains':
      if (result === undefined) return `looked for ${value}`;
      return result === true ? `found ${value}` : `did not find ${value}`;
    case 'add':
      return result === false ? `found ${value} already added` : `added ${value}`;
    case 'remove':
      return result === false ? `found no ${value} to remove` : `removed ${value}`;
  }
}
