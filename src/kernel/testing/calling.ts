/** One node that calls another, under policies that follow a script: for tests of calls. */
import type { AnyNodeKind, Context } from '../contract';
import type { Input } from '../input';
import type { CallEnd, Message, Status } from '../message';
import type { Plain } from '../plain';
import { definePolicy, PASS, type AnyPolicyKind, type PolicyKind, type PolicyStage } from '../policy';
import type { Simulation } from '../simulation';
import { MS, plannedKind, tinyKind, tinyLink, tinyRun, type Moment } from './tiny';

/** What the callee is asked to do: end so, after that time of work. */
export interface Task {
  ends: Status | 'never';
  tookMs?: number;
  /** Answers so many times. */
  times?: number;
}

/** A policy that notes what it is asked and told. */
export function scripted(id: PolicyStage, notes: string[], parts: Partial<PolicyKind> = {}): AnyPolicyKind {
  return definePolicy({
    title: id,
    params: {},
    init: () => ({}),
    inspect: () => null,
    ...parts,
    id,
    before: (ctx, state, attempt) => {
      notes.push(`${String(ctx.nowUs / MS)} ${id} before ${String(attempt.attempt)}`);
      return parts.before?.(ctx, state, attempt) ?? PASS;
    },
    after: (ctx, state, attempt, status) => {
      notes.push(`${String(ctx.nowUs / MS)} ${id} after ${String(attempt.attempt)} ${status}`);
      return parts.after?.(ctx, state, attempt, status) ?? null;
    },
  });
}

/** What came of a run: outcomes in words, tasks the callee received, and notes of policies. */
export interface Calling {
  sim: Simulation;
  outcomes: string[];
  received: string[];
  notes: string[];
}

const callee = (received: string[]): AnyNodeKind =>
  tinyKind({
    onMessage: (ctx, _state, message) => {
      const { tookMs = 1 } = message.body as unknown as Task;
      received.push(
        `${String(ctx.nowUs / MS)} call ${String(message.call)} attempt ${String(message.attempt)}`,
      );
      ctx.work('serve', tookMs * MS, message as unknown as Plain);
    },
    onCancel: (ctx, _state, note) => {
      received.push(
        `${String(ctx.nowUs / MS)} call ${String(note.call)} attempt ${String(note.attempt)} given up`,
      );
    },
    onWork: (ctx, _state, work) => {
      const message = work.data as unknown as Message;
      const { ends, times = 1 } = message.body as unknown as Task;
      if (ends === 'never') return;
      ctx.reply(message, ends, { answer: message.call });
      // What a link that duplicates would do; told apart from the reply that counts.
      for (let i = 1; i < times; i++)
        ctx.reply({ ...message, role: 'control' }, ends, { answer: message.call });
    },
  });

/** A call of the plan. */
export function call(ctx: Context, task: Task): number {
  return ctx.call('b', 'request', { ...task }, { policies: 'key', data: task.ends });
}

const words = (ctx: Context, end: CallEnd): string => {
  const by = end.by === '' ? '' : ` by ${end.by}`;
  return `${String(ctx.nowUs / MS)} ${end.status}${by} after ${String(end.attempts)} in ${String((ctx.nowUs - end.startedAtUs) / MS)}`;
};

/** Runs a plan of the caller `a`; each way to the callee `b` takes 1 ms. */
export function runCalls(
  plan: readonly Moment[],
  make: (notes: string[]) => readonly AnyPolicyKind[] = () => [],
  more: {
    inputs?: readonly Input[];
    untilMs?: number;
    uses?: readonly PolicyStage[];
    onOutcome?: (ctx: Context, end: CallEnd) => void;
  } = {},
): Calling {
  const outcomes: string[] = [];
  const received: string[] = [];
  const notes: string[] = [];
  const policies = make(notes);
  const ids = more.uses ?? policies.map(({ id }) => id);
  const caller = plannedKind(plan, {
    boot: (ctx) => {
      ctx.usePolicies(
        'key',
        ids.map((id) => ({ id, params: {} })),
      );
      return {};
    },
    onOutcome: (ctx, _state, end) => {
      outcomes.push(words(ctx, end));
      more.onOutcome?.(ctx, end);
    },
  });
  const links = [tinyLink('a', 'b', { latencyMs: 1 }), tinyLink('b', 'a', { latencyMs: 1 })];
  const parts = { nodes: { a: caller, b: callee(received) }, links, policies };
  const { sim } = tinyRun(parts, more.inputs ?? [], more.untilMs ?? 1_000);
  return { sim, outcomes, received, notes };
}
