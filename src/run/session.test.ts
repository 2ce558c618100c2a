import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseInput } from '../scenario/words';
import { US_PER_S } from '../kernel/time';
import { createLog } from './log';
import type { Act, Session } from './session';
import { balancing, chain, chainActs, logOf, momentOf, openSession, quiet } from './testing/sessions';

vi.setConfig({ testTimeout: 60_000 });

const input = (text: string, id = text) => {
  const parsed = parseInput(text, id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
};

const faults = [
  input('1s crash s1'),
  input('2s..6s slow s2 6'),
  input('2500ms..4s pause s3'),
  input('3s..5s cut lb->s4'),
  input('4500ms join s5'),
  input('5s set lb.strategy leastConnections'),
  input('7s heal'),
];

const scenarios = [
  ['load balancing', () => openSession(balancing, { log: logOf(...faults), knobs: { 'lb.breaker': true } })],
  [
    'chain',
    () => openSession(chain, { log: logOf(input('1s..2s crash back'), input('3s..4s pause front')) }),
  ],
  ['quiet', () => openSession(quiet, { log: logOf(input('1s..3s pause back')) })],
] as const;

const END_US = 8 * US_PER_S;

describe.each(scenarios)('one run: %s', (_name, open) => {
  const whole = open();
  whole.advance(END_US);
  const end = momentOf(whole);
  const { events } = whole.sim.world;

  it('the same twice', () => {
    const again = open();
    again.advance(END_US);
    expect(momentOf(again)).toStrictEqual(end);
  });

  it('whatever the slices and the budget of computing', () => {
    const session = open();
    for (let us = 333_333; us < END_US; us += 777_777) session.advance(us);
    while (!session.advance(END_US, 1)) expect(session.playheadUs).toBeLessThanOrEqual(END_US);
    expect(momentOf(session)).toStrictEqual(end);
  });

  it('whatever is sought in between, by time or by event, and from there to the end', () => {
    const there = open();
    const jump = fc.oneof(
      fc.nat(END_US).map((us) => ({ us })),
      fc.nat(events).map((n) => ({ n })),
      fc.integer({ min: 1, max: 30 }).map((steps) => ({ steps })),
      fc.integer({ min: 1, max: 3 }).map((back) => ({ back })),
    );
    fc.assert(
      fc.property(fc.array(jump, { maxLength: 6 }), (jumps) => {
        for (const to of jumps) {
          if ('us' in to) {
            there.seek(to.us);
            const fresh = open();
            fresh.advance(to.us);
            expect(momentOf(there)).toStrictEqual(momentOf(fresh));
          } else if ('n' in to) {
            there.seekEvent(to.n);
            expect(there.sim.world.events).toBe(to.n);
          } else if ('steps' in to) for (let i = 0; i < to.steps; i++) there.stepEvent();
          else for (let i = 0; i < to.back; i++) there.stepEventBack();
        }
        there.seek(END_US);
        expect(momentOf(there)).toStrictEqual(end);
      }),
      { numRuns: 8 },
    );
  });

  it('stepping forward and back again, by events and by meaningful ones', () => {
    const session = open();
    for (const focus of [null, 'back', 'lb']) {
      session.seek(2_100_000);
      session.stepMeaningful(focus);
      const before = momentOf(session);
      const start = session.sim.world.events;
      for (const n of [1, 7, 60]) {
        for (let i = 0; i < n; i++) expect(session.stepEvent()).toBe(true);
        for (let i = 0; i < n; i++) expect(session.stepEventBack()).toBe(true);
        expect(momentOf(session)).toStrictEqual(before);
      }
      let taken = 0;
      for (let i = 0; i < 4; i++) if (session.stepMeaningful(focus, 2_000)) taken++;
      for (let i = 0; i < taken; i++) session.stepMeaningfulBack(focus);
      if (taken === 4) expect([session.sim.world.events, momentOf(session)]).toEqual([start, before]);
    }
  });
});

describe('stepping', () => {
  it('meaningful steps stop at inputs, changes of modes and deliveries to the focus', () => {
    const session = openSession(chain, {
      log: logOf(input('200ms crash back'), input('900ms..1s slow front 2')),
    });
    const stops: string[] = [];
    while (session.playheadUs < US_PER_S && session.stepMeaningful(null))
      stops.push(String(session.playheadUs));
    expect(stops).toContain('200000');
    expect(stops).toContain('900000');
    expect(stops).toContain('1000000');
    const modes = session.marks.filter(({ kind, atUs }) => kind === 'mode' && atUs <= US_PER_S);
    expect(modes.length).toBeGreaterThan(0);
    for (const { atUs } of modes) expect(stops).toContain(String(atUs));

    session.seek(0);
    expect(session.stepMeaningful('back')).toBe(true);
    expect(session.sim.happenings.delivered?.to).toBe('back');
  });

  it('goes back over long stretches without anything meaningful, and past checkpoints', () => {
    const session = openSession(chain, { log: logOf(input('50ms slow back 1.1')), stepMs: 30 });
    session.advance(60 * US_PER_S);
    const last = session.marks.filter(({ kind }) => kind === 'mode').length;
    for (let i = 0; i <= last; i++) session.stepMeaningfulBack(null);
    expect(session.playheadUs).toBe(50_000);
    expect([session.stepMeaningfulBack(null), session.sim.world.events]).toEqual([true, 0]);
    expect([session.stepMeaningfulBack(null), session.stepEventBack()]).toEqual([false, false]);
  });

  it('says when nothing will ever happen, and leaves the playhead where it was', () => {
    const session = openSession(quiet, { log: logOf(input('1s crash clients')) });
    session.advance(5 * US_PER_S);
    expect([session.stepEvent(), session.stepMeaningful(null), session.playheadUs]).toEqual([
      false,
      false,
      5 * US_PER_S,
    ]);
  });

  it('gives up after so many events', () => {
    const session = openSession(chain);
    expect(session.stepMeaningful(null, 50)).toBe(false);
    expect(session.sim.world.events).toBe(50);
  });
});

/** What anyone may do with a session. */
type Move = { act: Act } | { onUs: number } | { backTo: number } | { steps: number } | { branch: number };

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    chainActs.map((act) => ({ act })),
    fc.integer({ min: 1, max: 700_000 }).map((onUs) => ({ onUs })),
    fc.double({ min: 0, max: 1, noNaN: true }).map((backTo) => ({ backTo })),
    fc.integer({ min: -5, max: 5 }).map((steps) => ({ steps })),
    fc.nat(5).map((branch) => ({ branch })),
  ),
  { maxLength: 14 },
);

