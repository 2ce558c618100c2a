import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendToLog, createLog } from '../../kernel/plain';
import type { SagaEventType } from './machine';
import { ORDER_SAGA, planProblem, type SagaPlan, type SagaStep } from './plan';
import { asksOf, createSaga, happen, hasEnded, leftOf, replay, type Saga, type SagaEntry } from './saga';

const step = (id: string, nature: SagaStep['nature'] = 'compensable'): SagaStep => ({
  id,
  at: id,
  nature,
  does: 'reserve',
});

type Happening = readonly [type: SagaEventType, step: number, attemptsLeft?: boolean];

function after(happenings: readonly Happening[], plan: SagaPlan = ORDER_SAGA): Saga {
  const saga = createSaga(1, plan, 0);
  for (const [i, [type, at, left]] of happenings.entries()) happen(saga, plan, type, at, i + 1, left);
  return saga;
}

const done = (count: number): Happening[] => Array.from({ length: count }, (_, i) => ['stepDone', i]);
const asks = (saga: Saga) => asksOf(saga, ORDER_SAGA, 'reverse');
const left = (saga: Saga) =>
  leftOf(saga, ORDER_SAGA).map(({ step: at, todo }) => `${todo} ${ORDER_SAGA[at].id}`);

describe('a plan', () => {
  it('[SG1] has compensable steps first, one pivot, then retriable ones', () => {
    expect(planProblem(ORDER_SAGA)).toBeNull();
    expect(planProblem([])).toBe('A saga has at least one step.');
    expect(planProblem([step('a', 'pivot'), step('b')])).toBe('b is compensable and comes after a.');
    expect(planProblem([step('a', 'pivot'), step('b', 'pivot')])).toBe('A saga has at most one pivot.');
    expect(planProblem([step('a'), step('b', 'retriable')])).toBeNull();
  });
});

describe('forward', () => {
  it('[SG2] does the steps in order and is done with the last', () => {
    for (let i = 0; i < 7; i++) {
      const saga = after(done(i));
      expect(asks(saga)).toEqual([{ step: i, undo: false }]);
      expect(saga.mode).toBe(i < 4 ? 'forward' : 'committed');
    }
    expect(after(done(7))).toMatchObject({ mode: 'done', endedAtUs: 7 });
    expect(asks(after(done(7)))).toEqual([]);
  });

  it('[SG3] undoes what was done before a step that is refused, and nothing when it is the first', () => {
    expect(after([['stepRefused', 0]])).toMatchObject({ mode: 'compensated', endedAtUs: 1 });
    const saga = after([...done(3), ['stepRefused', 3]]);
    expect(saga.mode).toBe('compensating');
    expect(asks(saga)).toEqual([{ step: 2, undo: true }]);
  });

  it('[SG4] undoes an unanswered step too, once there are no attempts left', () => {
    expect(after([...done(1), ['stepUnanswered', 1, true]]).mode).toBe('forward');
    const saga = after([...done(1), ['stepUnanswered', 1]]);
    expect(saga.steps.slice(0, 2)).toEqual(['done', 'unknown']);
    expect(asks(saga)).toEqual([{ step: 1, undo: true }]);
  });
});

describe('compensation', () => {
  const begun: Happening[] = [...done(3), ['stepRefused', 3]];

  it('[SG5] goes in reverse order, one step at a time', () => {
    expect(asks(after([...begun, ['undone', 2]]))).toEqual([{ step: 1, undo: true }]);
    expect(asks(after([...begun, ['undone', 2], ['undone', 1]]))).toEqual([{ step: 0, undo: true }]);
    const all: Happening[] = [...begun, ['undone', 2], ['undone', 1], ['undone', 0]];
    expect(after(all)).toMatchObject({ mode: 'compensated', endedAtUs: 7 });
  });

  it('[SG5] mistakes: in the order of doing, and all at once', () => {
    expect(asksOf(after(begun), ORDER_SAGA, 'inOrder')).toEqual([{ step: 0, undo: true }]);
    expect(asksOf(after(begun), ORDER_SAGA, 'atOnce').map(({ step: at }) => at)).toEqual([0, 1, 2]);
  });
});

