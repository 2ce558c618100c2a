/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import type { Message } from '../../kernel/message';
import type { ModeChange } from '../../kernel/contract';
import { US_PER_S } from '../../kernel/time';
import { entryAt, entryCount, type TraceEntry } from '../../kernel/trace';
import { nodeOf } from '../../kernel/world';
import { raftServerParams } from '../../nodes/raft-server/params';
import type { RaftNodeState } from '../../nodes/raft-server/index';
import { lastIndex, roleChart, type RaftMessage } from '../../patterns/raft/index';
import { judgeExperiment } from '../../run/experiment';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import type { Experiment } from '../../scenario/types';
import { problemsOf, runFor, sessionOf, worldOf } from '../testing/runs';
import { brokenRules } from './broken-rules';
import { claims } from './claims';
import { lab } from './lab';
import { SAFETY } from './promises';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 120_000 };
const SEEDS = [1, 2, 3, 4, 5];
const FIVE = ['s1', 's2', 's3', 's4', 's5'];

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

/** The run of an experiment, or the one beside it. */
function runOf(id: string, seed = lab.scenario.seed, beside = false): Session {
  const { knobs, inputs, untilSec, beside: comparison } = experiment(id);
  return runFor(lab, untilSec, { knobs: { ...knobs, ...(beside ? comparison?.knobs : {}) }, inputs, seed });
}

function server({ sim }: Session, id: string): RaftNodeState {
  const node = nodeOf(sim.world, id);
  if (!node) throw new Error(`There is no server called ${id}.`);
  return node.state as RaftNodeState;
}

function leaders({ sim }: Session): string[] {
  return sim.world.nodes.filter(({ up, mode }) => up && mode === 'leader').map(({ id }) => id);
}

function entriesOf({ recorder }: Session): TraceEntry[] {
  if (!recorder) throw new Error('The session keeps no trace.');
  expect(recorder.first, 'the ring holds the whole run').toBe(0);
  return Array.from({ length: entryCount(recorder) }, (_, index) => entryAt(recorder, index));
}

/** What servers said to each other. */
function said(session: Session): { atUs: number; from: string; to: string; message: RaftMessage }[] {
  return entriesOf(session)
    .filter(({ kind }) => kind === 'send')
    .flatMap(({ atUs, subject }) => {
      const { role, from, to, body } = subject as Message;
      return role === 'note' ? [{ atUs, from, to, message: body as unknown as RaftMessage }] : [];
    });
}

/** How roles changed, and of whom. */
function changes(session: Session): (ModeChange & { server: string })[] {
  return entriesOf(session)
    .filter(({ kind }) => kind === 'mode')
    .map(({ subject, node }) => {
      const { change } = subject as { change: ModeChange };
      return { ...change, server: session.sim.world.nodes[node].id };
    });
}

/** A promise of a run: when it broke, in seconds, or −1; and what it says. */
function verdict({ sim }: Session, id: string): { brokenAtSec: number; says: string } {
  const { brokenAtUs, says } = standings(sim)[lab.invariants.indexOf(id)];
  return { brokenAtSec: brokenAtUs < 0 ? -1 : brokenAtUs / US_PER_S, says };
}

const broken = (session: Session): string[] =>
  lab.invariants.filter((id) => verdict(session, id).brokenAtSec >= 0);

describe('the lab at rest', BUSY, () => {
  it.each(SEEDS)('has one leader within 1.5 s, and answers within a second of it, with seed %i', (seed) => {
    const session = runFor(lab, 10, { seed });
    expect(leaders(session)).toHaveLength(1);
    const [first] = changes(session).filter(({ to }) => to === 'leader');
    expect(first.atUs).toBeLessThan(1.5 * US_PER_S);
    const view = viewOf(session);
    expect(view.count('requests.completed', 0, first.atUs / US_PER_S + 1)).toBeGreaterThan(0);
    expect(view.count('errorsPerSec')).toBe(0);
    expect(broken(session)).toEqual([]);
  });

  it('can be watched: an election within ten seconds, a message for a seventh of a second', () => {
    const { pace, links } = lab.scenario;
    const [first] = changes(runFor(lab, 2)).filter(({ to }) => to === 'leader');
    expect(first.atUs / US_PER_S / pace).toBeLessThan(10);
    for (const { latencyMs = 0 } of links) expect(latencyMs / pace).toBeGreaterThan(100);
  });

  it('is a ring of five, and can be any number from three to nine', () => {
    for (const present of [3, 4, 5, 6, 7, 8, 9]) {
      const session = runFor(lab, 4, { knobs: { 'servers.present': present } });
      expect(leaders(session)).toHaveLength(1);
      const [leader] = leaders(session);
      expect(server(session, leader).config.members).toHaveLength(present);
      expect(broken(session)).toEqual([]);
    }
  });

  it.each((lab.presets ?? []).filter(({ id }) => id !== 'figure-7'))(
    'serves with the preset $title',
    ({ knobs }) => {
      const session = runFor(lab, 10, { knobs, inputs: ['5s..7s crash s1'] });
      expect(leaders(session)).toHaveLength(1);
      expect(viewOf(session).count('goodputPerSec', 8, 10)).toBeGreaterThan(0);
      expect(broken(session)).toEqual([]);
      expect(problemsOf(session)).toEqual([]);
    },
  );
});

