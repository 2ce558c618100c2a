import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS, type Input } from './input';
import { localTimeUs } from './lifecycle';
import { isCut, linkName } from './network';
import { int, type ParamSpecs } from './params';
import type { Simulation } from './simulation';
import { at, during, MS, nodeIn, tinyKind, tinyRun, type TinyParts } from './testing/tiny';

const size = int({
  title: 'Size',
  help: '',
  unit: '',
  min: 0,
  max: 9,
  default: 1,
  low: 'too small.',
  high: 'too big.',
});
const params = { size, fixed: { ...size, restarts: true } } satisfies ParamSpecs;

/** Nodes with two knobs and two actions, which note what is done to them. */
function world(notes: string[] = []): TinyParts {
  const kind = tinyKind<typeof params, object>({
    params,
    boot: (ctx) => {
      ctx.allocate(600);
      return {};
    },
    onParams: (ctx) => notes.push(`${ctx.id} has ${String(ctx.params.size)} × ${String(ctx.trafficFactor)}`),
    actions: {
      grow: {
        title: 'Grow',
        help: '',
        run: (ctx, _state, arg) => {
          notes.push(`${ctx.id} grows ${arg}`);
          return arg === 'far' ? 'It does not grow far.' : null;
        },
      },
      shrink: { title: 'Shrink', help: '', refuse: () => 'It is small enough.', run: () => null },
    },
    unaffectedBy: { skew: 'looks at no clock' },
  });
  return {
    nodes: {
      a: { kind, memoryLimitBytes: 1_000 },
      b: { kind, group: 'others' },
      c: { kind, group: 'others' },
      d: { kind, group: 'others', present: false },
    },
  };
}

const cuts = (sim: Simulation): string[] => sim.world.links.filter(isCut).map((link) => linkName(sim, link));
const rules = (sim: Simulation): string[] =>
  sim.world.links.flatMap((link) =>
    link.rules.map(
      (rule) => `${linkName(sim, link)} ${rule.kind} ${String(rule.value)} ${String(rule.windowUs)}`,
    ),
  );

/** What shows each lasting action: its target and argument, how to read it, and the value without and with it. */
const EFFECTS: Record<
  string,
  [target: string, args: Input['args'], read: (sim: Simulation) => unknown, off: unknown, on: unknown]
> = {
  crash: ['a', [], (sim) => nodeIn(sim, 'a').up, true, false],
  pause: ['a', [], (sim) => nodeIn(sim, 'a').pauses, 0, 1],
  slow: ['a', [4], (sim) => nodeIn(sim, 'a').slow, 1, 4],
  skew: ['a', [500], (sim) => localTimeUs(nodeIn(sim, 'a'), sim.world.nowUs) - sim.world.nowUs, 0, 500],
  drift: ['a', [2], (sim) => nodeIn(sim, 'a').clockRate, 1, 2],
  memory: ['a', [700], (sim) => nodeIn(sim, 'a').memoryLimitBytes, 1_000, 700],
  isolate: ['a', [], cuts, [], ['a->b', 'a->c', 'a->d', 'b->a', 'c->a', 'd->a']],
  cut: ['a<->b', [], cuts, [], ['a->b', 'b->a']],
  latency: ['a->b', [300], rules, [], ['a->b latency 300 0']],
  loss: ['a->b', [0.5], rules, [], ['a->b loss 0.5 0']],
  duplicate: ['a->b', [0.5], rules, [], ['a->b duplicate 0.5 0']],
  reorder: ['a->b', [0.5], rules, [], ['a->b reorder 0.5 100000']],
  partition: ['a,b | c', [], cuts, [], ['a->c', 'b->c', 'c->a', 'c->b']],
  spike: ['a', [10], (sim) => nodeIn(sim, 'a').trafficFactor, 1, 10],
  set: [
    'others.size',
    [5],
    (sim) => sim.world.nodes.map((node) => node.params.size),
    [1, 1, 1, 1],
    [1, 5, 5, 5],
  ],
};

