/** Sessions for tests: small scenarios, random acts, and a clock that makes checkpoints come often. */
import fc from 'fast-check';
import { lab } from '../../labs/load-balancing/lab';
import type { Input } from '../../kernel/input';
import { canonicalWorld } from '../../kernel/testing/canonical';
import type { Scenario } from '../../scenario/types';
import { createLog, type InputLog } from '../log';
import { Session, type Act, type RunSpec, type SessionOptions } from '../session';

/** The load balancing lab, at its faster preset rate so that a few seconds hold some thousand events. */
export const balancing: Scenario = lab.scenario;

/** Clients, a service with a circuit breaker, and the service it depends on. */
export const chain: Scenario = {
  version: 1,
  title: 'A chain',
  seed: 3,
  pace: 1,
  nodes: [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: { to: 'front', ratePerSec: 60, timeoutMs: 300 },
    },
    {
      id: 'front',
      kind: 'service',
      at: [300, 0],
      params: { workers: 4, serviceTimeMs: 10, downstream: 'back', downstreamTimeoutMs: 120, breaker: true },
    },
    { id: 'back', kind: 'service', at: [600, 0], params: { workers: 2, serviceTimeMs: 25, patienceMs: 80 } },
  ],
  links: [
    { between: ['clients', 'front'], latencyMs: 5, latencyShape: 'exponential' },
    { between: ['front', 'back'], latencyMs: 5, lossRatio: 0.01 },
  ],
};

/** A closed loop and nothing else to do: long silences. */
export const quiet: Scenario = {
  version: 1,
  title: 'Quiet',
  seed: 5,
  pace: 1,
  nodes: [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: { to: 'back', mode: 'closed', users: 2, thinkTimeMs: 400, timeoutMs: 0 },
    },
    { id: 'back', kind: 'service', at: [300, 0], params: { serviceTimeMs: 30 } },
  ],
  links: [{ between: ['clients', 'back'], latencyMs: 10 }],
};

/** A session whose clock goes on by so much at every look, so that it takes a checkpoint every few slices. */
export function openSession(
  scenario: Scenario,
  {
    log = createLog(),
    stepMs = 9,
    ...more
  }: Partial<RunSpec> & Partial<SessionOptions> & { stepMs?: number } = {},
): Session {
  let nowMs = 0;
  const clockMs = more.clockMs ?? (() => (nowMs += stepMs));
  const spec = {
    scenario,
    knobs: more.knobs ?? {},
    seed: more.seed ?? scenario.seed,
    invariants: more.invariants ?? [],
    log,
  };
  return new Session(spec, { clockMs, recorded: more.recorded, budgetBytes: more.budgetBytes });
}

/** A log of inputs given before the start. */
export function logOf(...inputs: Input[]): InputLog {
  return createLog(inputs);
}

/** Where a session is, in full: position, hash and world. */
export function momentOf(session: Session): unknown {
  const { sim } = session;
  return { us: session.playheadUs, hash: sim.hashHex(), world: canonicalWorld(sim.world) };
}

/** What a user may do to the chain. */
export const chainActs: fc.Arbitrary<Act> = fc
  .tuple(
    fc.constantFrom<[string, string, (number | string)[]]>(
      ['crash', 'back', []],
      ['pause', 'back', []],
      ['pause', 'front', []],
      ['resume', 'back', []],
      ['restart', 'back', []],
      ['slow', 'back', [8]],
      ['drift', 'front', [2]],
      ['cut', 'front->back', []],
      ['latency', 'front<->back', [60_000]],
      ['restore', 'front<->back', []],
      ['spike', 'clients', [4]],
      ['set', 'back.workers', [5]],
      ['set', 'front.breakerFailureRatio', [0.2]],
      ['do', 'front', ['forceOpen']],
      ['heal', '', []],
    ),
    fc.option(fc.integer({ min: 1_000, max: 900_000 })),
  )
  .map(([[action, target, args], lastsUs]) => {
    const instant = ['resume', 'restart', 'restore', 'do', 'heal'].includes(action);
    return { action, target, args, ...(lastsUs === null || instant ? {} : { lastsUs }) };
  });
