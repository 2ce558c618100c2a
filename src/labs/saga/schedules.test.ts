/** Random failures and crashes: whatever happens, every saga comes to an end that is whole, or to a person. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { conservationProblems } from '../../kernel/testing/conservation';
import { createStreams, nextBelow, streamOffset } from '../../kernel/random';
import { Simulation } from '../../kernel/simulation';
import { US_PER_S } from '../../kernel/time';
import { nodeOf, type World } from '../../kernel/world';
import type { OrchestratorState } from '../../nodes/saga-orchestrator/state';
import type { ParticipantState } from '../../nodes/saga-participant/state';
import { buildModel, type KnobValues } from '../../scenario/build';
import { inputsOf } from '../testing/runs';
import { lab } from './lab';

const SCHEDULES = 1000;
const NODES = ['orchestrator', 'orders', 'payments', 'inventory', 'shipping'];
const LINKS = lab.scenario.links.slice(2).map(({ between: [a, b] }) => `${a}<->${b}`);
/** When new orders stop, when faults do, and when all must be over. */
const [LAST_SEC, HEAL_SEC, END_SEC] = [4, 7, 60];

type Pick = (n: number) => number;

/** One fault of a schedule, at any point of the run, to the microsecond. */
function faultOf(pick: Pick): string {
  const node = NODES[pick(NODES.length)];
  const link = LINKS[pick(LINKS.length)];
  const fromUs = 300_000 + pick(4_500_000);
  const forUs = 50_000 + pick(2_000_000);
  const faults = [
    `crash ${node}`,
    `crash ${node}`,
    `crash orchestrator`,
    `pause ${node}`,
    `slow ${node} 20`,
    `isolate ${node}`,
    `cut ${link}`,
    `loss ${link} 40%`,
    `duplicate ${link} 50%`,
    `reorder ${link} 50%`,
    `latency ${link} 700ms`,
  ];
  const [from, to] = [fromUs, Math.min(HEAL_SEC * US_PER_S - 1, fromUs + forUs)];
  return `${String(from / US_PER_S)}s..${String(to / US_PER_S)}s ${faults[pick(faults.length)]}`;
}

/** Knobs, faults and seed of a schedule. */
function scheduleOf(seed: number): { knobs: KnobValues; inputs: string[] } {
  const streams = createStreams();
  const offset = streamOffset(streams, seed, 'schedule');
  const pick: Pick = (n) => nextBelow(streams.words, offset, n);
  const ratio = (): number => pick(3) * 0.15;
  const knobs = {
    'web.ratePerSec': 2,
    'app.ratePerSec': 4,
    'app.writeRatio': 0.6,
    'orchestrator.patience': 1 + pick(12),
    'participants.patience': 1 + pick(12),
    'payments.refusalRatio': ratio(),
    'inventory.refusalRatio': ratio(),
    'shipping.refusalRatio': ratio(),
    'payments.stuckRatio': pick(4) === 0 ? 0.2 : 0,
    'participants.failureRatio': pick(2) * 0.1,
  };
  const faults = Array.from({ length: 1 + pick(5) }, () => faultOf(pick));
  const stop = ['web', 'app'].map((id) => `${String(LAST_SEC)}s spike ${id} 0x 1000s`);
  return { knobs, inputs: [...faults, ...stop, `${String(HEAL_SEC)}s heal`] };
}

/** Orders that are open without being on a list, and sagas that go on. */
function unfinished(world: World): string[] {
  const { sagas } = nodeOf(world, 'orchestrator')?.state as OrchestratorState;
  const disks = NODES.slice(1).map((id) => (nodeOf(world, id)?.state as ParticipantState).durable);
  const listed = new Set(disks.flatMap(({ parked }) => parked.map(({ news }) => news.saga)));
  for (const { id, mode } of sagas.values()) if (mode === 'needsPerson') listed.add(id);
  const open = [...disks[0].books.held].filter((saga) => !listed.has(saga));
  return [
    ...open.map((saga) => `order ${String(saga)} is open`),
    ...[...sagas.values()].flatMap(({ id, mode }) =>
      mode === 'needsPerson' ? [] : [`saga ${String(id)} is ${mode}`],
    ),
    ...disks.flatMap(({ outbox }, i) => (outbox.size > 0 ? [`${NODES[i + 1]} has events to send`] : [])),
  ];
}

function run(seed: number): Simulation {
  const { knobs, inputs } = scheduleOf(seed);
  const sim = new Simulation(buildModel(lab.scenario, knobs, seed, lab.invariants));
  sim.setInputs(inputsOf(inputs));
  sim.advance(END_SEC * US_PER_S);
  return sim;
}

describe(`${String(SCHEDULES)} random schedules of failures and crashes`, { timeout: 120_000 }, () => {
  it('every saga ends done, compensated in reverse order, or on a list that names what is left', () => {
    let [done, compensated, listed, resumed] = [0, 0, 0, 0];
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const sim = run(seed);
      const says = () => `seed ${String(seed)}: ${scheduleOf(seed).inputs.join('; ')}`;
      expect(unfinished(sim.world), says()).toEqual([]);
      const broken = standings(sim).filter(({ brokenAtUs }) => brokenAtUs >= 0);
      expect(broken, says()).toEqual([]);
      if (seed % 50 === 0) expect(conservationProblems(sim)).toEqual([]);
      const state = nodeOf(sim.world, 'orchestrator')?.state as OrchestratorState;
      for (let i = 0; i < state.ended.length; i++) {
        if (state.ended.items[i].mode === 'done') done++;
        else compensated++;
      }
      listed += state.sagas.size;
      if (state.note.includes('taken up again')) resumed++;
    }
    // The schedules are hard enough to lead to every end.
    for (const count of [done, compensated, listed, resumed]) expect(count).toBeGreaterThan(20);
  });
});
