import { describe, expect, it } from 'vitest';
import { PASS, type AnyPolicyKind, type PolicyKind, type PolicyStage } from './policy';
import { pendingCount } from './queue';
import { call, runCalls, scripted } from './testing/calling';
import { counted } from './testing/conservation';
import { at, MS, type Moment } from './testing/tiny';

describe('attempts', () => {
  const retry = (list: string[], delaysMs: number[], id: PolicyStage = 'retry') =>
    scripted(id, list, {
      after: (_ctx, _state, attempt) =>
        attempt.attempt <= delaysMs.length ? delaysMs[attempt.attempt - 1] * MS : null,
    });

  it('[K-C6] a failed attempt is repeated after the delay, as the outermost that wants one says', () => {
    const { outcomes, received } = runCalls([[0, (ctx) => call(ctx, { ends: 'failed' })]], (list) => [
      retry(list, [10, 20]),
      retry(list, [1, 1, 5], 'hedge'),
    ]);
    expect(received).toEqual([
      '1 call 1 attempt 1',
      '14 call 1 attempt 2',
      '37 call 1 attempt 3',
      '45 call 1 attempt 4',
    ]);
    expect(outcomes).toEqual(['47 failed after 4 in 47']);
  });

  it('[K-C6] a good end is not repeated', () => {
    const { outcomes } = runCalls([[0, (ctx) => call(ctx, { ends: 'degraded' })]], (list) => [
      retry(list, [10, 20]),
    ]);
    expect(outcomes).toEqual(['3 degraded after 1 in 3']);
  });

  const hedged = (tasks: number[], list: string[]) =>
    scripted('hedge', list, {
      before: (_ctx, _state, attempt) =>
        attempt.attempt <= tasks.length
          ? { do: 'pass', hedgeAfterUs: tasks[attempt.attempt - 1] * MS }
          : PASS,
    });

  it('[K-C7] the first good answer wins and cancels the others, which are not told the callee', () => {
    const { notes, outcomes, received, sim } = runCalls(
      [[0, (ctx) => call(ctx, { ends: 'completed', tookMs: 30 })]],
      (list) => [hedged([10, 10], list)],
    );
    expect(received).toEqual(['1 call 1 attempt 1', '11 call 1 attempt 2', '21 call 1 attempt 3']);
    expect(outcomes).toEqual(['32 completed after 3 in 32']);
    expect(notes.slice(3)).toEqual([
      '32 hedge after 1 completed',
      '32 hedge after 2 cancelled',
      '32 hedge after 3 cancelled',
    ]);
    expect(counted(sim, 'b.requests.completed')).toBe(3);
  });

  it('[K-C7] a bad end does not count while a copy is out; the last one does', () => {
    const { notes, outcomes } = runCalls(
      [[0, (ctx) => call(ctx, { ends: 'failed', tookMs: 30 })]],
      (list) => [hedged([10], list), retry(list, [50])],
    );
    expect(notes.filter((note) => note.includes('after'))).toEqual([
      '32 hedge after 1 failed',
      '32 retry after 1 failed',
      '42 hedge after 2 failed',
      '42 retry after 2 failed',
    ]);
    expect(outcomes).toEqual(['42 failed after 2 in 42']);
  });

  it('[K-C7] nor while a copy waits', () => {
    let asked = 0;
    const { outcomes, received } = runCalls(
      [[0, (ctx) => call(ctx, { ends: 'failed', tookMs: 10 })]],
      (list) => [
        retry(list, [1]),
        hedged([5], list),
        scripted('bulkhead', list, { before: () => (++asked === 2 ? { do: 'wait', forUs: 40 * MS } : PASS) }),
      ],
    );
    expect(received).toEqual(['1 call 1 attempt 1', '46 call 1 attempt 2']);
    expect(outcomes).toEqual(['57 failed after 2 in 57']);
  });

  it('[K-C7] no copy is sent after the answer', () => {
    const { received, sim } = runCalls([[0, (ctx) => call(ctx, { ends: 'completed' })]], (list) => [
      hedged([10], list),
    ]);
    expect([received.length, pendingCount(sim.world.queue)]).toEqual([1, 0]);
  });

  it('[K-C8] the earliest limit gives up, and is named; the callee goes on', () => {
    const limit = (id: PolicyStage, ms: number, list: string[]) =>
      scripted(id, list, { before: () => ({ do: 'pass', giveUpAfterUs: ms * MS }) });
    const { outcomes, sim } = runCalls(
      [[0, (ctx) => call(ctx, { ends: 'completed', tookMs: 50 })]],
      (list) => [limit('deadline', 20, list), limit('hedge', 10, list), limit('timeout', 10, list)],
    );
    expect(outcomes).toEqual(['10 timedOut by hedge after 1 in 10']);
    expect(counted(sim, 'b.requests.completed')).toBe(1);
  });

  it('[K-C8] a deadline is what is left of it for every attempt', () => {
    const deadline = (list: string[]) =>
      scripted('deadline', list, {
        before: (ctx, _state, attempt) => {
          const leftUs = attempt.startedAtUs + 50 * MS - ctx.nowUs;
          return leftUs > 0 ? { do: 'pass', giveUpAfterUs: leftUs } : { do: 'refuse', status: 'timedOut' };
        },
      });
    const timeout = (list: string[]) =>
      scripted('timeout', list, { before: () => ({ do: 'pass', giveUpAfterUs: 20 * MS }) });
    const { outcomes, received } = runCalls([[0, (ctx) => call(ctx, { ends: 'never' })]], (list) => [
      timeout(list),
      retry(list, [2, 2]),
      deadline(list),
    ]);
    expect(received).toEqual(['1 call 1 attempt 1', '23 call 1 attempt 2', '45 call 1 attempt 3']);
    expect(outcomes).toEqual(['50 timedOut by deadline after 3 in 50']);
    const late = runCalls([[0, (ctx) => call(ctx, { ends: 'never' })]], (list) => [
      timeout(list),
      retry(list, [40]),
      deadline(list),
    ]);
    expect(late.outcomes).toEqual(['60 timedOut by deadline after 2 in 60']);
  });

  it('[K-L7] limits go by the clock of the caller', () => {
    const { outcomes } = runCalls(
      [[2, (ctx) => call(ctx, { ends: 'never' })]],
      (list) => [scripted('timeout', list, { before: () => ({ do: 'pass', giveUpAfterUs: 20 * MS }) })],
      { inputs: [at(6, 'drift', 'a', 2)] },
    );
    expect(outcomes).toEqual(['14 timedOut by timeout after 1 in 12']);
  });
});

