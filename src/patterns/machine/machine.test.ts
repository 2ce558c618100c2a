import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { and, setup, transition, type AnyStateMachine } from 'xstate';
import { changeOf, compileMachine, nextMode } from './index';

type DoorEvent =
  { type: 'push'; locked: boolean; strength: number } | { type: 'knock'; friend: boolean } | { type: 'slam' };

const words = (title: string) => ({ meta: { title }, description: `The door is ${title}.` });

/** Several candidates, a self-transition, an edge without a guard after others, and one that is never reached. */
const door = setup({
  types: { events: {} as DoorEvent },
  guards: {
    unlocked: ({ event }) => event.type === 'push' && !event.locked,
    strong: ({ event }) => event.type === 'push' && event.strength > 5,
    veryStrong: ({ event }) => event.type === 'push' && event.strength > 8,
    isFriend: ({ event }) => event.type === 'knock' && event.friend,
  },
}).createMachine({
  id: 'door',
  initial: 'shut',
  states: {
    shut: {
      ...words('shut'),
      on: {
        push: [
          { guard: 'unlocked', target: 'open' },
          { guard: 'veryStrong', target: 'broken' },
          { guard: 'strong', target: 'shut' },
        ],
        knock: { guard: 'isFriend', target: 'open' },
      },
    },
    open: {
      ...words('open'),
      on: {
        slam: 'shut',
        push: [
          { guard: 'veryStrong', target: 'broken' },
          { target: 'open' },
          { guard: 'strong', target: 'shut' },
        ],
      },
    },
    broken: { ...words('broken'), type: 'final' },
  },
});

type LampEvent = { type: 'press'; long: boolean } | { type: 'cut' };

const lamp = setup({
  types: { events: {} as LampEvent },
  guards: {
    long: ({ event }) => event.type === 'press' && event.long,
    short: ({ event }) => event.type === 'press' && !event.long,
  },
}).createMachine({
  id: 'lamp',
  initial: 'off',
  states: {
    off: { ...words('off'), on: { press: { guard: 'short', target: 'dim' } } },
    dim: {
      ...words('dim'),
      on: {
        press: [
          { guard: 'long', target: 'off' },
          { guard: 'short', target: 'bright' },
        ],
        cut: { target: 'off' },
      },
    },
    bright: { ...words('bright'), on: { press: 'off', cut: 'off' } },
  },
});

