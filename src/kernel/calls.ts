/**
 * Calls: a request that comes back exactly once in `onOutcome`, under policies that may refuse it, repeat it,
 * send a second copy, or give it up. Rules [K-C1] … in `SPEC.md`.
 */
import type { CallOptions } from './contract';
import { CANCEL, isGood, type Message, type NodeId, type Status } from './message';
import { DEFAULT_BYTES, transmit } from './network';
import type { Plain, Shared } from './plain';
import { findPolicy, policyKind } from './policies';
import type { AttemptView, Before } from './policy';
import { cancelEvent, NO_EVENT } from './queue';
import { EVENT, type Simulation } from './simulation';
import { createCall, NOTHING_ASKED, type Attempt, type Call, type PolicyState, type SimNode } from './world';

/** What a pending event of a call, or of one of its policies, is for. */
export interface CallTimer extends Shared {
  readonly purpose: 'giveUp' | 'refused' | 'retry' | 'hedge' | 'wait' | 'policy';
  /** Where the call is kept, and which attempt it is about. */
  readonly slot: number;
  readonly attempt: number;
  /** The policy concerned and its key, for `policy` and `refused`. */
  readonly key: string;
  readonly policy: string;
  /** Name of the policy's timer; status that a refusal gives. */
  readonly name: string;
}

/** Starts a call. @returns its id, never 0 */
export function startCall(
  sim: Simulation,
  node: SimNode,
  to: NodeId,
  type: string,
  body: Plain,
  options: CallOptions | undefined,
): number {
  const call = takeCall(node);
  // A record that is used again has often called the same node before.
  if (call.to !== to) {
    const toIndex = sim.model.nodeIndex.get(to);
    if (toIndex === undefined) throw new Error(`${node.id} calls ${to}, which is no node.`);
    call.toIndex = toIndex;
    call.to = to;
  }
  call.id = ++node.callsMade;
  call.type = type;
  call.asked = { $shared: true, body, data: options?.data ?? null };
  call.startedAtUs = sim.world.nowUs;
  call.endsByUs = Infinity;
  if (options === undefined) {
    call.bytes = DEFAULT_BYTES;
    call.request = 0;
    call.servedByUs = Infinity;
    call.key = '';
    call.control = false;
  } else {
    call.bytes = options.bytes ?? DEFAULT_BYTES;
    call.request = options.serving?.request ?? options.request ?? 0;
    call.servedByUs = limitOf(options.serving);
    call.key = options.policies ?? '';
    call.control = options.control === true;
  }
  call.attempts = 0;
  const { id } = call;
  const policies = policiesOf(node, call);
  if (policies.length === 0) {
    // Without policies there is nothing to keep about attempts; so it stays, whatever is put in place meanwhile.
    call.key = '';
    call.attempts = 1;
    sendAttempt(sim, node, call, 1, 0);
  } else {
    tryOnce(sim, node, call, policies);
  }
  return id;
}

/** When the sender of a request gives it up. */
function limitOf(served: Message | undefined): number {
  return served === undefined || served.deadlineUs === 0 ? Infinity : served.deadlineUs;
}

/** A free call record: calls are kept and used again, so that the busiest path makes no garbage. */
function takeCall(node: SimNode): Call {
  const free = node.freeCalls.pop();
  if (free !== undefined) return node.calls[free];
  const call = createCall(node.calls.length);
  node.calls.push(call);
  return call;
}

/** The call of a number kept in a slot, or null when it has ended. 0 is the number of no call. */
function findCall(node: SimNode, slot: number, id: number): Call | null {
  const call = node.calls[slot] as Call | undefined;
  return call !== undefined && id > 0 && call.id === id ? call : null;
}

const NO_POLICIES: readonly PolicyState[] = [];

function policiesOf(node: SimNode, { key }: Call): readonly PolicyState[] {
  return key === '' ? NO_POLICIES : (node.policies.get(key) ?? NO_POLICIES);
}

function sendAttempt(sim: Simulation, node: SimNode, call: Call, attempt: number, deadlineUs: number): void {
  const { toIndex, type, asked, id, slot, request, bytes } = call;
  const role = call.control ? 'control' : 'request';
  transmit(sim, node, toIndex, role, type, null, asked.body, id, slot, attempt, request, bytes, deadlineUs);
}

/** Who has let the attempt under way pass so far: gathered here, since lists that grow leave much to sweep up. */
const passing: string[] = [];
const passingMemos: number[] = [];

function keepPassed(attempt: Attempt): void {
  attempt.passed = passing.slice();
  attempt.memos = passingMemos.slice();
}