describe('stepping through an election', BUSY, () => {
  const { inputs } = experiment('stable-election');

  it('forwards and backwards comes to equal states, event by event', () => {
    const session = sessionOf(lab, { inputs, lookMs: 5 });
    session.advance(1.2 * US_PER_S);
    const hashes = [session.sim.hashHex()];
    const worlds = [worldOf(session)];
    while (leaders(session).length === 0) {
      session.stepEvent();
      hashes.push(session.sim.hashHex());
      worlds.push(worldOf(session));
      expect(hashes.length, 'a leader in the end').toBeLessThan(300);
    }
    expect(hashes.length).toBeGreaterThan(20);
    expect(new Set(hashes).size).toBe(hashes.length);
    for (let place = hashes.length - 2; place >= 0; place--) {
      session.stepEventBack();
      expect(session.sim.hashHex()).toBe(hashes[place]);
      if (place % 4 === 0) expect(worldOf(session)).toEqual(worlds[place]);
    }
    for (let place = 1; place < hashes.length; place++) session.stepEvent();
    expect(worldOf(session)).toEqual(worlds.at(-1));
  });

  it('shows every mode of the statechart by what can be done in the lab', () => {
    const session = runFor(lab, 6, {
      knobs: { 'servers.preVote': true },
      inputs: ['1500ms crash s1', '1500ms crash s3', '3500ms do s2 removeMember s2', '4500ms restart s1'],
    });
    const reached = new Set(changes(session).flatMap(({ from, to }) => [from, to]));
    expect([...reached].sort()).toEqual(roleChart.modes.map(({ id }) => id).sort());
  });
});

describe('GT 7.6: messages', BUSY, () => {
  it.each([3, 5, 7])('an election and an entry of %i servers cost 2(n − 1) each', (present) => {
    const session = runFor(lab, 2, {
      // No heartbeat comes between, and nobody asks but by hand.
      knobs: {
        'servers.present': present,
        'clients.sessions': 0,
        'servers.noOp': false,
        'servers.heartbeatIntervalMs': 5000,
        'servers.electionTimeoutMinMs': 10_000,
        'servers.electionTimeoutMaxMs': 20_000,
      },
      inputs: ['100ms do s1 forceTimeout', '1s do c1 write'],
    });
    const messages = said(session);
    const count = (type: string, fromSec: number): number =>
      messages.filter(({ atUs, message }) => message.type === type && atUs >= fromSec * US_PER_S).length;
    expect([count('requestVote', 0), count('voteReply', 0)]).toEqual([present - 1, present - 1]);
    expect([count('append', 1), count('appendReply', 1)]).toEqual([present - 1, present - 1]);
    expect(viewOf(session).count('c1.answered')).toBe(1);
  });
});

describe('GT 7.4: figure 7', BUSY, () => {
  const rows = [
    ['s2', 1, 1, true],
    ['s3', 6, 1, true],
    ['s4', 0, 0, false],
    ['s5', 0, 0, false],
    ['s6', 5, 2, true],
    ['s7', 7, 2, true],
  ] as const;

  it.each([
    [true, 'one entry at a time'],
    [false, 'conflict hints'],
  ])('refusals and votes as in the table (beside: %s)', (beside) => {
    const session = runOf('figure-7', 7, beside);
    const messages = said(session).filter(({ atUs }) => atUs >= 0.5 * US_PER_S);
    for (const [id, slow, fast, votes] of rows) {
      const own = messages.filter(({ from }) => from === id).map(({ message }) => message);
      const refusals = own.filter((message) => message.type === 'appendReply' && !message.ok);
      expect(refusals.length, id).toBe(beside ? slow : fast);
      expect(own.find(({ type }) => type === 'voteReply')).toMatchObject({ granted: votes });
    }
  });

  it('c and d keep their surplus until there is an entry at index 11', () => {
    const { knobs } = experiment('figure-7');
    const session = runFor(lab, 3, { knobs, inputs: ['500ms do s1 forceTimeout'] });
    const lengths = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'].map((id) =>
      lastIndex(server(session, id).durable),
    );
    expect(lengths).toEqual([10, 10, 10, 11, 12, 10, 10]);
  });
});