function make(session: Session, move: Move): void {
  if ('act' in move) session.act(move.act);
  else if ('onUs' in move) session.advance(session.playheadUs + move.onUs);
  else if ('backTo' in move) session.seek(Math.floor(session.playheadUs * move.backTo));
  else if ('steps' in move) {
    for (let i = 0; i < Math.abs(move.steps); i++)
      if (move.steps > 0) session.stepEvent();
      else session.stepEventBack();
  } else session.switchBranch(`b${String(move.branch % session.log.branches.length)}`);
}

describe('acting', () => {
  it.each([
    ['chain', chain],
    ['quiet', quiet],
  ] as const)(
    'a run is a function of scenario, seed and log, whatever was done to get there: %s',
    (_name, scenario) => {
      fc.assert(
        fc.property(moves, (list) => {
          const session = openSession(scenario, { stepMs: 25 });
          const acts =
            scenario === chain
              ? list
              : list.map((move) => ('act' in move ? { act: onlyBack(move.act) } : move));
          for (const move of acts) make(session, move);
          session.seek(session.playheadUs);
          for (const { id } of session.log.branches) {
            session.switchBranch(id);
            const fresh = openSession(scenario, { log: createLog(session.branch.inputs), recorded: false });
            fresh.advance(session.playheadUs);
            expect(session.playheadUs).toBe(session.branch.headUs);
            expect(momentOf(session)).toStrictEqual(momentOf(fresh));
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  /** The quiet scenario has no front. */
  const onlyBack = (act: Act): Act =>
    act.target.includes('front') ? { ...act, action: 'pause', target: 'back', args: [] } : act;

  it('at the head appends; in the past it forks, and the parent’s future comes back exactly', () => {
    const session = openSession(chain);
    session.advance(2 * US_PER_S);
    expect(session.atHead).toBe(true);
    const { input: first, forked } = session.act({
      action: 'slow',
      target: 'back',
      args: [9],
      lastsUs: US_PER_S,
    });
    expect([forked, first.atUs, first.untilUs]).toEqual([false, 2 * US_PER_S + 1, 3 * US_PER_S + 1]);
    session.advance(6 * US_PER_S);
    const head = momentOf(session);
    const marks = session.marks.length;

    session.seek(2_500_000);
    expect([session.atHead, session.log.branches.length]).toEqual([false, 1]);
    const fork = session.act({ action: 'crash', target: 'back', args: [] });
    expect([fork.forked, session.log.current]).toEqual([true, 'b1']);
    expect(session.branch).toMatchObject({
      parentId: 'b0',
      forkAtUs: 2_500_000,
      title: 'after back crash',
      headUs: 2_500_000,
    });
    expect(session.branch.inputs.map(({ id }) => id)).toEqual([first.id, fork.input.id]);
    session.advance(6 * US_PER_S);
    const other = momentOf(session);
    expect(session.sim.world.nodes[2].up).toBe(false);

    session.switchBranch('b0');
    expect(momentOf(session)).toStrictEqual(head);
    expect([session.playheadUs, session.marks.length]).toEqual([6 * US_PER_S, marks]);
    session.switchBranch('b1');
    expect(momentOf(session)).toStrictEqual(other);
    expect(() => {
      session.switchBranch('b7');
    }).toThrow('The log has no branch called b7.');
    expect(session.log.current).toBe('b1');
  });

  it('in a silence in which a checkpoint was taken, what was set aside later than that comes at its own time', () => {
    const log = logOf(input('100ms pause back'));
    const session = openSession(quiet, { log, stepMs: 25 });
    session.advance(3 * US_PER_S);
    // The last request is on its way to the paused node; nothing else happens until it arrives.
    session.seek(session.sim.world.nowUs + 5_000);
    session.act({ action: 'resume', target: 'back', args: [] });
    session.advance(3 * US_PER_S);
    const fresh = openSession(quiet, { log: createLog(session.branch.inputs) });
    fresh.advance(3 * US_PER_S);
    expect(momentOf(session)).toStrictEqual(momentOf(fresh));
  });

  it('an input comes just after the playhead, before anything else then', () => {
    const session = openSession(quiet);
    session.advance(1_000);
    session.act({ action: 'crash', target: 'back', args: [] });
    session.stepEvent();
    expect([session.playheadUs, session.sim.world.nodes[1].up]).toEqual([1_001, false]);
  });

  it.each([
    [
      'in time',
      (session: Session) => {
        session.seek(session.sim.world.nowUs + 5_000);
      },
    ],
    [
      'by events',
      (session: Session) => {
        session.seekEvent(session.sim.world.events);
      },
    ],
  ])(
    'a node that is resumed before what waits came due gets it at its own time: back %s',
    (_name, goBack) => {
      const session = openSession(quiet, { log: logOf(input('100ms pause back')), stepMs: 0 });
      session.advance(3 * US_PER_S);
      // The last request is on its way when the node is resumed; nothing else happens until it arrives.
      goBack(session);
      session.act({ action: 'resume', target: 'back', args: [] });
      session.advance(3 * US_PER_S);
      const fresh = openSession(quiet, { log: createLog(session.branch.inputs) });
      fresh.advance(3 * US_PER_S);
      expect(momentOf(session)).toStrictEqual(momentOf(fresh));
    },
  );
});

describe('refusals', () => {
  it('are told once, however often the run meets them again', () => {
    const session = openSession(chain, { log: logOf(input('1s restart back'), input('2s crash nobody')) });
    session.advance(3 * US_PER_S);
    session.seek(0);
    session.advance(3 * US_PER_S);
    expect(session.refusals.take().map(({ input: one, sentence }) => [one.id, sentence])).toEqual([
      ['1s restart back', 'back is running already.'],
      ['2s crash nobody', 'There is no node called nobody.'],
    ]);
    session.seek(0);
    session.advance(3 * US_PER_S);
    expect(session.refusals.take()).toEqual([]);
  });
});

describe('memory', () => {
  it('with little of it, seeks are slower and as right', () => {
    const whole = openSession(chain);
    const tight = openSession(chain, {
      budgetBytes: 200_000,
      stepMs: 30,
      log: logOf(input('1s..2s crash back', 'c')),
    });
    const plenty = openSession(chain, { log: logOf(input('1s..2s crash back', 'c')) });
    for (const session of [whole, tight, plenty]) session.advance(60 * US_PER_S);
    for (const us of [40, 3.3, 59.999, 12, 0, 60].map((sec) => sec * US_PER_S)) {
      tight.seek(us);
      plenty.seek(us);
      expect(momentOf(tight)).toStrictEqual(momentOf(plenty));
    }
  });
});
