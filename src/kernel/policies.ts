/** The policies of a node's calls: where they are kept, and the one context that stands for each of them. */
import type { CallTimer } from './calls';
import type { ModeChange, PolicyUse } from './contract';
import { defaultParams, type ParamValues } from './params';
import { POLICY_ORDER, type AnyPolicyKind, type PolicyContext } from './policy';
import { cancelEvent, forEachPending, handleOf, LINK_STRIDE, META, type EventHandle } from './queue';
import { nextUniform } from './random';
import { EVENT, eventMeta, type Simulation } from './simulation';
import type { PolicyState, SimNode } from './world';

/** The kind of a policy. @throws Error when there is none of that id: a node kind is wrong */
export function policyKind(sim: Simulation, id: string): AnyPolicyKind {
  const kind = sim.model.policies.get(id);
  if (!kind) throw new Error(`There is no policy called ${id}.`);
  return kind;
}

/** One policy of a key, or undefined. */
export function findPolicy(node: SimNode, key: string, id: string): PolicyState | undefined {
  return node.policies.get(key)?.find((policy) => policy.id === id);
}

/**
 * Puts the policies of a key in place, in the one order. A policy that was there keeps its state and takes the new
 * parameters; the others start afresh.
 */
export function usePolicies(sim: Simulation, node: SimNode, key: string, uses: readonly PolicyUse[]): void {
  const sorted = [...uses].sort((a, b) => orderOf(sim, a.id) - orderOf(sim, b.id));
  const before = node.policies.get(key) ?? [];
  const policies = sorted.map(({ id, params }): PolicyState => {
    const filled = { ...defaultParams(policyKind(sim, id).params), ...params };
    const kept = before.find((policy) => policy.id === id);
    if (kept) return { ...kept, params: filled };
    return { id, params: filled, state: null, lastChange: null, modeSinceUs: sim.world.nowUs };
  });
  for (const { id } of before)
    if (!policies.some((policy) => policy.id === id)) cancelTimersOf(sim, node, key, id);
  node.policies.set(key, policies);
  for (const policy of policies) {
    const kind = policyKind(sim, policy.id);
    const context = sim.policyContext.for(node, key, policy);
    if (policy.state === null) policy.state = kind.init(context);
    else kind.onParams?.(context, policy.state);
  }
}

/** A policy that is given up takes its timers with it. */
function cancelTimersOf(sim: Simulation, node: SimNode, key: string, id: string): void {
  const { queue } = sim.world;
  const handles: EventHandle[] = [];
  forEachPending(queue, (slot) => {
    if (queue.links[slot * LINK_STRIDE + META] !== eventMeta(EVENT.call, node.index)) return;
    const timer = queue.payloads[slot] as CallTimer;
    if (timer.purpose === 'policy' && timer.key === key && timer.policy === id)
      handles.push(handleOf(queue, slot));
  });
  for (const handle of handles) cancelEvent(queue, handle);
}

function orderOf(sim: Simulation, id: string): number {
  return POLICY_ORDER.indexOf(policyKind(sim, id).id);
}

/** The one policy context: stands for the policy that is asked. */
export class CallPolicyContext implements PolicyContext {
  readonly sim: Simulation;
  node!: SimNode;
  key = '';
  policy!: PolicyState;

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  /** This context, standing for one policy. */
  for(node: SimNode, key: string, policy: PolicyState): this {
    this.node = node;
    this.key = key;
    this.policy = policy;
    return this;
  }

  get nowUs(): number {
    return this.sim.world.nowUs;
  }
  get params(): ParamValues {
    return this.policy.params;
  }

  uniform(): number {
    const offset = this.sim.stream(`${this.node.id}/${this.key}/${this.policy.id}`);
    return nextUniform(this.sim.world.random.words, offset);
  }

  setTimer(name: string, delayUs: number): EventHandle {
    const { sim, node, key, policy } = this;
    const timer: CallTimer = {
      $shared: true,
      purpose: 'policy',
      slot: 0,
      attempt: 0,
      key,
      policy: policy.id,
      name,
    };
    const atUs = sim.world.nowUs + Math.max(0, Math.round(delayUs / node.clockRate));
    return sim.schedule(atUs, EVENT.call, node.index, 0, timer);
  }

  cancelTimer(handle: EventHandle): void {
    cancelEvent(this.sim.world.queue, handle);
  }

  changeMode(change: Omit<ModeChange, 'atUs'>): void {
    const { sim, node, policy, key } = this;
    policy.lastChange = sim.noteChange(node, `${key}/${policy.id}`, change);
    if (change.from !== change.to) policy.modeSinceUs = sim.world.nowUs;
  }

  log(text: string): void {
    this.sim.log(this.node.index, text);
  }
}