describe('GT R-5e: exile and return', BUSY, () => {
  it.each(SEEDS)('without pre-vote the term grows by the timeouts, with it by none; seed %i', (seed) => {
    for (const beside of [true, false]) {
      const session = runOf('rejoin', seed, beside);
      const stood = changes(session).filter(
        ({ server: id, to, event, atUs }) =>
          id === 's5' && to === 'candidate' && event === 'electionTimeout' && atUs > 1.2 * US_PER_S,
      );
      const exiled = stood.filter(({ atUs }) => atUs < 4.2 * US_PER_S).length;
      // Three seconds in timeouts of 300 to 600 ms.
      expect(exiled).toBeGreaterThanOrEqual(beside ? 5 : 0);
      expect(exiled).toBeLessThanOrEqual(beside ? 10 : 0);
      const deposed = changes(session).filter(
        ({ from, to, atUs }) => from === 'leader' && to !== from && atUs > 4.2 * US_PER_S,
      );
      expect(deposed.length > 0).toBe(beside);
    }
  });
});

describe('over other seeds', BUSY, () => {
  // A single election may be split, so one of those that promise a time may miss it.
  const sure = [
    'split-vote',
    'narrow-timeouts',
    'hand-over',
    'follower-outage',
    'snapshot',
    'figure-7',
    'deaf-leader',
    'rejoin',
    'stale-read',
    'new-member',
    'figure-8',
    'votes-twice',
    'changes-too-early',
    'forgets-sessions',
  ];

  it.each(sure)('%s: what it expects happens', (id) => {
    for (const seed of SEEDS) {
      const { held, says } = judgeExperiment(lab, { ...experiment(id), seed }, claims);
      expect(held, `seed ${String(seed)}: ${says}`).toBe(true);
    }
  });

  it.each(lab.experiments.filter((one) => !brokenRules.includes(one) && one.beside === undefined))(
    '$title: no promise of safety breaks',
    ({ id }) => {
      for (const seed of SEEDS) {
        const session = runOf(id, seed);
        expect(broken(session).filter((promise) => SAFETY.includes(promise))).toEqual([]);
        expect(problemsOf(session)).toEqual([]);
      }
    },
  );
});

describe('broken rules', BUSY, () => {
  const switches = Object.entries(raftServerParams).flatMap(([name, spec]) =>
    'breaks' in spec && spec.breaks !== undefined ? [name] : [],
  );

  it('each has a knob and an experiment', () => {
    const targets = lab.knobs.filter(({ section }) => section === 'Break a rule').map(({ target }) => target);
    expect(targets.sort()).toEqual(switches.map((name) => `servers.${name}`).sort());
    const used = brokenRules.flatMap(({ knobs = {} }) => Object.keys(knobs));
    for (const target of targets) expect(used).toContain(target);
  });

  it('each turns its promise red in the run with seed 7, as the story says, and none does by the rule', () => {
    expect(lab.scenario.seed).toBe(7);
    const titles = new Map(runFor(lab, 0).model.invariants.map(({ id, title }) => [id, title.toLowerCase()]));
    const rows = [...story.matchAll(/^\| \[[^\]]*\]\(#experiment:([a-z0-9-]+)\) \| (.+) \|$/gm)];
    expect(rows.map(([, id]) => id)).toEqual(brokenRules.map(({ id }) => id));
    for (const [, id, title] of rows) {
      const promise = lab.invariants.find((one) => titles.get(one) === title) ?? title;
      const { brokenAtSec, says } = verdict(runOf(id), promise);
      expect(brokenAtSec, `${id}: ${says}`).toBeGreaterThan(0);
      expect(broken(runOf(id, 7, true)), `${id}, by the rule`).toEqual([]);
    }
  });
});

describe('figure 8', BUSY, () => {
  const terms = (session: Session, id: string): number[] => {
    const { log } = server(session, id).durable;
    return log.items.slice(0, log.length).map(({ term }) => term);
  };

  it('goes through the five pictures of the paper', () => {
    const { knobs, inputs } = experiment('figure-8');
    const at = (sec: number): number[][] => {
      const session = runFor(lab, sec, { knobs, inputs });
      return FIVE.map((id) => terms(session, id));
    };
    expect(at(1.25)).toEqual([[1, 2], [1, 2], [1], [1], [1]]);
    expect(at(1.95)).toEqual([[1, 2], [1, 2], [1], [1], [1, 3]]);
    expect(at(3.45)).toEqual([[1, 2], [1, 2], [1, 2], [1], [1, 3]]);
    expect(at(6).slice(1)).toEqual(Array.from({ length: 4 }, () => [1, 3, 5]));
  });

  it('the old entry is committed by counting, and not by the rule', () => {
    const { knobs, inputs, beside } = experiment('figure-8');
    const counted = runFor(lab, 3.45, { knobs, inputs });
    expect(server(counted, 's1').commitIndex).toBe(2);
    const ruled = runFor(lab, 3.45, { knobs: { ...knobs, ...beside?.knobs }, inputs });
    expect(server(ruled, 's1').commitIndex).toBeLessThan(2);
  });
});
