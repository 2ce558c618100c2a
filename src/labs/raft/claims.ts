import type { Claim, Claims, RunView } from '../../scenario/types';
import { SAFETY } from './promises';

const SERVERS = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9'];

function isSafe(run: RunView): boolean {
  return SAFETY.every((promise) => run.held(promise));
}

/** What some servers counted together. */
function sum(run: RunView, metric: string, fromSec: number, toSec: number, servers = SERVERS): number {
  return Math.round(servers.reduce((total, id) => total + run.count(`${id}.${metric}`, fromSec, toSec), 0));
}

/** Start of the first tenth of a second from a time on for which something is true; −1 for never. */
function firstTenth(run: RunView, fromSec: number, isTrue: (from: number, to: number) => boolean): number {
  for (let tenth = Math.round(fromSec * 10); tenth < Math.round(run.untilSec * 10); tenth++)
    if (isTrue(tenth / 10, (tenth + 1) / 10)) return tenth / 10;
  return -1;
}

/** When one of some servers is first elected after a time, to a tenth of a second; −1 for never. */
function electedSec(run: RunView, fromSec: number, servers = SERVERS): number {
  return firstTenth(run, fromSec, (from, to) => sum(run, 'leaders', from, to, servers) > 0);
}

/** What a gauge of a server shows at a time, to a tenth of a second. */
function level(run: RunView, server: string, metric: string, atSec: number): number {
  return run.mean(`${server}.${metric}`, atSec, atSec + 0.1);
}