/** Asks every policy, from the outermost, and sends the attempt when all let it pass. */
function tryOnce(sim: Simulation, node: SimNode, call: Call, policies: readonly PolicyState[]): void {
  const attempt: Attempt = {
    number: ++call.attempts,
    atUs: sim.world.nowUs,
    passed: [],
    memos: [],
    giveUp: NO_EVENT,
    givenUpBy: '',
    hedge: NO_EVENT,
    tellsCallee: false,
  };
  call.open.push(attempt);
  let giveUpAtUs = Infinity;
  let hedgeAfterUs = Infinity;
  passing.length = passingMemos.length = 0;
  for (const policy of policies) {
    const verdict = before(sim, node, call, attempt, policy);
    if (verdict.do !== 'pass') keepPassed(attempt);
    if (verdict.do === 'refuse') {
      // The end is told in an event of its own, so that no handler runs inside the call that it has just made.
      attempt.giveUp = later(
        sim,
        node,
        call,
        'refused',
        sim.world.nowUs,
        attempt.number,
        policy.id,
        verdict.status,
      );
      return;
    }
    if (verdict.do === 'wait') {
      withdraw(sim, node, call, attempt);
      const againUs = Math.min(ownTimeUs(sim, node, verdict.forUs), call.endsByUs);
      call.next = later(sim, node, call, 'wait', Math.max(sim.world.nowUs, againUs), attempt.number);
      return;
    }
    passing.push(policy.id);
    passingMemos.push(verdict.memo ?? 0);
    if (verdict.endsByUs !== undefined) call.endsByUs = verdict.endsByUs;
    const atUs = limitUs(sim, node, verdict);
    if (atUs < giveUpAtUs) {
      giveUpAtUs = atUs;
      attempt.givenUpBy = policy.id;
    }
    if (verdict.tellsCallee === true) attempt.tellsCallee = true;
    if (verdict.hedgeAfterUs !== undefined) hedgeAfterUs = verdict.hedgeAfterUs;
  }
  keepPassed(attempt);
  const limited = giveUpAtUs < Infinity;
  if (limited) attempt.giveUp = later(sim, node, call, 'giveUp', giveUpAtUs, attempt.number);
  if (hedgeAfterUs < Infinity)
    attempt.hedge = later(sim, node, call, 'hedge', ownTimeUs(sim, node, hedgeAfterUs), attempt.number);
  sendAttempt(sim, node, call, attempt.number, limited ? giveUpAtUs : 0);
}

/** When a verdict has an attempt given up at the latest. */
function limitUs(sim: Simulation, node: SimNode, verdict: Extract<Before, { do: 'pass' }>): number {
  const { giveUpAfterUs, endsByUs = Infinity } = verdict;
  return giveUpAfterUs === undefined ? endsByUs : Math.min(ownTimeUs(sim, node, giveUpAfterUs), endsByUs);
}

/** An attempt is out no more. */
function close({ open }: Call, attempt: Attempt): void {
  open.splice(open.indexOf(attempt), 1);
}

/** The attempt of a number that is out; undefined when there is none. */
function findAttempt({ open }: Call, number: number): Attempt | undefined {
  for (let i = 0; i < open.length; i++) if (open[i].number === number) return open[i];
  return undefined;
}

/** An attempt that must wait has not happened: those that let it pass are told it was cancelled. */
function withdraw(sim: Simulation, node: SimNode, call: Call, attempt: Attempt): void {
  tellPassed(sim, node, call, attempt, 'cancelled');
  close(call, attempt);
  call.attempts--;
}

/**
 * Tells the policies that let an attempt pass how it ended, innermost first; those no longer in use are not told.
 * @returns microseconds until another attempt, as the outermost that wants one says; null for none
 */
function tellPassed(
  sim: Simulation,
  node: SimNode,
  call: Call,
  attempt: Attempt,
  status: Status,
): number | null {
  let retryAfterUs: number | null = null;
  for (let i = attempt.passed.length - 1; i >= 0; i--) {
    const policy = findPolicy(node, call.key, attempt.passed[i]);
    if (!policy) continue;
    const context = sim.policyContext.for(node, call.key, policy);
    const seen = view(call, attempt, attempt.memos[i]);
    const again = policyKind(sim, policy.id).after?.(context, policy.state, seen, status) ?? null;
    if (again !== null) retryAfterUs = again;
  }
  return retryAfterUs;
}

/** When a node's own clock will have gone on by so much. */
function ownTimeUs(sim: Simulation, node: SimNode, delayUs: number): number {
  return sim.world.nowUs + Math.max(0, Math.round(delayUs / node.clockRate));
}

function later(
  sim: Simulation,
  node: SimNode,
  call: Call,
  purpose: CallTimer['purpose'],
  atUs: number,
  attempt: number,
  policy = '',
  name = '',
): number {
  const { slot, key } = call;
  const payload: CallTimer = { $shared: true, purpose, slot, attempt, key, policy, name };
  return sim.schedule(atUs, EVENT.call, node.index, call.id, payload);
}

/** What policies are shown of an attempt, to be read while they are asked: one record for all, as busy as calls are. */
const shown: { -readonly [K in keyof AttemptView]: AttemptView[K] } = {
  call: 0,
  to: '',
  type: '',
  attempt: 0,
  startedAtUs: 0,
  attemptAtUs: 0,
  endsByUs: Infinity,
  servedByUs: Infinity,
  memo: 0,
};

