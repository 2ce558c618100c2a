import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context } from './contract';
import type { CallEnd } from './message';
import { PASS, POLICY_ORDER, REFUSE, type Before, type PolicyStage } from './policy';
import { pendingCount } from './queue';
import { call, runCalls, scripted } from './testing/calling';
import { conservationProblems, counted } from './testing/conservation';
import { at, during, MS, nodeIn, type Moment } from './testing/tiny';

const DAYS: Before = { do: 'pass', giveUpAfterUs: 9e9 };

describe('outcomes', () => {
  it('[K-C1] [K-C2] one for each call, whatever becomes of it, and never within the call', () => {
    const task = fc.record({
      ends: fc.constantFrom('completed', 'degraded', 'failed', 'rejected', 'never'),
      tookMs: fc.nat(30),
      times: fc.constantFrom(1, 1, 3),
    });
    const faults = fc.constantFrom(
      [],
      [at(5, 'duplicate', 'a<->b', 0.7)],
      [at(5, 'loss', 'a<->b', 0.4)],
      [during(20, 60, 'cut', 'b->a')],
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100), task), { maxLength: 20 }), faults, (calls, inputs) => {
        const made: number[] = [];
        const ended: CallEnd[] = [];
        let inside = false;
        const plan = calls.map(([ms, asked]): Moment => [
          ms,
          (ctx) => {
            inside = true;
            made.push(call(ctx, asked));
            inside = false;
          },
        ]);
        const { sim, outcomes } = runCalls(
          plan,
          (notes) => [scripted('timeout', notes, { before: () => ({ do: 'pass', giveUpAfterUs: 20 * MS }) })],
          {
            inputs,
            onOutcome: (_ctx, end) => {
              expect(inside).toBe(false);
              ended.push({ ...end });
            },
          },
        );
        expect(outcomes).toHaveLength(calls.length);
        expect(new Set(made).size).toBe(calls.length);
        expect(made.every((id) => id > 0)).toBe(true);
        expect(ended.filter(({ status }) => status === 'timedOut').every(({ by }) => by === 'timeout')).toBe(
          true,
        );
        expect(conservationProblems(sim)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('[K-C2] a late reply is let go, and a second one', () => {
    const { outcomes, received } = runCalls(
      [
        [0, (ctx) => call(ctx, { ends: 'completed', tookMs: 40 })],
        [10, (ctx) => call(ctx, { ends: 'completed', times: 3 })],
      ],
      (notes) => [scripted('timeout', notes, { before: () => ({ do: 'pass', giveUpAfterUs: 30 * MS }) })],
    );
    expect(received).toEqual(['1 call 1 attempt 1', '11 call 2 attempt 1']);
    expect(outcomes).toEqual(['13 completed after 1 in 3', '30 timedOut by timeout after 1 in 30']);
  });

  it('[K-C2] an answer to a message that was no call means nothing', () => {
    const plan: Moment[] = [
      [0, (ctx) => call(ctx, { ends: 'completed' })],
      [
        5,
        (ctx) => {
          ctx.send('b', 'note', { ends: 'completed' });
        },
      ],
    ];
    expect(runCalls(plan).outcomes).toEqual(['3 completed after 1 in 3']);
  });

  it('[K-C1] tells what was asked and answered, and uses the record again afterwards', () => {
    const seen: unknown[] = [];
    const again: number[] = [];
    const { sim } = runCalls([[0, (ctx) => call(ctx, { ends: 'failed' })]], undefined, {
      onOutcome: (ctx, end) => {
        seen.push([end.to, end.type, end.data, end.answer, end.attempts]);
        if (again.length < 5) again.push(call(ctx, { ends: 'completed' }));
        seen.push(end.data);
      },
    });
    expect(seen.slice(0, 2)).toEqual([['b', 'request', 'failed', { answer: 1 }, 1], 'failed']);
    expect(again).toEqual([2, 3, 4, 5, 6]);
    expect(nodeIn(sim, 'a').calls).toHaveLength(2);
    expect(
      nodeIn(sim, 'a').calls.every(
        (record) => record.id === 0 && record.answer === null && record.data === null,
      ),
    ).toBe(true);
  });

  it('[K-C1] cancelling gives the outcome at once; the answer is let go', () => {
    const order: string[] = [];
    const plan: Moment[] = [
      [0, (ctx) => call(ctx, { ends: 'completed', tookMs: 20 })],
      [
        10,
        (ctx) => {
          order.push('before');
          ctx.cancelCall(1);
          ctx.cancelCall(1);
          ctx.cancelCall(0);
          order.push('after');
        },
      ],
    ];
    const { outcomes, notes } = runCalls(
      plan,
      (list) => [scripted('timeout', list), scripted('bulkhead', list)],
      {
        onOutcome: () => order.push('outcome'),
      },
    );
    expect(outcomes).toEqual(['10 cancelled after 1 in 10']);
    expect(order).toEqual(['before', 'outcome', 'after']);
    expect(notes.slice(2)).toEqual(['10 timeout after 1 cancelled', '10 bulkhead after 1 cancelled']);
  });
});

describe('the order of policies', () => {
  it('[K-C4] a call that is refused and cancelled at once ends once, and its refusal does not happen', () => {
    const plan: Moment[] = [
      [
        0,
        (ctx) => {
          ctx.cancelCall(call(ctx, { ends: 'completed' }));
        },
      ],
    ];
    const { outcomes, sim } = runCalls(plan, (list) => [
      scripted('rate-limit', list, { before: () => REFUSE }),
    ]);
    expect([outcomes, sim.world.events]).toEqual([['0 cancelled after 1 in 0'], 1]);
  });

  it('[K-C3] is the same whatever the list: asked from the outermost, told from the innermost', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...POLICY_ORDER]), (ids) => {
        const { notes } = runCalls([[0, (ctx) => call(ctx, { ends: 'completed' })]], (list) =>
          ids.map((id) => scripted(id, list)),
        );
        const sorted = POLICY_ORDER.filter((id) => ids.includes(id));
        expect(notes).toEqual([
          ...sorted.map((id) => `0 ${id} before 1`),
          ...[...sorted].reverse().map((id) => `3 ${id} after 1 completed`),
        ]);
      }),
    );
  });

  it('[K-C3] what a policy noted comes back to it', () => {
    const memos: number[] = [];
    const noting = (id: PolicyStage, memo: number, list: string[]) =>
      scripted(id, list, {
        before: () => ({ do: 'pass', memo }),
        after: (_ctx, _state, attempt) => (memos.push(attempt.memo), null),
      });
    runCalls([[0, (ctx) => call(ctx, { ends: 'failed' })]], (list) => [
      noting('retry', 7, list),
      noting('bulkhead', 9, list),
      scripted('timeout', list),
    ]);
    expect(memos).toEqual([9, 7]);
  });

  it('[K-C4] a refusal ends the attempt in an event of its own; those before it are told, those behind never asked', () => {
    const { notes, outcomes, received, sim } = runCalls(
      [[0, (ctx) => call(ctx, { ends: 'completed' })]],
      (list) => [
        scripted('hedge', list),
        scripted('rate-limit', list, { before: () => REFUSE }),
        scripted('timeout', list),
      ],
    );
    expect(notes).toEqual(['0 hedge before 1', '0 rate-limit before 1', '0 hedge after 1 rejected']);
    expect([outcomes, received]).toEqual([['0 rejected by rate-limit after 1 in 0'], []]);
    expect(sim.world.events).toBe(2);
  });

  it('[K-C5] waiting is no attempt: those before are told it was cancelled, and all are asked again', () => {
    let waits = 2;
    const { notes, outcomes, received } = runCalls(
      [[0, (ctx) => call(ctx, { ends: 'completed' })]],
      (list) => [
        scripted('retry', list),
        scripted('bulkhead', list, { before: () => (waits-- > 0 ? { do: 'wait', forUs: 10 * MS } : PASS) }),
      ],
    );
    const asked = (ms: number): string[] => [
      `${String(ms)} retry before 1`,
      `${String(ms)} bulkhead before 1`,
    ];
    expect(notes).toEqual([
      ...asked(0),
      '0 retry after 1 cancelled',
      ...asked(10),
      '10 retry after 1 cancelled',
      ...asked(20),
      '23 bulkhead after 1 completed',
      '23 retry after 1 completed',
    ]);
    expect([outcomes, received]).toEqual([['23 completed after 1 in 23'], ['21 call 1 attempt 1']]);
  });

  it('[K-C5] a call that waits can be cancelled, and is not made any more', () => {
    const plan: Moment[] = [
      [0, (ctx) => call(ctx, { ends: 'completed' })],
      [
        5,
        (ctx) => {
          ctx.cancelCall(1);
        },
      ],
    ];
    const { outcomes, received, sim } = runCalls(plan, (list) => [
      scripted('bulkhead', list, { before: () => ({ do: 'wait', forUs: 10 * MS }) }),
    ]);
    expect([outcomes, received]).toEqual([['5 cancelled after 0 in 5'], []]);
    expect([pendingCount(sim.world.queue), sim.world.events]).toEqual([0, 2]);
  });
});

