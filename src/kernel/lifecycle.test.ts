import { describe, expect, it } from 'vitest';
import type { Context } from './contract';
import type { Input } from './input';
import { int, type ParamSpecs } from './params';
import { pendingCount } from './queue';
import type { Simulation } from './simulation';
import { conservationProblems, counted } from './testing/conservation';
import { at, during, entriesOf, MS, nodeIn, plannedKind, tinyKind, tinyLink, tinyRun } from './testing/tiny';

const gauge = { type: 'gauge', unit: '', help: '', better: 'neither' } as const;

/** Notes of a run: words with their time in milliseconds. */
type Note = [what: string, atMs: number];

interface Counting {
  ticks: number;
  durable?: { ticks: number };
}

/** A node that ticks every 10 ms, answers after 4 ms of work, and notes everything. */
function ticker(notes: Note[], durable = true) {
  const note = (ctx: Context, what: string): void => {
    notes.push([what, ctx.nowUs / MS]);
  };
  const start = (ctx: Context, ticks: number): Counting => {
    ctx.setTimer('tick', 10 * MS);
    ctx.allocate(100);
    ctx.gauge('load', 5);
    return durable ? { ticks: 0, durable: { ticks } } : { ticks: 0 };
  };
  return tinyKind<ParamSpecs, Counting>({
    metrics: { load: gauge },
    boot: (ctx) => {
      note(ctx, 'boots');
      return start(ctx, 0);
    },
    restart: (ctx, kept) => {
      const { ticks } = kept as { ticks: number };
      note(ctx, `restarts after ${String(ticks)}`);
      return start(ctx, ticks);
    },
    onTimer: (ctx, state, timer) => {
      state.ticks++;
      if (state.durable) state.durable.ticks++;
      note(ctx, `tick ${String(state.ticks)}`);
      ctx.repeatTimer(timer, 10 * MS);
    },
    onMessage: (ctx, _state, message) => {
      note(ctx, `gets ${String(message.number)}`);
      if (message.role === 'request') ctx.work('serve', 4 * MS);
    },
    onWork: (ctx) => {
      note(ctx, 'worked');
    },
  });
}

/** A run of a ticker called `a` that gets requests at these times. */
function tickerRun(
  inputs: Input[],
  untilMs: number,
  requestsAtMs: number[] = [],
  durable = true,
  latencyMs = 0,
) {
  const notes: Note[] = [];
  const asks = plannedKind(
    requestsAtMs.map((ms) => [ms, (ctx: Context) => ctx.call('a', 'request', null)] as const),
  );
  const links = [tinyLink('b', 'a', { latencyMs }), tinyLink('a', 'b')];
  const { sim } = tinyRun({ nodes: { a: ticker(notes, durable), b: asks }, links }, inputs, untilMs);
  return { sim, notes };
}

const life = (sim: Simulation): string[] =>
  entriesOf(sim, 'node').map(
    ({ node, subject }) => `${sim.model.nodes[node].id} ${(subject as { what: string }).what}`,
  );

describe('crash and restart', () => {
  it('[K-L1] present nodes boot in the order of the model', () => {
    const kind = tinyKind();
    const { sim } = tinyRun({ nodes: { c: kind, a: { kind, present: false }, b: kind } }, [], 1);
    expect(life(sim)).toEqual(['c starts', 'b starts']);
    expect(sim.world.nodes.map(({ present, up }) => [present, up])).toEqual([
      [true, true],
      [false, false],
      [true, true],
    ]);
  });

  it('[K-L2] [K-L3] loses all but what is durable, with timers and work', () => {
    const { sim, notes } = tickerRun([during(25, 32, 'crash', 'a')], 60, [24, 40]);
    expect(notes).toEqual([
      ['boots', 0],
      ['tick 1', 10],
      ['tick 2', 20],
      ['gets 1', 24],
      ['restarts after 2', 32],
      ['gets 2', 40],
      ['tick 1', 42],
      ['worked', 44],
      ['tick 2', 52],
    ]);
    expect(life(sim)).toEqual(['a starts', 'b starts', 'a crashes', 'a restarts']);
  });

  it('[K-L3] boots when nothing was durable', () => {
    const { notes } = tickerRun([during(15, 32, 'crash', 'a')], 35, [], false);
    expect(notes.at(-1)).toEqual(['boots', 32]);
  });

  it('[K-L2] frees memory, drops gauges to 0 and loses the requests inside', () => {
    const { sim } = tickerRun([at(25, 'crash', 'a')], 24, [22, 23]);
    const load = sim.model.catalog.places.get('a.load')?.index ?? -1;
    expect([
      sim.world.metrics.gauges[load],
      nodeIn(sim, 'a').memoryBytes,
      nodeIn(sim, 'a').openRequests,
    ]).toEqual([5, 100, 2]);
    sim.advance(30 * MS);
    expect(sim.world.metrics.gauges[load]).toBe(0);
    expect(nodeIn(sim, 'a')).toMatchObject({
      memoryBytes: 0,
      openRequests: 0,
      state: { durable: { ticks: 2 } },
      sinceUs: 25 * MS,
    });
    expect(counted(sim, 'a.requests.lost')).toBe(2);
    expect(conservationProblems(sim)).toEqual([]);
    expect(pendingCount(sim.world.queue)).toBe(0);
  });

  it('[K-L2] what is on the way stays on the way', () => {
    const { notes } = tickerRun([during(5, 9, 'crash', 'a')], 13, [2, 4], true, 8);
    expect(notes.slice(1)).toEqual([
      ['restarts after 0', 9],
      ['gets 1', 10],
      ['gets 2', 12],
    ]);
  });

  it('[K-R3] logical requests of a source that crashes are lost', () => {
    const source = plannedKind([
      [
        1,
        (ctx) => {
          ctx.beginRequest();
          ctx.beginRequest();
        },
      ],
      [
        2,
        (ctx) => {
          ctx.endRequest('failed', 1_000);
        },
      ],
    ]);
    const { sim } = tinyRun({ nodes: { a: source } }, [at(5, 'crash', 'a')], 9);
    expect(['arrived', 'failed', 'lost'].map((name) => counted(sim, `requests.${name}`))).toEqual([2, 1, 1]);
    expect(conservationProblems(sim)).toEqual([]);
  });
});