describe('a person', () => {
  it('[SG6] is needed when the pivot stays unanswered, and asks for it again', () => {
    const saga = after([...done(3), ['stepUnanswered', 3]]);
    expect(saga.mode).toBe('needsPerson');
    expect(left(saga)).toEqual(['find out book', 'do pick', 'do capture', 'do confirm']);
    happen(saga, ORDER_SAGA, 'personRetries', -1, 9);
    expect([saga.mode, ...asks(saga)]).toEqual(['forward', { step: 3, undo: false }]);
  });

  it.each(['stepRefused', 'stepUnanswered'] as const)('[SG7] is needed after %s past the pivot', (type) => {
    expect(after([...done(4), [type, 4, true]]).mode).toBe('committed');
    const saga = after([...done(4), [type, 4]]);
    expect(left(saga)).toEqual(['do pick', 'do capture', 'do confirm']);
    happen(saga, ORDER_SAGA, 'personRetries', -1, 9);
    expect([saga.mode, ...asks(saga)]).toEqual(['committed', { step: 4, undo: false }]);
  });

  it('[SG7] [SG8] [SG9] is needed when an undo fails for good, and told what is not undone', () => {
    const saga = after([...done(3), ['stepRefused', 3], ['undone', 2], ['undoUnanswered', 1]]);
    expect(saga.steps).toEqual(['done', 'stuck', 'undone', 'refused', 'waiting', 'waiting', 'waiting']);
    expect(left(saga)).toEqual(['undo open', 'undo hold']);
    expect(asks(saga)).toEqual([]);
    happen(saga, ORDER_SAGA, 'personRetries', -1, 9);
    expect(asks(saga)).toEqual([{ step: 1, undo: true }]);
  });

  it('[SG7] is not needed while there are attempts left', () => {
    const saga = after([...done(3), ['stepRefused', 3], ['undoUnanswered', 2, true]]);
    expect([saga.mode, ...asks(saga)]).toEqual(['compensating', { step: 2, undo: true }]);
  });

  it('is told when what failed has been undone after all, by a mistake that asked for all at once', () => {
    const saga = after([...done(2), ['stepRefused', 2], ['undoUnanswered', 1], ['undone', 0], ['undone', 1]]);
    expect(saga.mode).toBe('compensated');
  });
});

/** Lives of a saga: what each ask comes to. */
const lives = fc.array(fc.constantFrom('good', 'refused', 'none', 'person'), { maxLength: 40, size: 'max' });

/** Lives one, and writes down what counts. */
function live(life: readonly string[]): { saga: Saga; entries: SagaEntry[]; undone: number[] } {
  const saga = createSaga(1, ORDER_SAGA, 0);
  const entries: SagaEntry[] = [{ $shared: true, saga: 1, event: 'begun', step: -1, atUs: 0, data: null }];
  const undone: number[] = [];
  for (const [i, what] of life.entries()) {
    const ask = asks(saga).at(0);
    let event: SagaEventType = 'personRetries';
    if (ask === undefined) {
      if (saga.mode !== 'needsPerson' || what !== 'person') continue;
    } else if (ask.undo) {
      event = what === 'none' ? 'undoUnanswered' : 'undone';
      if (event === 'undone') undone.push(ask.step);
    } else event = what === 'good' ? 'stepDone' : what === 'refused' ? 'stepRefused' : 'stepUnanswered';
    const at = ask?.step ?? -1;
    happen(saga, ORDER_SAGA, event, at, i);
    entries.push({ $shared: true, saga: 1, event, step: at, atUs: i, data: null });
  }
  return { saga, entries, undone };
}

describe('whatever happens', () => {
  it('[SG10] the log replayed is the saga, at any length', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { saga, entries } = live(life);
        const log = createLog<SagaEntry>();
        for (const entry of entries) appendToLog(log, entry);
        expect(replay(log, ORDER_SAGA).get(1)).toEqual(saga);
      }),
    );
  });

  it('[SG5] [SG8] it asks, has ended, or says what is left; undone is in reverse order and never past the pivot', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { saga, undone } = live(life);
        const ways = [asks(saga).length > 0, hasEnded(saga), leftOf(saga, ORDER_SAGA).length > 0];
        expect(ways.filter(Boolean)).toHaveLength(1);
        expect(undone).toEqual([...undone].sort((a, b) => b - a));
        if (undone.length > 0) expect(saga.steps[3]).not.toBe('done');
        if (saga.mode === 'compensated') {
          expect(saga.steps.some((state) => ['done', 'unknown', 'stuck'].includes(state))).toBe(false);
        }
      }),
    );
  });
});
