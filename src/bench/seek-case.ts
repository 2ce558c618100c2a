/** Seeking in a long run: the slowest jump to any earlier moment, in milliseconds. */
import { createLog } from '../run/log';
import { Session } from '../run/session';
import { loadLab } from '../labs/index';

const EVENTS = 1_000_000;
const SEEKS = 200;

/** Runs a million events of the load-balancing lab and jumps about in them. @returns the slowest jump, in ms */
export async function slowestSeek(): Promise<number> {
  const lab = await loadLab('load-balancing');
  if (!lab) throw new Error('The load-balancing lab is missing.');
  const { scenario } = lab;
  const spec = {
    scenario,
    knobs: { 'clients.ratePerSec': 45 },
    seed: 7,
    invariants: lab.invariants,
    log: createLog(),
  };
  const session = new Session(spec, { clockMs: () => performance.now() });
  while (session.sim.world.events < EVENTS) session.advance(session.playheadUs + 10_000_000);
  const { events } = session.sim.world;
  let slowest = 0;
  for (let i = 0; i < SEEKS; i++) {
    // A low-discrepancy walk over the whole run.
    const target = Math.floor(((i * 0.6180339887) % 1) * events);
    const started = performance.now();
    session.seekEvent(target);
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest;
}
