/** The kernel at work: bare, with node kinds, and with the whole stack of links, calls, metrics and trace. */
import { defineNodeKind, type AnyNodeKind, type Face } from '../kernel/contract';
import { createHistogram, record } from '../kernel/histogram';
import { createModel } from '../kernel/model';
import {
  AT,
  LINK_STRIDE,
  META,
  STRIDE,
  createQueue,
  earliest,
  pushEvent,
  takeEarliest,
} from '../kernel/queue';
import { createStreams, nextExponential, streamOffset } from '../kernel/random';
import { Simulation } from '../kernel/simulation';
import { createLog } from '../run/log';
import { Session } from '../run/session';
import type { Scenario } from '../scenario/types';
import { increments, rateOf } from './measure';

const SERVICE_US = 1000;
const GAP_US = SERVICE_US / 0.9;
const ARRIVAL = 0;

/** M/M/1 on queue, chance and histogram alone: million customers a second. */
export function mm1Bare(): number {
  return rateOf(() => {
    const q = createQueue();
    const streams = createStreams();
    const arrivals = streamOffset(streams, 7, 'arrivals');
    const service = streamOffset(streams, 7, 'service');
    const { words } = streams;
    const waiting: number[] = [];
    const sojourns = createHistogram();
    let head = 0;
    pushEvent(q, 1, ARRIVAL, 0, 0, null);
    const customers = 1_000_000;
    for (let served = 0; served < customers;) {
      const slot = earliest(q);
      const nowUs = q.records[slot * STRIDE + AT];
      const kind = q.links[slot * LINK_STRIDE + META];
      takeEarliest(q);
      if (kind === ARRIVAL) {
        pushEvent(q, nowUs + Math.round(GAP_US * nextExponential(words, arrivals)), ARRIVAL, 0, 0, null);
        if (waiting.push(nowUs) - head > 1) continue;
      } else {
        record(sojourns, nowUs - waiting[head++]);
        served++;
        if (head > 4096 && head * 2 > waiting.length) {
          waiting.splice(0, head);
          head = 0;
        }
        if (head === waiting.length) continue;
      }
      pushEvent(q, nowUs + Math.round(SERVICE_US * nextExponential(words, service)), 1, 0, 0, null);
    }
    return customers;
  });
}

const source: Scenario = {
  version: 1,
  title: 'M/M/1',
  seed: 7,
  pace: 1,
  nodes: [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: { to: 'server', ratePerSec: 1e6 / GAP_US, clients: 1, keys: 1, timeoutMs: 0 },
    },
    {
      id: 'server',
      kind: 'service',
      at: [0, 0],
      params: { workers: 1, serviceTimeMs: SERVICE_US / 1000, queueCapacity: 1_000_000 },
    },
  ],
  links: [{ between: ['clients', 'server'], latencyMs: 0 }],
};

/** M/M/1 on the whole stack: source, link, service, reply, with metrics, trace hash and causes. */
export function mm1Stack(): number {
  return rateOf(() => {
    const spec = { scenario: source, knobs: {}, seed: 7, invariants: [], log: createLog() };
    const session = new Session(spec, { clockMs: () => 0, recorded: false });
    session.sim.advance(Infinity, 1_600_000);
    return session.sim.world.requests;
  });
}

const FACE: Face = { headline: { value: '', unit: '', help: '' }, meters: [] };

/** Eight node kinds that differ in nothing but who they are: each event schedules the next of its node. */
const kinds: AnyNodeKind[] = Array.from({ length: 8 }, (_, kind) =>
  defineNodeKind({
    kind: `kind-${String(kind)}`,
    title: '',
    glyph: 'server',
    params: {},
    boot: (ctx) => {
      ctx.setTimer('tick', increments[(kind * 997) % increments.length]);
      return { ticks: 0 };
    },
    onMessage: () => undefined,
    onTimer: (ctx, state, timer) => {
      state.ticks += 1;
      ctx.repeatTimer(timer, increments[(state.ticks * 8 + kind) % increments.length]);
    },
    face: () => FACE,
    inspect: () => null,
  }),
);
const PENDING = 1_000;

/** Hold model on the kernel with eight node kinds and 1,000 nodes: million events a second. */
export function holdKinds(): number {
  const model = createModel({
    seed: 7,
    nodes: Array.from({ length: PENDING }, (_, i) => ({
      id: `n${String(i)}`,
      kind: kinds[i % kinds.length],
      group: `n${String(i)}`,
      present: true,
      params: {},
      memoryLimitBytes: Infinity,
    })),
    links: [],
    policies: new Map(),
    invariants: [],
    warmUpUs: 0,
  });
  const sim = new Simulation(model, { without: ['windows', 'hash'] });
  return rateOf(() => sim.advance(Infinity, 2_000_000));
}
