/** A retry storm: 100,000 requests a second come to a server, since each of half as many is sent twice. */
import { createLog } from '../run/log';
import { Session } from '../run/session';
import type { Scenario } from '../scenario/types';

const ASKED_PER_SEC = 50_000;
/** More than is asked for, and less than is sent once the server has stalled: it never recovers. */
const SERVED_PER_SEC = 55_000;
const STALL = { fromUs: 200_000, untilUs: 700_000 };
/** When the storm is on: every request is sent twice. */
const FROM_US = 1_000_000;
const UNTIL_US = 3_000_000;

const storm: Scenario = {
  version: 1,
  title: 'A retry storm',
  seed: 7,
  pace: 1,
  nodes: [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: {
        to: 'server',
        ratePerSec: ASKED_PER_SEC,
        clients: 1,
        timeoutMs: 200,
        retry: true,
        retryAttempts: 2,
        retryBackoff: 'fullJitter',
        retryBaseMs: 10,
      },
    },
    {
      id: 'server',
      kind: 'service',
      at: [0, 0],
      params: {
        workers: 100,
        serviceTimeMs: 100_000 / SERVED_PER_SEC,
        serviceShape: 'constant',
        queueCapacity: 25_000,
      },
    },
  ],
  links: [{ between: ['clients', 'server'], latencyMs: 5 }],
};

/** Simulated seconds a real second, with charts, trace and checkpoints as in the playground. */
export function retryStorm(): number {
  const input = { id: 'stall', action: 'slow', target: 'server', args: [1000], muted: false };
  const log = createLog([{ ...input, atUs: STALL.fromUs, untilUs: STALL.untilUs }]);
  const spec = { scenario: storm, knobs: {}, seed: 7, invariants: [], log };
  const session = new Session(spec, { clockMs: () => performance.now() });
  session.advance(FROM_US);
  const started = performance.now();
  session.advance(UNTIL_US);
  const tookMs = performance.now() - started;
  return (UNTIL_US - FROM_US) / 1000 / tookMs;
}
