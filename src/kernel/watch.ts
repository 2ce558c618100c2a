/** Shows the trace to the invariants that want it, and checks them after the event. */
import type { AnyInvariant } from './invariant';
import type { Simulation } from './simulation';
import { ENTRY, ENTRY_KINDS, type TraceEntry } from './trace';

/** Any node may have changed. */
const ANY = -1;

export class InvariantWatch {
  /** By entry code: whether any invariant wants to see it. */
  readonly wants: boolean[];
  /** Something was shown that has not been checked. */
  pending = false;
  private readonly sim: Simulation;
  /** By entry code: indices of the invariants that want it. */
  private readonly wanting: number[][];
  /** By invariant: whether it has been shown something since it was checked. */
  private readonly asked: boolean[];
  /** A node other than the one the event happened to has started, gone or come. */
  private spread = false;
  /** What is shown: one record, so that the busiest path makes no garbage. */
  private readonly shown: TraceEntry = {
    kind: 'deliver',
    event: 0,
    cause: 0,
    atUs: 0,
    node: 0,
    subject: null,
  };

  constructor(sim: Simulation, on: boolean) {
    this.sim = sim;
    const watched: readonly AnyInvariant[] = on ? sim.model.invariants : [];
    this.wanting = ENTRY_KINDS.map((kind) =>
      watched.flatMap((invariant, index) => (invariant.on.includes(kind) ? [index] : [])),
    );
    this.wants = this.wanting.map((indices) => indices.length > 0);
    this.asked = watched.map(() => false);
  }

  show(code: number, node: number, subject: unknown): void {
    const { shown } = this;
    const { world, model, cause } = this.sim;
    shown.kind = ENTRY_KINDS[code];
    shown.event = world.events;
    shown.cause = cause;
    shown.atUs = world.nowUs;
    shown.node = node;
    shown.subject = subject;
    for (const index of this.wanting[code]) {
      model.invariants[index].observe?.(world.invariants[index].memo, shown, world);
      this.asked[index] = true;
    }
    if (code === ENTRY.node) this.spread = true;
    this.pending = true;
  }

  /**
   * Asks those that were shown something, in the order of the model.
   * @param node index of the node the event happened to; −1 for an input, which may reach any
   */
  check(node: number): void {
    const { world, model } = this.sim;
    const { asked } = this;
    const only = this.spread ? ANY : node;
    this.spread = this.pending = false;
    for (let index = 0; index < asked.length; index++) {
      if (!asked[index]) continue;
      asked[index] = false;
      const state = world.invariants[index];
      const held = model.invariants[index].check(state.memo, world, only);
      if (!held && state.brokenAtUs < 0) this.noteBroken(index);
    }
  }

  private noteBroken(index: number): void {
    const { world, model, happenings, names } = this.sim;
    const { id, title, says } = model.invariants[index];
    const state = world.invariants[index];
    state.brokenAtUs = world.nowUs;
    state.brokenAtEvent = world.events;
    happenings.invariantsBroken++;
    this.sim.emit(ENTRY.invariant, -1, names.hash(id), { $shared: true, id, title, says: says(state.memo) });
  }
}