describe('pause', () => {
  it('[K-L4] messages and due timers wait; what waited happens at once, in the order it came due', () => {
    const { notes } = tickerRun([during(15, 45, 'pause', 'a')], 64, [18, 22, 30]);
    expect(notes).toEqual([
      ['boots', 0],
      ['tick 1', 10],
      ['gets 1', 45],
      ['tick 2', 45],
      ['gets 2', 45],
      ['gets 3', 45],
      ['worked', 49],
      ['worked', 49],
      ['worked', 49],
      ['tick 3', 55],
    ]);
  });

  it('[K-L4] work takes up what remained, and timers that were not due keep their time', () => {
    const { notes } = tickerRun([during(12, 18, 'pause', 'a')], 24, [9]);
    expect(notes).toEqual([
      ['boots', 0],
      ['gets 1', 9],
      ['tick 1', 10],
      ['worked', 19],
      ['tick 2', 20],
    ]);
  });

  it('[K-L5] what waited is lost when the node crashes; nothing waits for a node that is down', () => {
    const inputs = [during(5, 38, 'pause', 'a'), during(20, 30, 'crash', 'a')];
    const { sim, notes } = tickerRun(inputs, 60, [8, 25, 35]);
    const gone = entriesOf(sim, 'drop').map(({ atUs, subject }) => [
      atUs / MS,
      (subject as { why: string }).why,
    ]);
    expect(gone).toEqual([
      [20, 'down'],
      [25, 'down'],
    ]);
    expect(notes).toEqual([
      ['boots', 0],
      ['restarts after 0', 30],
      ['gets 3', 38],
      ['tick 1', 40],
      ['worked', 42],
      ['tick 2', 50],
      ['tick 3', 60],
    ]);
  });

  it('[K-L10] a knob turned during a pause is told at once, and work it begins waits', () => {
    const seen: Note[] = [];
    const size = int({ title: '', help: '', unit: '', min: 0, max: 9, default: 1, low: '', high: '' });
    const kind = tinyKind({
      params: { size },
      onParams: (ctx) => {
        seen.push(['told', ctx.nowUs / MS]);
        ctx.work('rebuild', 3 * MS);
      },
      onWork: (ctx) => seen.push(['rebuilt', ctx.nowUs / MS]),
    });
    tinyRun({ nodes: { a: kind } }, [during(2, 30, 'pause', 'a'), at(10, 'set', 'a.size', 2)], 50);
    expect(seen).toEqual([
      ['told', 10],
      ['rebuilt', 33],
    ]);
  });
});

describe('memory', () => {
  it('[K-L9] a node over its limit dies when the handler ends, and stays down', () => {
    const seen: string[] = [];
    const kind = plannedKind(
      [
        [
          1,
          (ctx) => {
            ctx.allocate(900);
            ctx.free(200);
            seen.push('below');
          },
        ],
        [
          2,
          (ctx) => {
            ctx.allocate(400);
            ctx.free(9_999);
            seen.push('beyond, and on');
          },
        ],
        [3, () => seen.push('never')],
      ],
      { boot: (ctx) => seen.push(`boots at ${String(ctx.nowUs / MS)}`) },
    );
    const { sim } = tinyRun(
      { nodes: { a: { kind, memoryLimitBytes: 1_000 } } },
      [during(4, 5, 'crash', 'a'), at(8, 'restart', 'a')],
      7,
    );
    expect(nodeIn(sim, 'a')).toMatchObject({ up: false, died: 'out of memory', memoryBytes: 0 });
    expect(life(sim)).toEqual(['a starts', 'a dies: out of memory']);
    sim.advance(8 * MS);
    expect(nodeIn(sim, 'a')).toMatchObject({ up: true, died: '' });
    expect(seen).toEqual(['boots at 0', 'below', 'beyond, and on', 'boots at 8']);
  });

  it('[K-L9] comes back after the time its kind says, unless a fault holds it down', () => {
    const eat = (ctx: Context): void => {
      ctx.allocate(900);
    };
    const hungry = plannedKind([[1, eat]], { comesBackAfterUs: () => 5 * MS });
    const { sim } = tinyRun({ nodes: { a: { kind: hungry, memoryLimitBytes: 800 } } }, [], 12);
    const dies = 'a dies: out of memory';
    // It dies at 1 ms, is back at 6 ms, and dies again at 7 ms.
    expect(life(sim)).toEqual(['a starts', dies, 'a starts', dies, 'a starts']);
    expect(nodeIn(sim, 'a')).toMatchObject({ up: true, died: '' });
    const held = tinyRun(
      { nodes: { a: { kind: hungry, memoryLimitBytes: 800 } } },
      [during(3, 9, 'crash', 'a')],
      9,
    );
    expect(life(held.sim)).toEqual(['a starts', dies, 'a starts']);
  });

  it('[K-L9] a limit below what it holds kills it at once', () => {
    const kind = tinyKind({
      boot: (ctx) => {
        ctx.allocate(900);
        return {};
      },
    });
    const { sim } = tinyRun({ nodes: { a: kind } }, [during(3, 9, 'memory', 'a', 800)], 4);
    expect(life(sim)).toEqual(['a starts', 'a dies: out of memory']);
  });
});