const doorEvents = fc.oneof(
  fc.record({
    type: fc.constant('push' as const),
    locked: fc.boolean(),
    strength: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record({ type: fc.constant('knock' as const), friend: fc.boolean() }),
  fc.record({ type: fc.constant('slam' as const) }),
);
const lampEvents = fc.oneof(
  fc.record({ type: fc.constant('press' as const), long: fc.boolean() }),
  fc.record({ type: fc.constant('cut' as const) }),
);

describe('nextMode', () => {
  const compiledDoor = compileMachine(door);
  const compiledLamp = compileMachine(lamp);

  it("[MA1] follows XState's transition over every path of the door", () => {
    fc.assert(
      fc.property(
        fc.constantFrom('shut', 'open'),
        fc.array(doorEvents, { maxLength: 30, size: 'max' }),
        (start, events) => {
          let snapshot = door.resolveState({ value: start });
          let mode: 'shut' | 'open' | 'broken' = start;
          for (const event of events) {
            [snapshot] = transition(door, snapshot, event);
            mode = nextMode(compiledDoor, mode, event).to;
            expect(mode).toBe(snapshot.value);
          }
        },
      ),
    );
  });

  it("[MA1] follows XState's transition over every path of the lamp", () => {
    fc.assert(
      fc.property(fc.array(lampEvents, { maxLength: 30, size: 'max' }), (events) => {
        let snapshot = lamp.resolveState({ value: 'off' });
        let mode: 'off' | 'dim' | 'bright' = 'off';
        for (const event of events) {
          [snapshot] = transition(lamp, snapshot, event);
          mode = nextMode(compiledLamp, mode, event).to;
          expect(mode).toBe(snapshot.value);
        }
      }),
    );
  });

  it('[MA2] names the guard that agreed and those that refused before it', () => {
    expect(nextMode(compiledDoor, 'shut', { type: 'push', locked: true, strength: 9 })).toEqual({
      to: 'broken',
      taken: true,
      guard: 'veryStrong',
      refused: [{ guard: 'unlocked', to: 'open' }],
    });
    expect(nextMode(compiledDoor, 'shut', { type: 'push', locked: false, strength: 9 }).refused).toEqual([]);
  });

  it('[MA3] tells a refusal, an unknown event and a self-transition apart', () => {
    expect(nextMode(compiledDoor, 'shut', { type: 'push', locked: true, strength: 1 })).toEqual({
      to: 'shut',
      taken: false,
      guard: '',
      refused: [
        { guard: 'unlocked', to: 'open' },
        { guard: 'veryStrong', to: 'broken' },
        { guard: 'strong', to: 'shut' },
      ],
    });
    expect(nextMode(compiledDoor, 'shut', { type: 'slam' })).toEqual({
      to: 'shut',
      taken: false,
      guard: '',
      refused: [],
    });
    expect(nextMode(compiledDoor, 'shut', { type: 'push', locked: true, strength: 6 })).toMatchObject({
      to: 'shut',
      taken: true,
      guard: 'strong',
    });
    expect(nextMode(compiledDoor, 'open', { type: 'push', locked: true, strength: 6 })).toMatchObject({
      to: 'open',
      taken: true,
      guard: '',
    });
  });

  it('[MA4] hands the same step out again, and records that are their own', () => {
    const event = { type: 'push', locked: true, strength: 1 } as const;
    const step = nextMode(compiledDoor, 'shut', event);
    expect(nextMode(compiledDoor, 'shut', { ...event })).toBe(step);
    const change = changeOf('shut', event, step);
    expect(change).toEqual({ event: 'push', from: 'shut', to: 'shut', guard: '', refused: step.refused });
    expect(change.refused).not.toBe(step.refused);
    expect(change.refused[0]).not.toBe(step.refused[0]);
  });

  it('[MA7] refuses a mode the machine does not have', () => {
    expect(() => nextMode(compiledDoor, 'ajar' as 'open', { type: 'slam' })).toThrow(
      'The machine door has no mode called ajar.',
    );
  });
});

describe('the chart', () => {
  it('[MA5] holds modes and edges in the order of the machine', () => {
    expect(compileMachine(door).chart).toEqual({
      id: 'door',
      initial: 'shut',
      modes: ['shut', 'open', 'broken'].map((id) => ({ id, title: id, help: `The door is ${id}.` })),
      edges: [
        { from: 'shut', event: 'push', guard: 'unlocked', to: 'open' },
        { from: 'shut', event: 'push', guard: 'veryStrong', to: 'broken' },
        { from: 'shut', event: 'push', guard: 'strong', to: 'shut' },
        { from: 'shut', event: 'knock', guard: 'isFriend', to: 'open' },
        { from: 'open', event: 'slam', guard: '', to: 'shut' },
        { from: 'open', event: 'push', guard: 'veryStrong', to: 'broken' },
        { from: 'open', event: 'push', guard: '', to: 'open' },
        { from: 'open', event: 'push', guard: 'strong', to: 'shut' },
      ],
    });
  });
});

describe('what cannot be compiled', () => {
  const kit = setup({
    types: { context: {} as { n: number }, events: {} as { type: 'go' } },
    guards: { yes: () => true, no: () => false, both: and(['yes', 'no']) },
    actions: { ring: () => undefined },
  });
  type Config = Parameters<typeof kit.createMachine>[0];
  type Mode = NonNullable<Config['states']>[string];
  const b: Mode = words('b');
  const withMode = (a: Mode): AnyStateMachine => {
    const config = { id: 'bad', initial: 'a', states: { a: { ...words('a'), ...a }, b } };
    return kit.createMachine(config as unknown as Config);
  };
  const withRoot = (extra: object): AnyStateMachine =>
    kit.createMachine({
      id: 'bad',
      initial: 'a',
      states: { a: words('a'), b },
      ...extra,
    } as unknown as Config);

  const cases: [what: string, machine: () => AnyStateMachine, says: RegExp][] = [
    ['context', () => withRoot({ context: { n: 1 } }), /it has context/],
    ['edges of the whole machine', () => withRoot({ on: { go: '.b' } }), /it has on/],
    ['a parallel machine', () => withRoot({ type: 'parallel', initial: undefined }), /it has type/],
    ['no initial mode', () => withRoot({ initial: undefined, states: {} }), /no initial mode/],
    ['entry actions', () => withMode({ entry: 'ring' }), /the mode a has entry/],
    ['exit actions', () => withMode({ exit: 'ring' }), /the mode a has exit/],
    ['delays', () => withMode({ after: { 10: 'b' } }), /the mode a has after/],
    ['edges without event', () => withMode({ always: 'b' }), /the mode a has always/],
    ['invocations', () => withMode({ invoke: [] }), /the mode a has invoke/],
    ['nested modes', () => withMode({ initial: 'c', states: { c: {} } }), /the mode a has initial/],
    ['history', () => withMode({ type: 'history' }), /the mode a is of type history/],
    ['a final mode with edges', () => withMode({ type: 'final', on: { go: 'b' } }), /a is final/],
    ['actions', () => withMode({ on: { go: { target: 'b', actions: 'ring' } } }), /a on go has actions/],
    ['no target', () => withMode({ on: { go: { guard: 'yes' } } }), /a on go must lead to exactly one mode/],
    ['a target that is no mode', () => withMode({ on: { go: '#bad' } }), /leads to bad, which is no mode/],
    ['wildcards', () => withMode({ on: { '*': 'b' } }), /a on \* is a wildcard/],
    [
      'a guard without a name',
      () => withMode({ on: { go: { target: 'b', guard: () => true } } }),
      /without a name/,
    ],
    [
      'a guard with parameters',
      () => withMode({ on: { go: { target: 'b', guard: { type: 'yes' } } } }),
      /a name/,
    ],
    [
      'a guard made of others',
      () => withMode({ on: { go: { target: 'b', guard: 'both' } } }),
      /asks both, which/,
    ],
    [
      'a guard that is not there',
      () => withMode({ on: { go: { target: 'b', guard: 'maybe' as 'yes' } } }),
      /asks maybe, which setup does not have/,
    ],
    ['no title', () => withMode({ meta: {} }), /the mode a needs a meta.title/],
    ['no description', () => withMode({ description: '' }), /the mode a needs a description/],
  ];

  it.each(cases)('[MA6] %s', (_what, machine, says) => {
    const made = machine();
    expect(() => compileMachine(made)).toThrow(says);
    expect(() => compileMachine(made)).toThrow(/^The machine bad cannot be compiled: /);
  });
});