describe('every action that lasts', () => {
  it('is in the table', () => {
    const lasting = Object.entries(ACTIONS).filter(([, spec]) => spec.lasts);
    expect(Object.keys(EFFECTS).sort()).toEqual(lasting.map(([name]) => name).sort());
  });

  it.each(Object.entries(EFFECTS))(
    '[K-F1] [K-F2] %s works from its beginning to its end',
    (action, effect) => {
      const [target, args, read, off, on] = effect;
      const { sim } = tinyRun(world(), [during(5, 10, action, target, ...args)], 4);
      expect(read(sim)).toEqual(off);
      sim.advance(5 * MS);
      expect(read(sim)).toEqual(on);
      expect(sim.world.clips).toMatchObject([{ action, target, sinceUs: 5 * MS }]);
      sim.advance(9 * MS);
      expect(read(sim)).toEqual(on);
      sim.advance(10 * MS);
      expect(read(sim)).toEqual(off);
      expect(sim.world.clips).toEqual([]);
    },
  );

  it.each(Object.entries(EFFECTS))(
    '[K-F3] a muted %s does not exist',
    (action, [target, args, read, off]) => {
      const { sim } = tinyRun(world(), [{ ...during(5, 10, action, target, ...args), muted: true }], 7);
      expect(read(sim)).toEqual(off);
      expect(sim.world.events).toBe(0);
    },
  );

  const healed = Object.entries(EFFECTS).map(
    ([action, effect]) => [action, !['spike', 'set'].includes(action), effect] as const,
  );
  it.each(healed)('[K-F4] %s is healed: %s', (action, ends, [target, args, read, off, on]) => {
    const { sim } = tinyRun(world(), [during(5, 20, action, target, ...args), at(8, 'heal')], 10);
    expect(read(sim)).toEqual(ends ? off : on);
  });
});

