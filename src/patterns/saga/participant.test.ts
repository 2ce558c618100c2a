import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leftAfter, newsAfter } from './choreography';
import { createBooks, isDirty, perform, readLatest, worthOf, type Books, type Command } from './participant';
import { ORDER_SAGA } from './plan';

const RULES = { idempotent: true, remembersUndo: true };
const NAIVE = { idempotent: false, remembersUndo: true };

function command(does: Command['does'], saga = 1, amount = 30): Command {
  return { saga, does, account: 0, amount, choreographed: false };
}

function doAll(books: Books, commands: readonly Command[], rules = RULES): string[] {
  return commands.map((one, i) => perform(books, rules, one, false, i).answer);
}

const total = (books: Books) => {
  const { available, held, taken } = worthOf(books);
  return available + held + taken;
};

describe('books', () => {
  it('[SG12] hold what is there, settle it or give it back, and refuse what is not there', () => {
    const books = createBooks(1, 100);
    expect(doAll(books, [command('reserve'), command('reserve', 2, 71), command('reserve', 3, 70)])).toEqual([
      'done',
      'refused',
      'done',
    ]);
    expect(worthOf(books)).toEqual({ available: 0, held: 100, taken: 0 });
    doAll(books, [command('settle'), command('undo', 3, 70), command('take', 4, 50)]);
    expect(worthOf(books)).toEqual({ available: 20, held: 0, taken: 80 });
    expect(books.holdings.get(1)).toMatchObject({ reservedAtUs: 0, settledAtUs: 0, undoneAtUs: -1 });
  });

  it('[SG12] refuse when they are told to', () => {
    const books = createBooks(1, 100);
    expect(perform(books, RULES, command('reserve'), true, 5)).toEqual({ answer: 'refused', effect: false });
    expect(perform(books, RULES, command('reserve'), false, 6).answer).toBe('refused');
  });

  const commands = fc.array(
    fc.record({
      saga: fc.integer({ min: 1, max: 3 }),
      does: fc.constantFrom('reserve' as const, 'take' as const, 'settle' as const, 'undo' as const),
    }),
    { maxLength: 30, size: 'max' },
  );

  it('[SG11] [SG13] nothing appears or disappears, whatever comes however often', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const books = createBooks(2, 50);
        for (const { saga, does } of all) {
          perform(books, RULES, command(does, saga), false, 0);
          const before = worthOf(books);
          expect(perform(books, RULES, command(does, saga), false, 0).effect).toBe(false);
          expect(worthOf(books)).toEqual(before);
          expect(total(books)).toBe(books.started);
        }
      }),
    );
  });

  it('[SG13] without keys a repeated command is carried out again, and money comes and goes', () => {
    const twice = (does: Command['does']): number => {
      const books = createBooks(1, 100);
      doAll(books, [command('reserve'), command(does), command(does)], NAIVE);
      return total(books) - books.started;
    };
    expect([twice('reserve'), twice('settle'), twice('undo')]).toEqual([-60, 30, 30]);
  });

  it('[SG14] an undo that comes first is remembered, unless that is forgotten', () => {
    const books = createBooks(1, 100);
    expect(doAll(books, [command('undo'), command('reserve')])).toEqual(['done', 'refused']);
    const forgetful = createBooks(1, 100);
    const rules = { idempotent: true, remembersUndo: false };
    expect(doAll(forgetful, [command('undo'), command('reserve')], rules)).toEqual(['done', 'done']);
    expect(worthOf(forgetful).held).toBe(30);
  });
});

describe('readers', () => {
  it('[SG15] are shown what is held as pending', () => {
    const books = createBooks(1, 100);
    expect(readLatest(books, 0, true)).toBe('nothing');
    doAll(books, [command('reserve')]);
    expect(readLatest(books, 0, true)).toBe('pending');
    doAll(books, [command('settle'), command('reserve', 2)]);
    expect(readLatest(books, 0, true)).toBe('pending');
    doAll(books, [command('undo', 2)]);
    expect(readLatest(books, 0, true)).toBe('cancelled');
    expect([...books.holdings.values()].some(isDirty)).toBe(false);
  });

  it('[SG15] without the lock are shown as a fact what is undone later', () => {
    const books = createBooks(1, 100);
    doAll(books, [command('reserve')]);
    expect(readLatest(books, 0, false)).toBe('confirmed');
    doAll(books, [command('undo')]);
    expect([...books.holdings.values()].some(isDirty)).toBe(true);
  });
});

describe('choreography', () => {
  const told = (step: number, undo: boolean, answer: 'done' | 'refused') => {
    const news = newsAfter(ORDER_SAGA, { saga: 1, step, undo }, answer);
    return news === null ? '' : `${news.undo ? 'undo' : 'do'} ${ORDER_SAGA[news.step].id}`;
  };

  it('[SG16] tells the next when done, the one before when refused or undone, and nobody at the ends', () => {
    expect([0, 1, 2, 3, 4, 5, 6].map((step) => told(step, false, 'done'))).toEqual([
      'do hold',
      'do reserve',
      'do book',
      'do pick',
      'do capture',
      'do confirm',
      '',
    ]);
    expect([1, 2, 3].map((step) => told(step, false, 'refused'))).toEqual([
      'undo open',
      'undo hold',
      'undo reserve',
    ]);
    expect([2, 1, 0].map((step) => told(step, true, 'done'))).toEqual(['undo hold', 'undo open', '']);
  });

  it('[SG8] an event that comes to nothing leaves its step and those after it, forward or back', () => {
    const left = (step: number, undo: boolean) =>
      leftAfter(ORDER_SAGA, { saga: 1, step, undo }).map((at) => ORDER_SAGA[at].id);
    expect(left(1, true)).toEqual(['open', 'hold']);
    expect(left(4, false)).toEqual(['pick', 'capture', 'confirm']);
  });
});
