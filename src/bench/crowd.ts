/** A system that fills the canvas: 50 nodes, and about 500 messages in flight at any time. */
import type { Scenario, ScenarioLink, ScenarioNode } from '../scenario/types';

const GROUPS = 5;
const SERVERS = 7;
/** Requests a second of each source. */
const RATE = 25;
/** One way; a request and its answer cross two links each. */
const LATENCY_MS = 500;
const COLUMN = 300;
const ROW = 150;

/** Two sources, a balancer and seven servers each, side by side. */
export function crowd(): Scenario {
  const nodes: ScenarioNode[] = [];
  const links: ScenarioLink[] = [];
  for (let group = 1; group <= GROUPS; group++) {
    const x = (group - 1) * 3 * COLUMN;
    const lb = `lb${String(group)}`;
    const servers = `servers${String(group)}`;
    const join = (id: string): number => links.push({ between: [id, lb], latencyMs: LATENCY_MS });
    nodes.push({ id: lb, kind: 'balancer', at: [x + COLUMN, 3 * ROW], params: { servers, probes: false } });
    for (const name of ['a', 'b']) {
      const id = `clients${String(group)}${name}`;
      const at: [number, number] = [x, (name === 'a' ? 1 : 5) * ROW];
      nodes.push({ id, kind: 'traffic-source', at, params: { to: lb, ratePerSec: RATE, timeoutMs: 0 } });
      join(id);
    }
    for (let server = 1; server <= SERVERS; server++) {
      const id = `s${String(group)}-${String(server)}`;
      const at: [number, number] = [x + 2 * COLUMN, (server - 1) * ROW];
      const params = { workers: 2, serviceTimeMs: 50, queueCapacity: 100 };
      nodes.push({ id, kind: 'service', group: servers, at, params });
      join(id);
    }
  }
  return { version: 1, title: 'A crowd', seed: 7, pace: 1, nodes, links };
}
