/** Servers and chance for the tests of balancing. */
import { createStreams, nextUniform, streamOffset } from '../../../kernel/random';
import { pick, type BalancerState, type Candidate, type Chance } from '../index';

/** A healthy idle server of weight 1, but for what is given. */
export function server(id: string, but: Partial<Candidate> = {}): Candidate {
  return { id, weight: 1, load: 0, usable: true, share: 1, ...but };
}

/** Servers s0, s1, … with the loads given. */
export function serversWithLoads(loads: readonly number[]): Candidate[] {
  return loads.map((load, place) => server(`s${String(place)}`, { load }));
}

/** `count` idle servers s0, s1, … */
export function idleServers(count: number): Candidate[] {
  return serversWithLoads(new Array<number>(count).fill(0));
}

/** Chance from a seed. */
export function chanceOf(seed: number): Chance {
  const streams = createStreams();
  const offset = streamOffset(streams, seed, 'test');
  return () => nextUniform(streams.words, offset);
}

/** Chance for strategies that must not ask for it. */
export const noChance: Chance = () => {
  throw new Error('This strategy leaves nothing to chance.');
};

/** The id picked for a client. */
export function pickId(
  state: BalancerState,
  candidates: readonly Candidate[],
  { client = 0, nowUs = 0, chance = noChance }: { client?: number; nowUs?: number; chance?: Chance } = {},
): string {
  return candidates[pick(state, candidates, { client, nowUs }, chance)].id;
}
