/** What is known of the future and of other branches: the next event, running until, where branches part. */
import { describe, expect, it, vi } from 'vitest';
import { US_PER_S } from '../kernel/time';
import type { Input } from '../kernel/input';
import { parseInput } from '../scenario/words';
import { compareRuns, type Divergence } from './divergence';
import { sayNext } from './next';
import type { Session } from './session';
import { chain, logOf, openSession, quiet } from './testing/sessions';
import { setOut, type Progress, type Until } from './until';

vi.setConfig({ testTimeout: 60_000 });

const input = (text: string, id = text): Input => {
  const parsed = parseInput(text, id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
};

describe('the next event', () => {
  it('says what set it, and when', () => {
    const session = openSession(quiet);
    expect(sayNext(session)?.why).toBe('set when the run began');
    const said: string[] = [];
    for (let i = 0; i < 8; i++) {
      const next = sayNext(session);
      if (next) said.push(`${next.text}: ${next.why.replace(/[\d.]+ (ms|s)/, '…')}`);
      session.stepEvent();
    }
    expect(said).toContainEqual(
      expect.stringMatching(
        /^back gets a read of request 1 from clients: clients sent it just now, when the think timer of clients fired$/,
      ),
    );
    expect(said).toContainEqual(
      expect.stringMatching(
        /^back ends serve: because back gets a read of request 1 from clients, just now$/,
      ),
    );
  });

  it('is an input where the user put one', () => {
    const session = openSession(quiet, { log: logOf(input('1ms..2ms crash back')) });
    expect(sayNext(session)).toEqual({
      text: 'you: back crash',
      why: 'you put it there',
      atUs: 1_000,
      node: 'back',
    });
    session.stepEvent();
    expect(sayNext(session)?.why).toBe('its clip ends');
  });

  it('tells how long ago its cause was', () => {
    const session = openSession(quiet);
    while (session.sim.peek()?.kind !== 'deliver') session.stepEvent();
    session.advance(session.playheadUs + 2_000);
    expect(sayNext(session)?.why).toMatch(/^clients sent it 2 ms ago, when /);
  });

  it('gives no reason that is not known, and is nothing where nothing will ever happen', () => {
    const session = openSession(quiet, { log: logOf(input('1s crash clients')), recorded: false });
    while (session.sim.peek()?.kind !== 'work') session.stepEvent();
    expect(sayNext(session)?.why).toBe('');
    session.advance(5 * US_PER_S);
    expect(sayNext(session)).toBeNull();
  });
});

function run(session: Session, until: Until, limitUs = 60 * US_PER_S): Progress {
  const journey = setOut(session, until, limitUs);
  for (;;) {
    const progress = journey.goOn(0, () => 0);
    if (progress.state !== 'going') return progress;
  }
}

describe('running until', () => {
  const open = () =>
    openSession(chain, { log: logOf(input('2s..6s crash back'), input('8s loss front->back 30%')) });

  it('a time, also one that has passed', () => {
    const session = open();
    expect(run(session, { kind: 'time', us: 3 * US_PER_S })).toEqual({ state: 'there', says: '' });
    expect(session.playheadUs).toBe(3 * US_PER_S);
    run(session, { kind: 'time', us: US_PER_S });
    expect(session.playheadUs).toBe(US_PER_S);
  });

  it('stops at the very event, and at the next one when asked again', () => {
    const session = open();
    expect(run(session, { kind: 'event', what: 'input' })).toEqual({
      state: 'there',
      says: 'you: back crash',
    });
    expect([session.playheadUs, session.sim.world.nodes[2].up]).toEqual([2 * US_PER_S, false]);
    const { events } = session.sim.world;
    expect(run(session, { kind: 'event', what: 'loss' })).toMatchObject({
      state: 'there',
      says: expect.stringContaining('nobody is there') as string,
    });
    expect(session.sim.world.events).toBeGreaterThan(events);
    expect(run(session, { kind: 'event', what: 'input' })).toEqual({
      state: 'there',
      says: 'you: end of back crash',
    });
    expect(session.playheadUs).toBe(6 * US_PER_S);
  });

  it.each([
    ['life', 'back crashes'],
    ['mode', 'closed → open'],
    ['timeout', 'gives a call up'],
  ] as const)('%s', (what, words) => {
    const session = open();
    const progress = run(session, { kind: 'event', what });
    expect(progress.state === 'there' ? progress.says : '').toContain(words);
  });

  it('a node enters a mode, or gets a message', () => {
    const session = open();
    const mode: Until = { kind: 'mode', node: 'front', machine: null, mode: 'halfOpen' };
    expect(run(session, mode).state).toBe('there');
    expect(session.marks.at(-1)).toMatchObject({ node: 'front', kind: 'mode', atUs: session.playheadUs });
    expect(run(session, { kind: 'message', node: 'back' }).state).toBe('there');
    expect(session.sim.happenings.delivered?.to).toBe('back');
  });

  it('a line of a chart passes a value', () => {
    const session = open();
    const chart = {
      id: 'errors',
      title: 'Errors',
      unit: '/s',
      help: '',
      series: [{ label: 'errors', metric: 'errorsPerSec', stat: 'rate' }],
    } as const;
    const until: Until = { kind: 'metric', chart, line: 'errors', above: true, value: 10 };
    const progress = run(session, until);
    expect(progress.state === 'there' ? progress.says : '').toMatch(/^Errors, errors: [\d.]+ \/s$/);
    expect(session.playheadUs).toBeGreaterThan(2 * US_PER_S);
    expect(session.playheadUs % 500_000).toBe(0);
  });

  it('gives up at its limit, and can then be taken back as if it had not been', () => {
    const session = open();
    session.advance(US_PER_S);
    const { events } = session.sim.world;
    const marks = session.marks.length;
    expect(run(session, { kind: 'mode', node: 'front', machine: null, mode: 'none' }, 9 * US_PER_S)).toEqual({
      state: 'missed',
    });
    expect(session.playheadUs).toBe(9 * US_PER_S);
    session.retreat(events, US_PER_S, US_PER_S);
    expect([session.playheadUs, session.branch.headUs, session.marks.length, session.atHead]).toEqual([
      US_PER_S,
      US_PER_S,
      marks,
      true,
    ]);
    expect(session.sim.world.events).toBe(events);
  });
});

describe('two branches', () => {
  const compare = (here: Input[], there: Input[], untilUs = 5 * US_PER_S): Divergence => {
    const session = openSession(chain);
    const comparison = compareRuns(
      { model: session.model, from: session.kept[0], inputs: here },
      { model: session.model, from: session.kept[0], inputs: there },
      untilUs,
    );
    for (;;) {
      const found = comparison.goOn(0, () => 0);
      if (found) return found;
    }
  };

  it('part at the input that only one has, and its first consequence comes after', () => {
    const { first, effect } = compare([input('1s crash back')], []);
    expect(first).toEqual({ atUs: US_PER_S, here: 'you: back crash', there: null });
    expect(effect?.atUs).toBeGreaterThan(US_PER_S);
    expect([effect?.here, effect?.there].join()).toContain('back');
    const other = compare([], [input('1s crash back')]);
    expect([other.effect?.here, other.effect?.there]).toEqual([effect?.there, effect?.here]);
  });

  it('may differ by something that changes nothing', () => {
    const { first, effect } = compare([input('1s skew clients 500ms')], []);
    expect([first?.here, effect]).toEqual(['you: clients skew +500 ms', null]);
  });

  it('that are the same part nowhere', () => {
    const same = [input('1s slow back 3')];
    expect(compare(same, structuredClone(same))).toEqual({ first: null, effect: null });
    expect(compare(same, [], 900_000)).toEqual({ first: null, effect: null });
  });
});
