/** Lets the engine compile its busiest paths while the code of the first run is on its way. */
import { defineNodeKind, type Face } from '../kernel/contract';
import type { Message } from '../kernel/message';
import { createModel, type ModelLink, type ModelNode } from '../kernel/model';
import type { Plain } from '../kernel/plain';
import { Simulation } from '../kernel/simulation';
import { createRecorder } from '../kernel/trace';
import { copyWorld } from '../kernel/world';

const EVENTS = 20_000;
const GAP_US = 1_000;
const WORK = { name: 'exponential', mean: 1_500, cv: 1 } as const;
const FACE: Face = { headline: { value: '', unit: '', help: '' }, meters: [] };

/** One asks, again and again; the other works on what it is asked, and answers. */
const kind = defineNodeKind({
  kind: 'warm-up',
  title: '',
  glyph: 'server',
  params: {},
  metrics: { answered: { type: 'counter', unit: '', help: '', better: 'more' } },
  boot: (ctx) => {
    if (ctx.id === 'asker') ctx.setTimer('ask', GAP_US);
    return { asked: 0 };
  },
  onMessage: (ctx, _state, message) => {
    ctx.work('serve', ctx.sample('work', WORK), message as unknown as Plain);
  },
  onTimer: (ctx, state, timer) => {
    state.asked++;
    ctx.call('worker', 'ask', { asked: state.asked }, { request: ctx.beginRequest(), data: ctx.nowUs });
    ctx.repeatTimer(timer, GAP_US);
  },
  onWork: (ctx, _state, work) => {
    const message = work.data as unknown as Message;
    ctx.span('serving', message.sentAtUs, message);
    ctx.reply(message, 'completed', null);
  },
  onOutcome: (ctx, _state, end) => {
    ctx.count('answered');
    ctx.endRequest(end.status, Number(end.data));
  },
  face: () => FACE,
  inspect: () => null,
});

function nodeOf(id: string): ModelNode {
  return { id, kind, group: id, present: true, params: {}, memoryLimitBytes: Infinity };
}

function linkOf(from: string, to: string): ModelLink {
  const never = { lossRatio: 0, duplicateRatio: 0, reorderRatio: 0, reorderWindowUs: 0 };
  const latencyUs = { name: 'constant', mean: 1_000, cv: 1 } as const;
  return { from, to, latencyUs, ...never, bytesPerSec: Infinity, ordered: true };
}

/** Runs a small system for some ten milliseconds and throws it away. */
export function warmUp(): void {
  const model = createModel({
    seed: 1,
    nodes: [nodeOf('asker'), nodeOf('worker')],
    links: [linkOf('asker', 'worker'), linkOf('worker', 'asker')],
    policies: new Map(),
    invariants: [],
    warmUpUs: 0,
  });
  const sim = new Simulation(model, { recorder: createRecorder() });
  // From a copy, as every run goes on from: the shapes that the engine meets are the same.
  sim.restore(copyWorld(sim.world));
  sim.advance(Infinity, EVENTS);
}
