/** A caller whose calls a circuit breaker guards: a sound one, or one that leaks. */
import { standings } from '../../kernel/invariant';
import { PASS, type AnyPolicyKind } from '../../kernel/policy';
import { US_PER_S } from '../../kernel/time';
import { createRecorder, entryAt, entryCount } from '../../kernel/trace';
import type { Message } from '../../kernel/message';
import { Simulation } from '../../kernel/simulation';
import { policyKinds } from '../../nodes/index';
import type { BreakerPolicyState } from '../../nodes/policies/circuit-breaker/index';
import { buildModel } from '../../scenario/build';
import type { Scenario } from '../../scenario/types';
import { parseInput } from '../../scenario/words';

/** One request every 120 ms; a call takes 310 ms. The breaker opens at the second failure in a row, for a second. */
const scenario: Scenario = {
  version: 1,
  title: 'Guarded calls',
  seed: 1,
  pace: 1,
  nodes: [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: { to: 'caller', ratePerSec: 1000 / 120, arrivals: 'even' },
    },
    {
      id: 'caller',
      kind: 'service',
      at: [1, 0],
      params: {
        workers: 100,
        serviceTimeMs: 0,
        downstream: 'dependency',
        breaker: true,
        breakerTripRule: 'consecutive',
        breakerFailuresInARow: 2,
        breakerOpenTimeMs: 1000,
      },
    },
    {
      id: 'dependency',
      kind: 'service',
      at: [2, 0],
      params: { workers: 100, serviceTimeMs: 10, serviceShape: 'constant' },
    },
  ],
  links: [{ between: ['clients', 'caller'] }, { between: ['caller', 'dependency'], latencyMs: 150 }],
};

/** A breaker that refuses nobody while it is in a mode; what it lets through belongs to that mode. */
function leaky(sound: AnyPolicyKind, mode: string): AnyPolicyKind {
  return {
    ...sound,
    before: (ctx, state, attempt) => {
      const verdict = sound.before(ctx, state, attempt);
      const { breaker } = state as BreakerPolicyState;
      if (verdict.do === 'pass' || breaker.mode !== mode) return verdict;
      return { ...PASS, memo: breaker.generation };
    },
  };
}

export interface GuardedRun {
  inputs: readonly string[];
  params?: Readonly<Record<string, number | string | boolean>>;
  /** Mode in which the breaker refuses nobody; it is sound when left out. */
  leaksWhile?: string;
}

/** Runs it for ten seconds under one promise. @returns how the promise stands, and when each call was sent */
export function guardedRun(invariant: string, { inputs, params = {}, leaksWhile }: GuardedRun) {
  const knobs = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [`caller.breaker${name}`, value]),
  );
  const model = buildModel(scenario, knobs, 1, [invariant]);
  const policies = new Map(policyKinds);
  const sound = policies.get('circuit-breaker');
  if (sound && leaksWhile !== undefined) policies.set(sound.id, leaky(sound, leaksWhile));
  const recorder = createRecorder(65_536);
  const sim = new Simulation({ ...model, policies }, { recorder });
  sim.setInputs(
    inputs.map((text, index) => {
      const parsed = parseInput(text, `i${String(index)}`);
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.value;
    }),
  );
  sim.advance(10 * US_PER_S);
  const sentAtUs = Array.from({ length: entryCount(recorder) }, (_, index) => entryAt(recorder, index))
    .filter(({ kind, subject }) => kind === 'send' && (subject as Message).to === 'dependency')
    .map(({ atUs }) => atUs);
  return { ...standings(sim)[0], sentAtUs };
}
