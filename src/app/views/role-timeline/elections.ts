/** Elections, read from the marks of the run. Pure. */
import type { Mark } from '../../../protocol/messages';

export interface Election {
  /** The term it was for. */
  epoch: number;
  /** When the first candidate stood, and by which event. */
  atUs: number;
  event: number;
  candidates: readonly string[];
  /** Empty when nobody has won, or not yet. */
  winner: string;
  /** `split`: several stood and none won; `failed`: one stood and did not win; `open`: it goes on. */
  outcome: 'won' | 'split' | 'failed' | 'open';
}

/** All elections that somebody stood in, by term. */
export function electionsOf(marks: readonly Mark[]): Election[] {
  const found = new Map<number, { atUs: number; event: number; candidates: string[]; winner: string }>();
  const modes = new Map<string, string>();
  for (const { node, moved, kind, epoch, atUs, event } of marks) {
    if (moved?.machine === '') modes.set(node, moved.change.to);
    if (epoch === undefined) continue;
    const mode = modes.get(node);
    const stands = (moved?.machine === '' || kind === 'epoch') && mode === 'candidate';
    if (stands) {
      const known = found.get(epoch);
      if (!known) found.set(epoch, { atUs, event, candidates: [node], winner: '' });
      else if (!known.candidates.includes(node)) known.candidates.push(node);
    }
    const election = moved?.change.to === 'leader' ? found.get(epoch) : undefined;
    if (election) election.winner = node;
  }
  const newest = Math.max(...found.keys());
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([epoch, one]) => ({ epoch, ...one, outcome: outcomeOf(one, epoch === newest) }));
}

function outcomeOf(
  { winner, candidates }: { winner: string; candidates: readonly string[] },
  newest: boolean,
): Election['outcome'] {
  if (winner !== '') return 'won';
  if (newest) return 'open';
  return candidates.length > 1 ? 'split' : 'failed';
}

/** `s1, s2 and s4`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** How an election went, in words. */
export function sayElection({ epoch, candidates, winner, outcome }: Election): string {
  const stood = `${listed(candidates)} stood`;
  const how = {
    won: candidates.length === 1 && candidates[0] === winner ? `${winner} won` : `${stood}, ${winner} won`,
    split: `${stood}, the votes were split`,
    failed: `${stood} and did not win`,
    open: stood,
  };
  return `Term ${String(epoch)}: ${how[outcome]}`;
}

/** The mark of an election, around 0: a diamond, parted when the votes were split. */
export function electionPath(outcome: Election['outcome']): string {
  return outcome === 'split' ? 'M-1-6-6 0-1 6zM1-6 6 0 1 6z' : 'M0-6 6 0 0 6-6 0z';
}
