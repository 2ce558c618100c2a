/**
 * Policies: what stands between a node and the calls it makes. A policy is functions over plain state that lives
 * in the caller. Whatever list a node gives, they are applied in one order everywhere, outermost first.
 */
import type { MachineView, ModeChange } from './contract';
import type { NodeId, Status } from './message';
import type { ParamSpecs, ParamsOf } from './params';
import type { Plain } from './plain';
import type { EventHandle } from './queue';

export const POLICY_ORDER = [
  'deadline',
  'retry',
  'hedge',
  'throttle',
  'rate-limit',
  'circuit-breaker',
  'bulkhead',
  'timeout',
] as const;
export type PolicyStage = (typeof POLICY_ORDER)[number];

/** One attempt of a call, as a policy sees it. To be read while it is asked, not kept: the record is used again. */
export interface AttemptView {
  readonly call: number;
  readonly to: NodeId;
  readonly type: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly startedAtUs: number;
  readonly attemptAtUs: number;
  /** When the whole call must be over, as policies further out have said; Infinity for no limit. */
  readonly endsByUs: number;
  /** The same of the request that this call serves. */
  readonly servedByUs: number;
  /** What `before` of this very policy returned as `memo`; 0 otherwise. */
  readonly memo: number;
}

/** What a policy says before an attempt. */
export type Before =
  | {
      do: 'pass';
      /** Give the attempt up when it has no answer by then. */
      giveUpAfterUs?: number;
      /** The whole call must be over by then, with its further attempts and the waits between them. */
      endsByUs?: number;
      /** Tell the callee when the attempt is given up or cancelled. */
      tellsCallee?: boolean;
      /** Send another copy when there is no answer by then. */
      hedgeAfterUs?: number;
      /** Handed to `after`. */
      memo?: number;
    }
  | { do: 'refuse'; status: Status }
  /** Ask again later. */
  | { do: 'wait'; forUs: number };

/** Lets the attempt through. */
export const PASS: Before = Object.freeze({ do: 'pass' });
/** Refuses the attempt. */
export const REFUSE: Before = Object.freeze({ do: 'refuse', status: 'rejected' });

/** What a policy can do beside judging. */
export interface PolicyContext<P extends ParamSpecs = ParamSpecs> {
  readonly nowUs: number;
  readonly params: ParamsOf<P>;
  uniform(): number;
  setTimer(name: string, delayUs: number): EventHandle;
  cancelTimer(handle: EventHandle): void;
  changeMode(change: Omit<ModeChange, 'atUs'>): void;
  log(text: string): void;
}

/** One kind of policy. */
export interface PolicyKind<P extends ParamSpecs = ParamSpecs, S = unknown> {
  id: PolicyStage;
  title: string;
  params: P;
  init: (ctx: PolicyContext<P>) => S;
  before: (ctx: PolicyContext<P>, state: S, attempt: AttemptView) => Before;
  /**
   * The attempt has ended. Only policies that let it pass are told, innermost first.
   * @returns microseconds until another attempt, or null to let the call end
   */
  after?: (ctx: PolicyContext<P>, state: S, attempt: AttemptView, status: Status) => number | null;
  onTimer?: (ctx: PolicyContext<P>, state: S, name: string) => void;
  onParams?: (ctx: PolicyContext<P>, state: S) => void;
  actions?: Readonly<
    Record<string, { title: string; help: string; run: (ctx: PolicyContext<P>, state: S) => string | null }>
  >;
  machine?: (state: S, params: ParamsOf<P>) => MachineView;
  inspect: (state: S, params: ParamsOf<P>) => Plain;
}

/** A policy kind whose own types are known to itself alone. */
export type AnyPolicyKind = PolicyKind;

/** Declares a policy kind; its types are checked here and then put aside. */
export function definePolicy<const P extends ParamSpecs, S>(kind: PolicyKind<P, S>): AnyPolicyKind {
  return kind as unknown as AnyPolicyKind;
}