describe('clips of one target', () => {
  const product = (values: number[]): number => values.reduce((sum, value) => sum * value, 1);
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const stacks: [
    action: string,
    target: string,
    values: number[],
    read: (sim: Simulation) => number,
    fold: (values: number[]) => number,
  ][] = [
    ['slow', 'a', [0.5, 2, 4], (sim) => nodeIn(sim, 'a').slow, product],
    ['drift', 'a', [0.5, 2, 4], (sim) => nodeIn(sim, 'a').clockRate, product],
    ['spike', 'a', [0, 2, 8], (sim) => nodeIn(sim, 'a').trafficFactor, product],
    [
      'skew',
      'a',
      [-3, 10, 500],
      (sim) => localTimeUs(nodeIn(sim, 'a'), sim.world.nowUs) - sim.world.nowUs,
      sum,
    ],
    [
      'memory',
      'a',
      [700, 800, 2000],
      (sim) => nodeIn(sim, 'a').memoryLimitBytes,
      (values) => Math.min(1_000, ...values),
    ],
    ['latency', 'a->b', [1, 20, 300], (sim) => sum(sim.world.links[0].rules.map((rule) => rule.value)), sum],
    ['cut', 'a->b', [0], (sim) => Number(isCut(sim.world.links[0])), (values) => Math.min(1, values.length)],
    ['crash', 'a', [0], (sim) => Number(nodeIn(sim, 'a').up), (values) => (values.length > 0 ? 0 : 1)],
    ['pause', 'a', [0], (sim) => nodeIn(sim, 'a').pauses, (values) => values.length],
    [
      'set',
      'a.size',
      [2, 3, 4],
      (sim) => Number(nodeIn(sim, 'a').params.size),
      (values) => values.at(-1) ?? 1,
    ],
  ];

  it.each(stacks)('[K-F2] %s: each end takes back only its own', (action, target, values, read, fold) => {
    const clip = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 30 }), fc.constantFrom(...values));
    fc.assert(
      fc.property(fc.array(clip, { maxLength: 6 }), (clips) => {
        const inputs = clips
          .map(([fromMs, lasts, value], i) => ({
            ...during(fromMs, fromMs + lasts, action, target, value),
            id: `i${String(i)}`,
          }))
          .sort((one, other) => one.atUs - other.atUs);
        const { sim } = tinyRun(world(), inputs);
        for (let ms = 0; ms <= 62; ms++) {
          sim.advance(ms * MS);
          const open = inputs.filter((input) => input.atUs <= ms * MS && Number(input.untilUs) > ms * MS);
          expect(read(sim)).toBe(fold(open.map((input) => Number(input.args[0]))));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('[K-F5] a knob set for good replaces what was set before; one set for a time lies on top', () => {
    const notes: string[] = [];
    const inputs = [
      at(1, 'set', 'b.size', 2),
      during(2, 9, 'set', 'b.size', 3),
      during(4, 6, 'set', 'others.size', 4),
      at(7, 'set', 'b.size', 5),
      at(8, 'set', 'b.size', 5),
    ];
    const { sim } = tinyRun(world(notes), inputs, 20);
    const told = [
      'b has 2 × 1',
      'b has 3 × 1',
      'b has 4 × 1',
      'c has 4 × 1',
      'b has 3 × 1',
      'c has 1 × 1',
      'b has 5 × 1',
    ];
    expect(notes).toEqual(told);
    expect(sim.world.clips).toMatchObject([{ id: 'set b.size 8', value: 5 }]);
  });

  it('[K-F5] a group’s knob reaches absent members too, and they have it when they join', () => {
    const { sim } = tinyRun(world(), [at(1, 'set', 'others.size', 7), at(2, 'join', 'd')], 5);
    expect(nodeIn(sim, 'd')).toMatchObject({ up: true, params: { size: 7 } });
  });

  it('[K-F7] a spike tells the source, and 0 stops it', () => {
    const notes: string[] = [];
    tinyRun(world(notes), [during(1, 5, 'spike', 'a', 3), during(2, 3, 'spike', 'a', 0)], 9);
    expect(notes).toEqual(['a has 1 × 3', 'a has 1 × 0', 'a has 1 × 3', 'a has 1 × 1']);
  });
});

describe('what closes a clip', () => {
  const state = (sim: Simulation): unknown => {
    const { up, pauses, crashes } = nodeIn(sim, 'a');
    return [up, crashes, pauses];
  };

  it('[K-F3] restart ends all crashes of a node, and their own ends do nothing more', () => {
    const inputs = [
      during(1, 20, 'crash', 'a'),
      during(2, 30, 'crash', 'a'),
      at(10, 'restart', 'a'),
      during(15, 40, 'crash', 'a'),
    ];
    const { sim } = tinyRun(world(), inputs, 9);
    expect(state(sim)).toEqual([false, 2, 0]);
    sim.advance(10 * MS);
    expect(state(sim)).toEqual([true, 0, 0]);
    sim.advance(35 * MS);
    expect(state(sim)).toEqual([false, 1, 0]);
    sim.advance(40 * MS);
    expect(state(sim)).toEqual([true, 0, 0]);
  });

  it('[K-F3] resume ends all pauses of a node', () => {
    const inputs = [at(1, 'pause', 'a'), during(2, 30, 'pause', 'a'), at(10, 'resume', 'a')];
    const { sim, refusals } = tinyRun(world(), inputs, 40);
    expect([state(sim), sim.world.clips, refusals]).toEqual([[true, 0, 0], [], []]);
  });

  const all = ['isolate b', 'partition a | c', 'cut a<->b', 'latency a->b', 'cut c->a'];
  const allRules = ['a->b cut', 'a->b latency', 'b->a cut', 'c->a cut'];
  const without = (list: string[], ...gone: string[]): string[] => list.filter((one) => !gone.includes(one));

  it.each([
    ['restore', 'a->b', without(all, 'cut a<->b', 'latency a->b'), ['c->a cut']],
    ['restore', 'b->a', without(all, 'cut a<->b'), ['a->b latency', 'c->a cut']],
    ['restore', 'a<->c', without(all, 'cut c->a'), without(allRules, 'c->a cut')],
    ['heal', 'b', without(all, 'isolate b'), allRules],
    ['heal', 'a->b', without(all, 'latency a->b'), without(allRules, 'a->b latency')],
    ['heal', 'a<->b', without(all, 'cut a<->b'), ['a->b latency', 'c->a cut']],
    ['heal', 'a | c', without(all, 'partition a | c'), allRules],
    ['heal', '*', [], []],
  ])('[K-F3] [K-F4] %s %s', (action, target, left, rulesLeft) => {
    const inputs = [
      at(1, 'isolate', 'b'),
      at(1, 'partition', 'a | c'),
      at(1, 'cut', 'a<->b'),
      at(1, 'latency', 'a->b', 5),
      at(1, 'cut', 'c->a'),
    ];
    const { sim, refusals } = tinyRun(world(), [...inputs, at(2, action, target)], 5);
    expect(sim.world.clips.map((clip) => `${clip.action} ${clip.target}`)).toEqual(left);
    expect(refusals).toEqual([]);
    const ofClips = sim.world.links.flatMap((link) =>
      link.rules
        .filter((rule) => !/isolate|partition/.test(rule.clip))
        .map((rule) => `${linkName(sim, link)} ${rule.kind}`),
    );
    expect(ofClips.sort()).toEqual(rulesLeft);
  });

  it('[K-F4] heal starts nodes that died of themselves, and leaves knobs, traffic and presence', () => {
    const inputs = [
      during(1, 2, 'memory', 'a', 500),
      at(3, 'set', 'a.size', 4),
      at(3, 'spike', 'a', 3),
      at(3, 'leave', 'c'),
      at(3, 'crash', 'b'),
      at(5, 'heal'),
    ];
    const { sim } = tinyRun(world(), inputs, 4);
    expect(nodeIn(sim, 'a')).toMatchObject({ up: false, died: 'out of memory', crashes: 0 });
    sim.advance(6 * MS);
    expect(sim.world.nodes.map(({ up }) => up)).toEqual([true, true, false, false]);
    expect(nodeIn(sim, 'a')).toMatchObject({ died: '', trafficFactor: 3, params: { size: 4 } });
    expect(sim.world.clips.map(({ action }) => action)).toEqual(['set', 'spike']);
  });
});

describe('what cannot be done', () => {
  const before = [at(1, 'crash', 'b'), at(1, 'pause', 'c'), at(1, 'cut', 'a->b')];
  it.each<[Input, string]>([
    [at(5, 'explode', 'a'), 'There is no action called explode.'],
    [at(5, 'constructor', 'a'), 'There is no action called constructor.'],
    [at(5, 'crash', 'z'), 'There is no node called z.'],
    [at(5, 'crash', 'others'), 'There is no node called others.'],
    [at(5, 'crash', 'd'), 'd is not there.'],
    [at(5, 'join', 'a'), 'a is there already.'],
    [at(5, 'leave', 'd'), 'd is not there.'],
    [at(5, 'restart', 'a'), 'a is running already.'],
    [at(5, 'resume', 'a'), 'a is not paused.'],
    [at(5, 'slow', 'a', 0), 'slow takes a factor from 0.01 to 1000, not 0.'],
    [at(5, 'slow', 'a', NaN), 'slow takes a factor from 0.01 to 1000, not NaN.'],
    [at(5, 'drift', 'a'), 'drift takes a factor from 0.01 to 100, not nothing.'],
    [at(5, 'skew', 'a', 'late'), 'skew takes a duration from -86400 s to 86400 s, not late.'],
    [at(5, 'latency', 'a->b', -5), 'latency takes a duration from 0 µs to 3600 s, not -5 µs.'],
    [at(5, 'latency', 'a->b', 0.5), 'latency takes a duration from 0 µs to 3600 s, not 0.5.'],
    [at(5, 'loss', 'a->b', 1.5), 'loss takes a share from 0 to 1, not 1.5.'],
    [at(5, 'memory', 'a', -1), 'memory takes bytes from 0 to 1000000000000000, not -1.'],
    [at(5, 'spike', 'a', Infinity), 'spike takes a factor from 0 to 1000, not Infinity.'],
    [at(5, 'cut', 'a'), 'a is not a link: write it as a->b or a<->b.'],
    [at(5, 'cut', 'a->z'), 'There is no link from a to z.'],
    [at(5, 'cut', 'a->a'), 'There is no link from a to a.'],
    [at(5, 'restore', 'b->c'), 'b->c has no fault to take back.'],
    [at(5, 'partition', 'a,b'), 'A partition needs two sides, as in s1,s2 | s3; a,b is not that.'],
    [at(5, 'partition', 'a | z'), 'There is no node called z.'],
    [at(5, 'set', 'size', 3), 'size is not a knob: there is no node called .'],
    [at(5, 'set', 'z.size', 3), 'z.size is not a knob: there is no node called z.'],
    [at(5, 'set', 'a.toString', 3), 'a has no knob called toString.'],
    [at(5, 'set', 'a.size', 10), 'a.size must be from 0 to 9; 10 is too high: too big.'],
    [at(5, 'set', 'a.size'), 'a.size must be a number from 0 to 9, not nothing.'],
    [at(5, 'set', 'a.fixed', 3), 'a.fixed can only change when the run starts anew.'],
    [at(5, 'do', 'a', 'dance'), 'a has no action called dance.'],
    [at(5, 'do', 'a', 'constructor'), 'a has no action called constructor.'],
    [at(5, 'do', 'a', 'shrink'), 'It is small enough.'],
    [at(5, 'do', 'b', 'grow'), 'b is down.'],
    [at(5, 'do', 'c', 'grow'), 'c is paused.'],
    [at(5, 'heal', 'a'), 'There is nothing to heal.'],
    [at(5, 'heal', 'z'), 'There is no node or link called z.'],
  ])('[K-F8] [K-F9] %o', (input, sentence) => {
    const notes: string[] = [];
    const { sim, refusals } = tinyRun(world(notes), [...before, input], 4);
    const clips = sim.world.clips.length;
    const links = rules(sim);
    sim.advance(10 * MS);
    expect(refusals).toEqual([sentence]);
    expect([sim.world.clips.length, rules(sim), notes]).toEqual([clips, links, []]);
    expect(sim.world.events).toBe(4);
  });

  it('[K-F6] a partition that cuts nothing says so', () => {
    const { refusals } = tinyRun({ ...world(), links: [] }, [at(1, 'partition', 'a | b')], 2);
    expect(refusals).toEqual(['No link crosses a | b, so nothing changes.']);
  });

  it('[K-F9] what changes nothing because of the node says so, and is in force all the same', () => {
    const { sim, refusals } = tinyRun(world(), [at(1, 'skew', 'a', 500)], 5);
    expect(refusals).toEqual(['a looks at no clock, so nothing changes.']);
    expect(localTimeUs(nodeIn(sim, 'a'), 9)).toBe(509);
  });

  it('[K-F8] an action runs with its word, and may say what did not happen', () => {
    const notes: string[] = [];
    const { refusals } = tinyRun(
      world(notes),
      [at(1, 'do', 'a', 'grow', 'tall'), at(2, 'do', 'a', 'grow', 'far')],
      5,
    );
    expect([notes, refusals]).toEqual([['a grows tall', 'a grows far'], ['It does not grow far.']]);
  });
});