function view(call: Call, attempt: Attempt, memo: number): AttemptView {
  shown.call = call.id;
  shown.to = call.to;
  shown.type = call.type;
  shown.attempt = attempt.number;
  shown.startedAtUs = call.startedAtUs;
  shown.attemptAtUs = attempt.atUs;
  shown.endsByUs = call.endsByUs;
  shown.servedByUs = call.servedByUs;
  shown.memo = memo;
  return shown;
}

function before(sim: Simulation, node: SimNode, call: Call, attempt: Attempt, policy: PolicyState): Before {
  const context = sim.policyContext.for(node, call.key, policy);
  return policyKind(sim, policy.id).before(context, policy.state, view(call, attempt, 0));
}

/** The reply to a call has come. A reply to a call or attempt that has ended is let go. */
export function onReply(sim: Simulation, node: SimNode, message: Message): void {
  const call = findCall(node, message.callSlot, message.call);
  if (call === null) return;
  const status = message.status ?? 'completed';
  if (call.key === '') {
    endCall(sim, node, call, status, message.body, '');
    return;
  }
  const attempt = findAttempt(call, message.attempt);
  if (attempt) endAttempt(sim, node, call, attempt, status, message.body, '');
}

/** One attempt of a call has ended; the call ends with it unless it is repeated, or another is out or waits. */
function endAttempt(
  sim: Simulation,
  node: SimNode,
  call: Call,
  attempt: Attempt,
  status: Status,
  body: Plain,
  by: string,
): void {
  cancelEvent(sim.world.queue, attempt.giveUp);
  cancelEvent(sim.world.queue, attempt.hedge);
  close(call, attempt);
  const retryAfterUs = tellPassed(sim, node, call, attempt, status);
  if (!isGood(status) && (call.open.length > 0 || call.next !== NO_EVENT)) return;
  if (!isGood(status) && retryAfterUs !== null) {
    call.next = later(sim, node, call, 'retry', ownTimeUs(sim, node, retryAfterUs), attempt.number);
    return;
  }
  if (call.open.length > 0) for (const other of call.open.slice()) cancelAttempt(sim, node, call, other);
  endCall(sim, node, call, status, body, by);
}

/** Tells the callee that nobody waits for an attempt any more, where a policy wants that. */
function tellCallee(sim: Simulation, node: SimNode, call: Call, attempt: Attempt): void {
  if (!attempt.tellsCallee || call.control) return;
  const { toIndex, id, slot, request } = call;
  transmit(
    sim,
    node,
    toIndex,
    'note',
    CANCEL,
    null,
    null,
    id,
    slot,
    attempt.number,
    request,
    DEFAULT_BYTES,
    0,
  );
}

function cancelAttempt(sim: Simulation, node: SimNode, call: Call, attempt: Attempt): void {
  cancelEvent(sim.world.queue, attempt.giveUp);
  cancelEvent(sim.world.queue, attempt.hedge);
  tellCallee(sim, node, call, attempt);
  tellPassed(sim, node, call, attempt, 'cancelled');
}

/** Gives a call up before its end. */
export function cancelCall(sim: Simulation, node: SimNode, id: number): void {
  const call = node.calls.find((one) => one.id === id && id > 0);
  if (call === undefined) return;
  for (const attempt of call.open.slice()) cancelAttempt(sim, node, call, attempt);
  endCall(sim, node, call, 'cancelled', null, '');
}

function endCall(sim: Simulation, node: SimNode, call: Call, status: Status, body: Plain, by: string): void {
  call.id = 0;
  if (call.open.length > 0) call.open = [];
  cancelEvent(sim.world.queue, call.next);
  call.next = NO_EVENT;
  call.status = status;
  call.data = call.asked.data;
  call.answer = body;
  call.by = by;
  sim.handlers[node.index].onOutcome(sim.enter(node), node.state, call);
  call.asked = NOTHING_ASKED;
  call.data = call.answer = null;
  // Only now may the record be used again: the handler has read it.
  if (node.calls[call.slot] === call) node.freeCalls.push(call.slot);
}

/** A timer of a call, or of a policy, has fired. */
export function onCallTimer(sim: Simulation, node: SimNode, id: number, timer: CallTimer): void {
  if (timer.purpose === 'policy') {
    const policy = findPolicy(node, timer.key, timer.policy);
    if (!policy) return;
    const context = sim.policyContext.for(node, timer.key, policy);
    policyKind(sim, policy.id).onTimer?.(context, policy.state, timer.name);
    return;
  }
  const call = findCall(node, timer.slot, id);
  if (!call) return;
  const attempt = findAttempt(call, timer.attempt);
  if (timer.purpose === 'giveUp') {
    if (!attempt) return;
    tellCallee(sim, node, call, attempt);
    endAttempt(sim, node, call, attempt, 'timedOut', null, attempt.givenUpBy);
  } else if (timer.purpose === 'refused') {
    if (attempt) endAttempt(sim, node, call, attempt, timer.name as Status, null, timer.policy);
  } else {
    if (timer.purpose !== 'hedge') call.next = NO_EVENT;
    tryOnce(sim, node, call, policiesOf(node, call));
  }
}
