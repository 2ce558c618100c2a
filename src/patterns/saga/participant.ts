/**
 * The books of one participant: what is available, held for sagas that are under way, and taken. A saga and its step
 * are the idempotency key of a command, and the record of a saga is the memory of it.
 */
import type { Shared } from '../../kernel/plain';
import type { StepDeed } from './plan';

/** `never`: undone before it came. */
export type HoldingState = 'held' | 'taken' | 'back' | 'refused' | 'never';

/** What a participant has of one saga. Never changes; a new one takes its place. */
export interface Holding extends Shared {
  readonly saga: number;
  readonly account: number;
  readonly amount: number;
  readonly state: HoldingState;
  /** It goes from service to service, without an orchestrator. */
  readonly choreographed: boolean;
  /** Somebody was shown it as a fact while it was held. */
  readonly shown: boolean;
  /** When it was reserved or refused, settled, and undone; −1 for never. */
  readonly reservedAtUs: number;
  readonly settledAtUs: number;
  readonly undoneAtUs: number;
}

export interface Books {
  /** Sum of all accounts at the start. */
  started: number;
  available: Map<number, number>;
  taken: number;
  holdings: Map<number, Holding>;
  /** Sagas something is held for. */
  held: Set<number>;
  /** By account: the saga that held something of it last. */
  latest: Map<number, number>;
}

export interface BookRules {
  readonly idempotent: boolean;
  readonly remembersUndo: boolean;
}

export interface Command {
  readonly saga: number;
  readonly does: StepDeed | 'undo';
  readonly account: number;
  readonly amount: number;
  readonly choreographed: boolean;
}

/** What came of a command. */
export interface Performed {
  answer: 'done' | 'refused';
  /** Whether it has changed what is available, held or taken. */
  effect: boolean;
}

/** Books with the same in each account. */
export function createBooks(accounts: number, each: number): Books {
  const available = new Map(Array.from({ length: accounts }, (_, account) => [account, each]));
  return {
    started: accounts * each,
    available,
    taken: 0,
    holdings: new Map(),
    held: new Set(),
    latest: new Map(),
  };
}

const DONE: Performed = { answer: 'done', effect: true };
const REPEATED: Performed = { answer: 'done', effect: false };
const REFUSED: Performed = { answer: 'refused', effect: false };

/**
 * Carries a command out.
 * @param refuses what to say to a reservation that has not come before
 */
export function perform(
  books: Books,
  rules: BookRules,
  command: Command,
  refuses: boolean,
  nowUs: number,
): Performed {
  const before = books.holdings.get(command.saga);
  if (command.does === 'undo') return undo(books, rules, command, before, nowUs);
  if (command.does === 'settle') return settle(books, rules, command, before, nowUs);
  const known = before !== undefined && (rules.idempotent || before.state === 'never');
  if (known) return before.state === 'held' || before.state === 'taken' ? REPEATED : REFUSED;
  return reserve(books, command, refuses, nowUs);
}

/** [SG12] Holds what is there, or takes it at once. */
function reserve(books: Books, command: Command, refuses: boolean, nowUs: number): Performed {
  const { account, amount, does, saga } = command;
  const left = books.available.get(account) ?? 0;
  if (refuses || left < amount) {
    record(books, command, 'refused', nowUs);
    return REFUSED;
  }
  books.available.set(account, left - amount);
  if (does === 'take') books.taken += amount;
  record(books, command, does === 'take' ? 'taken' : 'held', nowUs);
  books.latest.set(account, saga);
  return DONE;
}

/** [SG13] What is held is taken; a mistake takes it as often as it is told. */
function settle(
  books: Books,
  rules: BookRules,
  command: Command,
  before: Holding | undefined,
  nowUs: number,
): Performed {
  if (before?.state === 'taken' && rules.idempotent) return REPEATED;
  if (before?.state !== 'held' && rules.idempotent) return REFUSED;
  books.taken += command.amount;
  record(books, command, 'taken', nowUs);
  return DONE;
}

/** [SG13] [SG14] What is held goes back; a mistake gives back what it is told, and forgets what has not come. */
function undo(
  books: Books,
  rules: BookRules,
  command: Command,
  before: Holding | undefined,
  nowUs: number,
): Performed {
  const { account, amount } = command;
  if (rules.idempotent && before?.state !== 'held') {
    if (before === undefined && rules.remembersUndo) record(books, command, 'never', nowUs);
    return REPEATED;
  }
  books.available.set(account, (books.available.get(account) ?? 0) + amount);
  record(books, command, 'back', nowUs);
  return DONE;
}

function record(books: Books, command: Command, state: HoldingState, nowUs: number): void {
  const { saga, account, amount, choreographed, does } = command;
  const before = books.holdings.get(saga);
  if (state === 'held') books.held.add(saga);
  else books.held.delete(saga);
  books.holdings.set(saga, {
    $shared: true,
    saga,
    account,
    amount,
    state,
    choreographed,
    shown: before?.shown ?? false,
    reservedAtUs: does === 'reserve' || does === 'take' ? nowUs : (before?.reservedAtUs ?? -1),
    settledAtUs: does === 'settle' ? nowUs : (before?.settledAtUs ?? -1),
    undoneAtUs: does === 'undo' ? nowUs : (before?.undoneAtUs ?? -1),
  });
}

/** [SG11] All there is: available, held and taken. */
export function worthOf({ available, held: sagas, holdings, taken }: Books): {
  available: number;
  held: number;
  taken: number;
} {
  let [left, held] = [0, 0];
  for (const amount of available.values()) left += amount;
  for (const saga of sagas) held += holdings.get(saga)?.amount ?? 0;
  return { available: left, held, taken };
}

/** What a reader is told of the last holding of an account. */
export type Reading = 'nothing' | 'pending' | 'confirmed' | 'cancelled';

/** [SG15] Reads the last holding of an account: with a semantic lock one that is held is shown as pending. */
export function readLatest(books: Books, account: number, semanticLock: boolean): Reading {
  const holding = books.holdings.get(books.latest.get(account) ?? -1);
  if (holding === undefined) return 'nothing';
  if (holding.state === 'taken') return 'confirmed';
  if (holding.state !== 'held') return 'cancelled';
  if (semanticLock) return 'pending';
  books.holdings.set(holding.saga, { ...holding, shown: true });
  return 'confirmed';
}

/** Whether somebody was shown as a fact what was undone later. */
export function isDirty({ state, shown }: Holding): boolean {
  return shown && state === 'back';
}
