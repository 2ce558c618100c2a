import { agrees, showValue, type Foresight, type Model, type NextState } from './model';
import type { Operation, Result, Value } from './operation';

/**
 * Commands of a register. `read` gives its value; `write` gives nothing; `compareAndSet` gives true when the register
 * held `from` and now holds `to`, and false when it held something else.
 */
export type RegisterCommand =
  | { readonly do: 'read' }
  | { readonly do: 'write'; readonly value: Value }
  | { readonly do: 'compareAndSet'; readonly from: Value; readonly to: Value };

/** One value that is read, written, and replaced on a condition. */
export function registerModel(initial: Value = null): Model<Value, RegisterCommand> {
  return {
    noun: 'the register',
    initial,
    step: stepRegister,
    keyOf: (value) => value,
    canChange: (command, result) =>
      command.do === 'write' || (command.do === 'compareAndSet' && result !== false),
    foresee: (operations) => foreseeWrites(operations, (command) => command),
    tell: tellRegister,
    show: (value) => `held ${showValue(value)}`,
  };
}

function stepRegister(state: Value, command: RegisterCommand, result: Result | undefined): NextState<Value> {
  switch (command.do) {
    case 'read':
      return agrees(result, state) ? state : undefined;
    case 'write':
      return command.value;
    case 'compareAndSet':
      if (!agrees(result, state === command.from)) return undefined;
      return state === command.from ? command.to : state;
  }
}

/**
 * A write of unknown outcome whose value nobody met need not have happened: whoever came upon another value came upon
 * it all the same. Only a refused compare-and-set could have been refused for that value, so with one nothing is said.
 * @param asRegister the command as one of a register, or undefined for one that a register has not
 */
export function foreseeWrites<C>(
  operations: readonly Operation<C>[],
  asRegister: (command: C) => RegisterCommand | undefined,
): Foresight<Value, C> | undefined {
  const met = new Set<Result | undefined>();
  for (const { command, result, returnedAt } of operations) {
    const one = asRegister(command);
    if (!one) return undefined;
    if (one.do === 'read') met.add(result);
    if (one.do !== 'compareAndSet') continue;
    if (returnedAt !== null && result !== true) return undefined;
    met.add(one.from);
  }
  const isNeeded = ({ command, returnedAt }: Operation<C>): boolean => {
    const one = asRegister(command);
    return returnedAt !== null || one?.do !== 'write' || met.has(one.value);
  };
  return operations.every(isNeeded) ? undefined : { isNeeded };
}

function tellRegister(command: RegisterCommand, result: Result | undefined): string {
  switch (command.do) {
    case 'read':
      return result === undefined ? 'read' : `read ${showValue(result)}`;
    case 'write':
      return `wrote ${showValue(command.value)}`;
    case 'compareAndSet':
      return tellCompareAndSet(command.from, command.to, result);
  }
}

/** A compare-and-set in a sentence: it was made, refused, or nobody knows. */
export function tellCompareAndSet(from: Value, to: Value, result: Result | undefined): string {
  const change = `${showValue(from)} to ${showValue(to)}`;
  if (result === undefined) return `asked to change ${change}`;
  return result === true ? `changed ${change}` : `failed to change ${change}`;
}
