/** Shows the trace to the invariants that want it, and checks them after the event. */
import type { Simulation } from './simulation';
import { ENTRY, ENTRY_KINDS, type TraceEntry } from './trace';

export class InvariantWatch {
  /** By entry code: whether any invariant wants to see it. */
  readonly wants: boolean[];
  /** Something was shown that has not been checked. */
  pending = false;
  private readonly sim: Simulation;
  private readonly observers: number[][];
  private readonly dirty = new Set<number>();

  constructor(sim: Simulation, on: boolean) {
    this.sim = sim;
    this.observers = ENTRY_KINDS.map(() => []);
    if (on) {
      for (const [index, invariant] of sim.model.invariants.entries()) {
        for (const kind of invariant.on) this.observers[ENTRY[kind]].push(index);
      }
    }
    this.wants = this.observers.map((observers) => observers.length > 0);
  }

  show(code: number, node: number, subject: unknown): void {
    const { world, model, cause } = this.sim;
    const kind = ENTRY_KINDS[code];
    const entry: TraceEntry = { kind, event: world.events, cause, atUs: world.nowUs, node, subject };
    for (const index of this.observers[code]) {
      model.invariants[index].observe(world.invariants[index].memo, entry, world);
      this.dirty.add(index);
    }
    this.pending = true;
  }

  check(): void {
    const { world, model, happenings, names } = this.sim;
    const asked = [...this.dirty];
    this.dirty.clear();
    this.pending = false;
    for (const index of asked) {
      const state = world.invariants[index];
      const invariant = model.invariants[index];
      const verdict = invariant.check(state.memo, world);
      state.says = verdict.says;
      if (verdict.held || state.brokenAtUs >= 0) continue;
      state.brokenAtUs = world.nowUs;
      state.brokenAtEvent = world.events;
      happenings.invariantsBroken++;
      const subject = { $shared: true, id: invariant.id, title: invariant.title, says: verdict.says };
      this.sim.emit(ENTRY.invariant, -1, names.hash(invariant.id), subject);
    }
  }
}
