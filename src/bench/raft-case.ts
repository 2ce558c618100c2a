/**
 * What a search costs: short runs of a Raft cluster, each from nothing: a start, a leader, its crash, a new leader.
 * They have 198 events on average.
 */
import type { Input } from '../kernel/input';
import { Simulation, type SimulationOptions } from '../kernel/simulation';
import { clearRecorder, createRecorder } from '../kernel/trace';
import { lab } from '../labs/raft/lab';
import { buildModel } from '../scenario/build';
import type { Scenario } from '../scenario/types';
import { rateOf } from './measure';

const SERVERS = ['s1', 's2', 's3', 's4', 's5'];
const RUNS = 4_000;
const CRASH_AFTER_US = 1_000_000;

const cluster: Scenario = {
  version: 1,
  title: 'Raft',
  seed: 1,
  pace: 1,
  nodes: SERVERS.map((id) => ({
    id,
    kind: 'raft-server',
    group: 'servers',
    at: [0, 0],
    params: {
      group: 'servers',
      electionTimeoutMinMs: 150,
      electionTimeoutMaxMs: 300,
      heartbeatIntervalMs: 50,
    },
  })),
  links: SERVERS.flatMap((id, index) =>
    SERVERS.slice(index + 1).map((other) => ({ between: [id, other] as const, latencyMs: 5 })),
  ),
};

/** Runs on until a server leads a term after `term`. @returns its id and term */
function untilLeader(sim: Simulation, term: number): { id: string; term: number } {
  const { happenings, world } = sim;
  for (let changes = -1; ;) {
    if (happenings.modeChanges !== changes) {
      changes = happenings.modeChanges;
      for (const { id, up, mode, state } of world.nodes) {
        if (!up || mode !== 'leader') continue;
        const { durable } = state as { durable: { term: number } };
        if (durable.term > term) return { id, term: durable.term };
      }
    }
    if (!sim.step()) throw new Error('A cluster has come to a halt.');
  }
}

/** Runs some thousand clusters, each with a seed of its own. */
function runClusters(options: SimulationOptions, first: number): void {
  const model = buildModel(cluster, {}, 1, lab.invariants);
  for (let seed = first; seed < first + RUNS; seed++) {
    if (options.recorder) clearRecorder(options.recorder);
    const sim = new Simulation(model, { ...options, seed });
    const before = untilLeader(sim, 0);
    const crash: Input = {
      id: 'crash',
      atUs: sim.world.nowUs + CRASH_AFTER_US,
      untilUs: null,
      action: 'crash',
      target: before.id,
      args: [],
      muted: false,
    };
    sim.setInputs([crash]);
    untilLeader(sim, before.term);
    if (sim.happenings.invariantsBroken > 0) throw new Error('A promise was broken.');
  }
}

/** Runs a second, with or without metric windows and trace. */
function runsPerSecond(options: SimulationOptions): number {
  let first = 1;
  const millions = rateOf(() => {
    runClusters(options, first);
    first += RUNS;
    return RUNS;
  });
  return millions * 1e6;
}

/** With the trace hash and every promise of the lab, as a search has it at most. */
export function raftSearch(): number {
  return runsPerSecond({ without: ['windows'] });
}

/** With metric windows and the trace as well. */
export function raftWhole(): number {
  return runsPerSecond({ recorder: createRecorder() });
}
