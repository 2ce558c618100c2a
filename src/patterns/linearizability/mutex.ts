import { agrees, type Model, type NextState } from './model';
import type { Result } from './operation';

/**
 * Commands of a mutex. Both give true when done and false when refused: `acquire` because it is held, `release`
 * because `by` does not hold it. Where `by` is left out everywhere, anybody may release.
 */
export interface MutexCommand {
  readonly do: 'acquire' | 'release';
  readonly by?: string;
}

/** Who holds the mutex; null when it is free. */
type Holder = string | null;

/** A mutex, free at first. Its holder cannot acquire it again. */
export function mutexModel(): Model<Holder, MutexCommand> {
  return {
    noun: 'the mutex',
    initial: null,
    step: stepMutex,
    keyOf: (holder) => holder,
    canChange: (_command, result) => result !== false,
    tell: tellMutex,
    show: (holder) => {
      if (holder === null) return 'was free';
      return holder === '' ? 'was held' : `was held by ${holder}`;
    },
  };
}

function stepMutex(holder: Holder, command: MutexCommand, result: Result | undefined): NextState<Holder> {
  const by = command.by ?? '';
  const done = command.do === 'acquire' ? holder === null : holder === by;
  if (!agrees(result, done)) return undefined;
  if (!done) return holder;
  return command.do === 'acquire' ? by : null;
}

function tellMutex(command: MutexCommand, result: Result | undefined): string {
  const { do: verb } = command;
  if (result === undefined) return `asked to ${verb} the mutex`;
  return result === true ? `${verb}d the mutex` : `was refused to ${verb} the mutex`;
}
