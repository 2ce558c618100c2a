/** Lets the engine compile its busiest paths before the first run is opened. */
import { Session } from '../run/session';
import { createLog } from '../run/log';
import type { Scenario } from '../scenario/types';

const scenario: Scenario = {
  version: 1,
  title: 'warm-up',
  seed: 1,
  pace: 1,
  nodes: [
    { id: 'clients', kind: 'traffic-source', at: [0, 0], params: { to: 'service', ratePerSec: 1000 } },
    { id: 'service', kind: 'service', at: [0, 0], params: { workers: 2, serviceTimeMs: 1.5 } },
  ],
  links: [{ between: ['clients', 'service'], latencyMs: 1 }],
};
const EVENTS = 20_000;

/** Runs a small system for some ten milliseconds and throws it away. */
export function warmUp(clockMs: () => number): void {
  const spec = { scenario, knobs: {}, seed: 1, invariants: [], log: createLog() };
  const session = new Session(spec, { clockMs });
  session.sim.advance(Infinity, EVENTS);
}