function others(...left: readonly string[]): string[] {
  return SERVERS.filter((id) => !left.includes(id));
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function whole(value: number): string {
  return value.toFixed(0);
}

/** A promise breaks, and holds in the run beside. */
function breaks(promise: string, broken: string, kept: string): Claim {
  return (run, other) => {
    const [own, beside] = [run, other].map((view) => (view.held(promise) ? kept : broken));
    return { held: own === broken && beside === kept, says: `${own}; in the run beside, ${beside}.` };
  };
}

export const claims: Claims = {
  'stable-election': (run) => {
    const wait = electedSec(run, 1.2, others('s1')) - 1.2;
    const answered = run.count('goodputPerSec', 2.2, 3.2);
    return {
      held: wait > 0 && wait <= 1.2 && answered > 0 && isSafe(run) && run.held('raft-leader-in-time'),
      says: `the next leader was elected ${seconds(wait)} after the crash, and every promise held.`,
    };
  },
  'split-vote': (run) => {
    const [stood, won] = ['elections', 'leaders'].map((metric) => sum(run, metric, 1.2, 1.8));
    const elected = electedSec(run, 1.8);
    return {
      held: stood === 4 && won === 0 && sum(run, 'splitVotes', 1.2, 4) > 0 && elected > 0 && isSafe(run),
      says: `${whole(stood)} servers stood together and ${whole(won)} won; the next leader came at ${seconds(elected)}.`,
    };
  },
  'narrow-timeouts': (run, other) => {
    const [own, wide] = [run, other].map((view) => sum(view, 'splitVotes', 0, view.untilSec));
    return {
      held: own > 5 * Math.max(1, wide) && isSafe(run) && isSafe(other),
      says: `${whole(own)} candidates got no majority, and ${whole(wide)} with 300 to 600 ms.`,
    };
  },
  'hand-over': (run) => {
    const wait = electedSec(run, 1.5, ['s3']) - 1.5;
    const longest = run.quantile('responseTimeMs', 1, 1, 4);
    return {
      held: wait >= 0 && wait <= 0.2 && longest < 1000 && isSafe(run),
      says: `s3 was elected within ${seconds(wait + 0.1)}, and the longest operation took ${whole(longest)} ms.`,
    };
  },
  'follower-outage': (run) => {
    const meanwhile = level(run, 's1', 'commitIndex', 3.1) - level(run, 's1', 'commitIndex', 1.3);
    const behind = level(run, 's1', 'commitIndex', 3.7) - level(run, 's3', 'commitIndex', 3.7);
    return {
      held: meanwhile > 2 && behind < 4 && run.count('errorsPerSec') === 0 && isSafe(run),
      says: `${whole(meanwhile)} entries were committed without s3; half a second after its return it was ${behind.toFixed(1)} behind.`,
    };
  },
  snapshot: (run, other) => {
    const sent = [run, other].map((view) => sum(view, 'snapshotsSent', 4, 6, ['s1']));
    const longest = [run, other].map((view) =>
      Math.max(...SERVERS.map((id) => view.mean(`${id}.logEntries`, 5.5, 6))),
    );
    const caughtUp = [run, other].every(
      (view) => level(view, 's1', 'commitIndex', 5.5) - level(view, 's3', 'commitIndex', 5.5) < 4,
    );
    return {
      held: sent[0] > 0 && sent[1] === 0 && longest[0] <= 20 && longest[1] > 40 && caughtUp && isSafe(run),
      says: `s1 sent ${whole(sent[0])} snapshots; the longest log has ${whole(longest[0])} entries, and ${whole(longest[1])} without.`,
    };
  },
  'figure-7': (run, other) => {
    const won = sum(run, 'leaders', 0.5, 0.8, ['s1']);
    const [own, slow] = [run, other].map((view) => sum(view, 'refusedAppends', 0.5, 4.5));
    const agree = [run, other].every((view) => sameLogs(view, 4.3, 11));
    return {
      held: won === 1 && agree && own === 6 && slow === 19 && isSafe(run) && isSafe(other),
      says: `seven equal logs after ${whole(own)} refusals, and after ${whole(slow)} without hints.`,
    };
  },
  'leader-isolated': (run) => {
    const elected = electedSec(run, 1.2, others('s1'));
    const steppedDown = firstTenth(run, 1.2, (from, to) => sum(run, 'stepDowns', from, to, ['s1']) > 0);
    const alone = run.count('c1.answered', 1.6, 3.2);
    const rest = run.count('c2.answered', 2, 3.2);
    return {
      held: elected > 0 && elected < 3.1 && steppedDown >= 3.1 && alone === 0 && rest > 0 && isSafe(run),
      says: `from ${seconds(elected)} to ${seconds(steppedDown)} there were two leaders; c1 got ${whole(alone)} answers and c2 ${whole(rest)}.`,
    };
  },
  'two-three': (run) => {
    const minority = level(run, 's1', 'commitIndex', 3.6) - level(run, 's1', 'commitIndex', 1.3);
    const majority = level(run, 's3', 'commitIndex', 3.6) - level(run, 's3', 'commitIndex', 1.3);
    const clients = ['c1', 'c2'].map((id) => run.count(`${id}.answered`, 2.7, 3.7));
    return {
      held: minority < 1 && majority > 2 && Math.min(...clients) > 0 && isSafe(run),
      says: `the two committed ${whole(minority)} entries and the three ${whole(majority)}.`,
    };
  },
  'deaf-leader': (run, other) => {
    const down = firstTenth(run, 1.2, (from, to) => sum(run, 'stepDowns', from, to, ['s1']) > 0) - 1.2;
    const [own, deaf] = [run, other].map((view) => Math.round(view.count('goodputPerSec', 3, 5)));
    const kept = sum(other, 'stepDowns', 1.2, 5);
    return {
      held: down >= 0 && down <= 1.2 && own > 0 && deaf === 0 && kept === 0 && isSafe(run) && isSafe(other),
      says: `it stepped down after ${seconds(down)}, and from 3 s to 5 s clients got ${whole(own)} answers; without check quorum ${whole(deaf)}.`,
    };
  },
  rejoin: (run, other) => {
    const [own, climbed] = [run, other].map(
      (view) => level(view, 's5', 'term', 4.1) - level(view, 's5', 'term', 1.2),
    );
    const [kept, deposed] = [run, other].map((view) => sum(view, 'stepDowns', 1.2, 6, ['s1']));
    const bounded = climbed > 4 && climbed < 11;
    return {
      held: own === 0 && kept === 0 && bounded && deposed > 0 && isSafe(run) && isSafe(other),
      says: `its term grew by ${whole(own)}, and by ${whole(climbed)} without pre-vote, where s1 had to step down.`,
    };
  },
  'stale-read': breaks('raft-reads-are-fresh', 'a read was stale', 'every read was fresh'),
  'slow-clock': breaks('raft-reads-are-fresh', 'a read was stale', 'every read was fresh'),
  'new-member': (run) => {
    const behind = level(run, 's1', 'commitIndex', 2.4) - level(run, 's6', 'commitIndex', 2.4);
    const next = electedSec(run, 2.5, others('s1'));
    const errors = run.count('errorsPerSec');
    return {
      held: behind < 3 && next > 0 && errors === 0 && run.count('goodputPerSec', 4, 5) > 0 && isSafe(run),
      says: `s6 was ${behind.toFixed(1)} entries behind, the next leader came at ${seconds(next)}, and ${whole(errors)} operations failed.`,
    };
  },
  'two-at-once': breaks(
    'raft-state-machine-safety',
    'both sides applied different entries',
    'all applied the same',
  ),
  'votes-twice': breaks('raft-election-safety', 'a term had two leaders', 'no term had two leaders'),
  'ignores-logs': breaks(
    'raft-leader-completeness',
    'a leader lacked a committed entry',
    'every leader had all that was committed',
  ),
  'figure-8': breaks(
    'raft-committed-survives',
    'a committed entry was overwritten',
    'no committed entry was overwritten',
  ),
  'half-is-enough': breaks(
    'raft-state-machine-safety',
    'both sides applied different entries',
    'all applied the same',
  ),
  'loses-disk': breaks('raft-committed-survives', 'committed entries were lost', 'none was lost'),
  'puts-off': breaks('raft-leader-in-time', 'there was no leader in time', 'a leader was found in time'),
  'changes-too-early': breaks(
    'raft-state-machine-safety',
    'both sides applied different entries',
    'all applied the same',
  ),
  'forgets-sessions': breaks(
    'raft-exactly-once',
    'a command took effect twice',
    'every command took effect once',
  ),
};

/** Whether the seven servers have so many entries, and know all of them to be committed. */
function sameLogs(run: RunView, atSec: number, entries: number): boolean {
  return SERVERS.slice(0, 7).every((id) =>
    ['commitIndex', 'logEntries'].every((metric) => Math.abs(level(run, id, metric, atSec) - entries) < 0.01),
  );
}