describe('change and crash', () => {
  const use = (ctx: Context, ...ids: PolicyStage[]): void => {
    ctx.usePolicies(
      'key',
      ids.map((id) => ({ id, params: {} })),
    );
  };

  it('[K-C9] a policy that stays keeps its state; one that goes is told nothing more', () => {
    const states: unknown[] = [];
    const counting = (list: string[]) =>
      scripted('bulkhead', list, {
        init: () => ({ seen: 0 }),
        before: (_ctx, state) => (states.push(++(state as { seen: number }).seen), PASS),
      });
    const plan: Moment[] = [
      [0, (ctx) => call(ctx, { ends: 'completed', tookMs: 20 })],
      [
        10,
        (ctx) => {
          use(ctx, 'bulkhead', 'timeout');
        },
      ],
      [12, (ctx) => call(ctx, { ends: 'completed' })],
      [
        30,
        (ctx) => {
          use(ctx);
        },
      ],
      [
        31,
        (ctx) => {
          use(ctx, 'bulkhead');
        },
      ],
      [32, (ctx) => call(ctx, { ends: 'completed' })],
    ];
    const { notes, outcomes } = runCalls(
      plan,
      (list) => [counting(list), scripted('retry', list), scripted('timeout', list)],
      { uses: ['bulkhead', 'retry'] },
    );
    expect(states).toEqual([1, 2, 1]);
    expect(notes.filter((note) => note.startsWith('22') || note.startsWith('12'))).toEqual([
      '12 bulkhead before 1',
      '12 timeout before 1',
      '22 bulkhead after 1 completed',
    ]);
    expect(outcomes.map((words) => words.split(' ')[1])).toEqual(['completed', 'completed', 'completed']);
  });

  it('[K-C9] new policies judge the attempts still to come', () => {
    const plan: Moment[] = [
      [0, (ctx) => call(ctx, { ends: 'failed' })],
      [
        10,
        (ctx) => {
          use(ctx, 'bulkhead');
        },
      ],
    ];
    const { outcomes } = runCalls(
      plan,
      (list) => [
        scripted('retry', list, { after: () => 20 * MS }),
        scripted('bulkhead', list, { before: () => REFUSE }),
      ],
      { uses: ['retry'] },
    );
    expect(outcomes).toEqual(['23 rejected by bulkhead after 2 in 23']);
  });

  it('[K-C9] the timers of a policy that goes are cancelled, and no others', () => {
    const rings: string[] = [];
    const ringing = (id: PolicyStage, list: string[]) =>
      scripted(id, list, {
        init: (ctx) => ({ bell: ctx.setTimer('bell', 20 * MS) }),
        onTimer: (ctx, _state, name) => rings.push(`${String(ctx.nowUs / MS)} ${id} ${name}`),
      });
    const plan: Moment[] = [
      [
        10,
        (ctx) => {
          use(ctx, 'bulkhead');
        },
      ],
    ];
    const { sim } = runCalls(plan, (list) => [ringing('bulkhead', list), ringing('rate-limit', list)]);
    expect(rings).toEqual(['20 bulkhead bell']);
    expect(sim.world.events).toBe(2);
  });

  it('[K-C10] a crash forgets the calls: their answers and limits mean nothing to the node that comes back', () => {
    const plan: Moment[] = [[0, (ctx) => call(ctx, { ends: 'completed', tookMs: 30 })]];
    const { outcomes, received, notes } = runCalls(
      plan,
      (list) => [scripted('timeout', list, { before: () => DAYS })],
      { inputs: [during(5, 15, 'crash', 'a')] },
    );
    expect(received).toEqual(['1 call 1 attempt 1', '16 call 2 attempt 1']);
    expect(outcomes).toEqual(['47 completed after 1 in 32']);
    expect(notes).toEqual(['0 timeout before 1', '15 timeout before 1', '47 timeout after 1 completed']);
  });

  it('[K-R1] probes are answered and not counted', () => {
    const { sim, outcomes } = runCalls([
      [0, (ctx) => ctx.call('b', 'request', { ends: 'completed' }, { control: true })],
      [5, (ctx) => call(ctx, { ends: 'completed' })],
      [
        9,
        (ctx) => {
          ctx.send('b', 'request', { ends: 'never' });
        },
      ],
    ]);
    expect(outcomes).toHaveLength(2);
    expect(counted(sim, 'b.requests.arrived')).toBe(1);
  });
});
