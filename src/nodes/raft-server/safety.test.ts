/** Random schedules on real servers: no promise breaks, and once the faults are over the cluster goes on. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { invariants } from '../../invariants/index';
import { Simulation } from '../../kernel/simulation';
import { at, MS, nodeIn } from '../../kernel/testing/tiny';
import type { ClientState } from '../raft-client/index';
import { clusterModel, type ClusterParts } from './testing/cluster';
import { scheduleOf } from './testing/schedules';
import type { Input } from '../../kernel/input';

/** Faults end, and by then a leader must be there and serve: ten of the longest election timeouts later. */
const FAULTS_END_MS = 1500;
const GOAL_BY_MS = FAULTS_END_MS + 10 * 300;

const PROMISES = [...invariants.values()].filter(({ id }) => id.startsWith('raft-'));

/** What went wrong, in words; empty when all is well. */
function trouble(parts: ClusterParts, inputs: readonly Input[]): string {
  const model = clusterModel({ ...parts, invariants: PROMISES });
  const sim = new Simulation(model, { without: ['windows', 'hash'] });
  sim.setInputs([...inputs, at(FAULTS_END_MS, 'heal')]);
  sim.advance(FAULTS_END_MS * MS);
  const leads = (): boolean => sim.world.nodes.some(({ mode }) => mode === 'leader');
  const serves = (): boolean => answeredSince(sim, FAULTS_END_MS * MS) > 0;
  for (let ms = FAULTS_END_MS; ms <= GOAL_BY_MS && !(leads() && serves()); ms += 100) sim.advance(ms * MS);
  const broken = standings(sim).find(({ brokenAtUs }) => brokenAtUs >= 0);
  if (broken !== undefined) return broken.says;
  if (!leads()) return 'no leader in time';
  return serves() ? '' : 'a leader, but nothing was committed in time';
}

/** Writes that were asked for and answered after a time. */
function answeredSince(sim: Simulation, sinceUs: number): number {
  let answered = 0;
  for (const id of ['c1', 'c2']) {
    const { history } = (nodeIn(sim, id).state as ClientState).durable;
    for (let place = history.length - 1; place >= 0; place--) {
      const { invokedUs, operation, result } = history.items[place];
      if (invokedUs < sinceUs) break;
      if (operation.kind !== 'read' && result !== null) answered++;
    }
  }
  return answered;
}

describe('random schedules', () => {
  const seeds = process.env.FAULTLINE_LONG === undefined ? 1_000 : 20_000;
  it(
    `break no promise, and afterwards the cluster goes on: ${String(seeds)} seeds`,
    { timeout: 1_200_000 },
    () => {
      const found: string[] = [];
      for (let seed = 1; seed <= seeds && found.length < 5; seed++) {
        const { parts, inputs } = scheduleOf(seed, FAULTS_END_MS);
        const what = trouble(parts, inputs);
        if (what !== '') found.push(`seed ${String(seed)}: ${what}`);
      }
      expect(found).toEqual([]);
    },
  );
});
