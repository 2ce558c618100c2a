/** Wrong on purpose: each switch off a rule that carries the protocol, and the promise it breaks. */
import type { Experiment } from '../../scenario/types';
import { NO_TIMEOUTS, S1_LEADS } from './setups';

/** Cuts all ways from a server to others. */
function mute(times: string, from: string, to: readonly string[]): string[] {
  return to.map((id) => `${times} cut ${from}->${id}`);
}

export const brokenRules: readonly Experiment[] = [
  {
    id: 'votes-twice',
    title: 'Wrong on purpose: vote twice',
    expect:
      'Two servers stand at the same moment, s4 and s5 vote for both, and one term has two leaders; with one vote a term it has one at most.',
    knobs: { 'servers.votesTwice': true },
    inputs: [S1_LEADS, '1200ms crash s1', '1250ms do s2 forceTimeout', '1250ms do s3 forceTimeout'],
    beside: { title: 'one vote a term', knobs: { 'servers.votesTwice': false } },
    untilSec: 4,
    nodes: ['s2', 's3'],
  },
  {
    id: 'ignores-logs',
    title: 'Wrong on purpose: no log check on votes',
    expect:
      'A server that missed two seconds, s5, is elected all the same: a leader that lacks what was committed; with the check nobody votes for it.',
    knobs: { 'servers.ignoresLogs': true },
    inputs: [S1_LEADS, '1200ms..3200ms isolate s5'],
    beside: { title: 'with the check', knobs: { 'servers.ignoresLogs': false } },
    untilSec: 5,
    nodes: ['s5'],
  },
  {
    id: 'figure-8',
    title: 'Figure 8: commit old terms by counting',
    expect:
      'By counting, s1 commits an entry of an old term and s5 overwrites it; by the rule it commits nothing before an entry of its own term.',
    knobs: {
      ...NO_TIMEOUTS,
      'servers.noOp': false,
      'servers.countsOldTerms': true,
      'clients.sessions': 0,
      'clients.attemptTimeoutMs': 200,
      'clients.giveUpAfterMs': 200,
      'c1.to': 's1',
      'c2.to': 's5',
    },
    inputs: [
      // (a) s1 leads, has an entry committed, leads again, and copies the next entry to s2 only.
      S1_LEADS,
      '300ms do c1 write',
      '600ms..650ms crash s1',
      '700ms do s1 forceTimeout',
      ...mute('900ms..1450ms', 's1', ['s3', 's4', 's5']),
      '1s do c1 write',
      '1300ms..2400ms crash s1',
      // (b) s5 is elected by s3 and s4, takes an entry, and tells nobody.
      '1500ms do s5 forceTimeout',
      ...mute('1550ms..2300ms', 's5', ['s1', 's2', 's3', 's4']),
      '1700ms do c2 write',
      '2s..3800ms crash s5',
      // (c) s1 is elected again, at the second try, and copies its old entry to s3.
      '2500ms do s1 forceTimeout',
      '2700ms do s1 forceTimeout',
      ...mute('2750ms..3700ms', 's1', ['s4']),
      '3500ms crash s1',
      // (d) s5 is elected, at the second try, and overwrites it.
      '3900ms do s5 forceTimeout',
      '4100ms do s5 forceTimeout',
      '4500ms do c2 write',
    ],
    beside: { title: 'by the rule', knobs: { 'servers.countsOldTerms': false } },
    untilSec: 6,
    nodes: ['s1', 's5'],
  },
  {
    id: 'half-is-enough',
    title: 'Wrong on purpose: half is a majority',
    expect:
      'Two of five go on committing without the other three, and the two sides apply different entries; with a true majority only the three do.',
    knobs: { 'servers.halfIsEnough': true },
    inputs: [S1_LEADS, '1200ms..3200ms partition s1,s2,c1 | s3,s4,s5,c2'],
    beside: { title: 'three of five', knobs: { 'servers.halfIsEnough': false } },
    untilSec: 5,
  },
  {
    id: 'loses-disk',
    title: 'Wrong on purpose: restart without disk',
    expect:
      'Two of the three servers that had the newest entries forget them, help to elect one that never had them, and committed writes are gone; with a disk none is.',
    knobs: { 'servers.losesDisk': true },
    inputs: [
      S1_LEADS,
      '1200ms..2500ms isolate s4',
      '1200ms..2500ms isolate s5',
      '2400ms crash s1',
      '2400ms..2500ms crash s2',
      '2400ms..2500ms crash s3',
    ],
    beside: { title: 'with a disk', knobs: { 'servers.losesDisk': false } },
    untilSec: 5,
    nodes: ['s2', 's3'],
  },
  {
    id: 'puts-off',
    title: 'Wrong on purpose: every vote request resets the timer',
    expect:
      'A server that missed entries, s5, cannot win, but asks more often than anybody else times out: no leader within ten timeouts; by the rule the others soon stand and win.',
    knobs: {
      'servers.electionTimeoutMinMs': 500,
      's5.electionTimeoutMinMs': 300,
      's5.electionTimeoutMaxMs': 350,
      'servers.putsOffForEveryone': true,
    },
    inputs: [S1_LEADS, '800ms..2s isolate s5', '1990ms crash s1'],
    beside: { title: 'by the rule', knobs: { 'servers.putsOffForEveryone': false } },
    pace: 0.4,
    untilSec: 10,
    nodes: ['s5'],
  },
  {
    id: 'changes-too-early',
    title: 'Wrong on purpose: change members too early',
    expect:
      'One leader, s1, adds s5 while s2, leader of a later term, removes s1, and both commit: two majorities that share nobody; by the rule s2 has to wait and may not.',
    knobs: {
      ...NO_TIMEOUTS,
      'servers.present': 4,
      'servers.membership': 'single',
      'servers.changesTooEarly': true,
      'clients.sessions': 0,
    },
    inputs: [
      S1_LEADS,
      '500ms join s5',
      ...mute('600ms..2s', 's1', ['s2', 's3', 's4']),
      '700ms do s1 addMember s5',
      // s2 is elected by s3 and s4, which hears nothing more of it.
      '1s do s2 forceTimeout',
      ...mute('1050ms..4s', 's2', ['s1', 's4', 's5']),
      '1300ms do s2 removeMember s1',
      '1800ms..1900ms crash s1',
      ...mute('1900ms..4s', 's3', ['s1', 's4', 's5']),
      '2100ms do s1 forceTimeout',
    ],
    beside: { title: 'by the rule', knobs: { 'servers.changesTooEarly': false } },
    untilSec: 4,
    nodes: ['s1', 's2'],
  },
  {
    id: 'forgets-sessions',
    title: 'Wrong on purpose: forget sessions',
    expect:
      'Answers to c1 are lost for a second, it repeats its commands, and they take effect again; with sessions each takes effect once.',
    knobs: {
      'servers.forgetsSessions': true,
      'clients.attemptTimeoutMs': 200,
      'clients.thinkTimeMs': 100,
      'c1.writeRatio': 1,
    },
    inputs: [S1_LEADS, '1200ms..2200ms cut s1->c1'],
    beside: { title: 'with sessions', knobs: { 'servers.forgetsSessions': false } },
    untilSec: 4,
    nodes: ['c1'],
  },
];