describe('limits of the whole call', () => {
  const endsByUs = 20 * MS;
  const whole = (notes: string[], more: Partial<PolicyKind> = {}): AnyPolicyKind =>
    scripted('deadline', notes, {
      before: ({ nowUs }) =>
        nowUs < endsByUs ? { do: 'pass', endsByUs } : { do: 'refuse', status: 'timedOut' },
      ...more,
    });
  const never: Moment = [5, (ctx) => call(ctx, { ends: 'never' })];

  it('[K-C11] ends the attempt that is out, in the name of its policy', () => {
    const { outcomes } = runCalls([never], (notes) => [whole(notes), scripted('timeout', notes)]);
    expect(outcomes).toEqual(['20 timedOut by deadline after 1 in 15']);
  });

  it('[K-C8] [K-C11] an earlier limit of the attempt comes first, and the request carries it', () => {
    const limits: number[] = [];
    const { outcomes } = runCalls(
      [never],
      (notes) => [
        whole(notes),
        scripted('retry', notes, {
          before: (_ctx, _state, attempt) => {
            limits.push(attempt.endsByUs / MS);
            return PASS;
          },
          after: (ctx) => (ctx.nowUs < 15 * MS ? MS : null),
        }),
        scripted('timeout', notes, { before: () => ({ do: 'pass', giveUpAfterUs: 8 * MS }) }),
      ],
      {
        onOutcome: (_ctx, { by }) => {
          expect(by).toBe('deadline');
        },
      },
    );
    // From 5 to 13, and from 14 to the end.
    expect(outcomes).toEqual(['20 timedOut by deadline after 2 in 15']);
    expect(limits).toEqual([20, 20]);
  });

  it('[K-C5] [K-C11] ends a wait for a turn', () => {
    const { outcomes } = runCalls([never], (notes) => [
      whole(notes),
      scripted('rate-limit', notes, { before: () => ({ do: 'wait', forUs: 100 * MS }) }),
    ]);
    expect(outcomes).toEqual(['20 timedOut by deadline after 1 in 15']);
  });
});

describe('telling the callee', () => {
  const tells = (notes: string[]): AnyPolicyKind =>
    scripted('timeout', notes, { before: () => ({ do: 'pass', giveUpAfterUs: 8 * MS, tellsCallee: true }) });

  it('[K-C8] only where a policy wants it, and it is no request', () => {
    const run = (told: boolean) =>
      runCalls([[0, (ctx) => call(ctx, { ends: 'never' })]], (notes) => [
        told
          ? tells(notes)
          : scripted('timeout', notes, { before: () => ({ do: 'pass', giveUpAfterUs: 8 * MS }) }),
      ]);
    expect(run(false).received).toEqual(['1 call 1 attempt 1']);
    const { received, sim } = run(true);
    expect(received).toEqual(['1 call 1 attempt 1', '9 call 1 attempt 1 given up']);
    expect(counted(sim, 'b.requests.arrived')).toBe(1);
  });

  it('[K-C8] also of what is cancelled: the other copy of a hedge, or a call given up by its maker', () => {
    const hedged = runCalls([[0, (ctx) => call(ctx, { ends: 'completed', tookMs: 4 })]], (notes) => [
      scripted('hedge', notes, {
        before: (_ctx, _state, { attempt }) =>
          attempt === 1 ? { do: 'pass', hedgeAfterUs: 3 * MS, tellsCallee: true } : PASS,
      }),
      tells(notes),
    ]);
    expect(hedged.received).toEqual([
      '1 call 1 attempt 1',
      '4 call 1 attempt 2',
      '7 call 1 attempt 2 given up',
    ]);
    const cancelled = runCalls(
      [
        [0, (ctx) => call(ctx, { ends: 'never' })],
        [
          5,
          (ctx) => {
            ctx.cancelCall(1);
          },
        ],
      ],
      (notes) => [tells(notes)],
    );
    expect(cancelled.received).toEqual(['1 call 1 attempt 1', '6 call 1 attempt 1 given up']);
    expect(cancelled.outcomes).toEqual(['5 cancelled after 1 in 5']);
  });

  it('[K-C8] not when the answer came in time', () => {
    const { received } = runCalls([[0, (ctx) => call(ctx, { ends: 'failed' })]], (notes) => [tells(notes)]);
    expect(received).toEqual(['1 call 1 attempt 1']);
  });
});
