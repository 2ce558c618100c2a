/** Runs of a lab with their whole trace. */
import type { ModeChange } from '../../kernel/contract';
import { Simulation } from '../../kernel/simulation';
import { US_PER_MS, US_PER_S } from '../../kernel/time';
import { createRecorder, entryAt, entryCount, type EntryKind, type TraceEntry } from '../../kernel/trace';
import { buildModel, type KnobValues } from '../../scenario/build';
import type { Lab } from '../../scenario/types';
import { inputsOf } from './runs';

const ENTRIES_KEPT = 400_000;

/** A run of a lab that can be read from its beginning. */
export function traced(
  lab: Lab,
  seconds: number,
  knobs: KnobValues = {},
  inputs: readonly string[] = [],
): Simulation {
  const model = buildModel(lab.scenario, knobs, lab.scenario.seed, lab.invariants);
  const sim = new Simulation(model, { recorder: createRecorder(ENTRIES_KEPT) });
  sim.setInputs(inputsOf(inputs));
  sim.advance(seconds * US_PER_S);
  return sim;
}

/** All entries of a kind. @throws Error when some have been written over */
export function entriesOf({ recorder }: Simulation, kind: EntryKind): TraceEntry[] {
  if (!recorder || recorder.first > 0) throw new Error('The trace is not whole.');
  const all = Array.from({ length: entryCount(recorder) }, (_, index) => entryAt(recorder, index));
  return all.filter((entry) => entry.kind === kind);
}

/** What a machine such as `s2` or `s2/circuit-breaker` went through: `7400 healthy unhealthy`, in milliseconds. */
export function changesOf(sim: Simulation, name: string): string[] {
  return entriesOf(sim, 'mode').flatMap(({ atUs, subject }) => {
    const { machine, change } = subject as { machine: string; change: ModeChange };
    if (machine !== name || change.from === change.to) return [];
    return [`${String(atUs / US_PER_MS)} ${change.from} ${change.to}`];
  });
}
