/**
 * The input log of a run: a tree of branches. A branch holds all inputs of its history, those it shares with its
 * parent up to the fork included. Nothing here knows of a simulation.
 */
import { actionSpec, type Input } from '../kernel/input';
import { inputWords } from '../scenario/words';

export interface Branch {
  id: string;
  parentId: string | null;
  /** Where it left its parent. */
  forkAtUs: number;
  title: string;
  inputs: readonly Input[];
  /** How far it has been run. */
  headUs: number;
}

/** A moment of a branch worth coming back to. */
export interface Bookmark {
  id: string;
  branch: string;
  us: number;
  /** Events handled by then: tells apart moments of the same time. */
  events: number;
  note: string;
}

export interface InputLog {
  branches: readonly Branch[];
  current: string;
  /** None when left out. */
  bookmarks?: readonly Bookmark[];
}

/** A log that cannot be changed like that, in a sentence. */
export class EditProblem extends Error {
  override readonly name = 'EditProblem';
}

/** A log of one branch. */
export function createLog(inputs: readonly Input[] = []): InputLog {
  const trunk: Branch = { id: 'b0', parentId: null, forkAtUs: 0, title: 'main', inputs, headUs: 0 };
  return { branches: [trunk], current: trunk.id };
}

/** The branch that is being run. */
export function currentBranch(log: InputLog): Branch {
  const branch = log.branches.find((one) => one.id === log.current);
  if (!branch) throw new Error(`The log has no branch called ${log.current}.`);
  return branch;
}

/** The log with the current branch changed. */
export function changeBranch(log: InputLog, change: Partial<Branch>): InputLog {
  const branches = log.branches.map((branch) =>
    branch.id === log.current ? { ...branch, ...change } : branch,
  );
  return { ...log, branches };
}

/**
 * The log with an input added. An input before the head of its branch would change a known future: it opens a new
 * branch at `playheadUs` instead, and the old future stays.
 */
export function addInput(
  log: InputLog,
  input: Input,
  playheadUs: number,
): { log: InputLog; forked: boolean } {
  const branch = currentBranch(log);
  if (playheadUs >= branch.headUs) {
    return { log: changeBranch(log, { inputs: [...branch.inputs, input] }), forked: false };
  }
  const fork: Branch = {
    id: freshBranchId(log),
    parentId: branch.id,
    forkAtUs: playheadUs,
    title: freshTitle(log, `after ${inputWords(input)}`),
    inputs: [...branch.inputs.filter((known) => known.atUs <= playheadUs), input],
    headUs: playheadUs,
  };
  return { log: { ...log, branches: [...log.branches, fork], current: fork.id }, forked: true };
}

function freshBranchId(log: InputLog): string {
  const numbers = log.branches.map(({ id }) => Number(/^b(\d+)$/.exec(id)?.[1] ?? 0));
  return `b${String(Math.max(...numbers) + 1)}`;
}

/** A title that no branch has: a number sets it apart from its like. */
function freshTitle(log: InputLog, title: string): string {
  const taken = new Set(log.branches.map((branch) => branch.title));
  let number = 1;
  while (taken.has(number === 1 ? title : `${title} (${String(number)})`)) number++;
  return number === 1 ? title : `${title} (${String(number)})`;
}

/** Up to when two branches are one: the later of them has not left the history of both before. */
export function sharedUntilUs(log: InputLog, a: string, b: string): number {
  const limits = limitsOf(log, a);
  for (const [id, limitUs] of limitsOf(log, b)) {
    const other = limits.get(id);
    if (other !== undefined) return Math.min(limitUs, other);
  }
  return 0;
}

/** A branch and those it comes from, with the time up to which it is the same as each. */
function limitsOf(log: InputLog, id: string): Map<string, number> {
  const limits = new Map<string, number>();
  let limitUs = Infinity;
  let branch = log.branches.find((one) => one.id === id);
  while (branch && !limits.has(branch.id)) {
    limits.set(branch.id, limitUs);
    limitUs = Math.min(limitUs, branch.forkAtUs);
    const { parentId } = branch;
    branch = log.branches.find((one) => one.id === parentId);
  }
  return limits;
}

/** An id that no input of the log has. */
export function freshInputId(log: InputLog): string {
  const used = new Set(log.branches.flatMap((branch) => branch.inputs.map((input) => input.id)));
  let number = used.size + 1;
  while (used.has(`i${String(number)}`)) number++;
  return `i${String(number)}`;
}

/** An input as the timeline draws it, with the end it really has. */
export interface Clip {
  input: Input;
  /** What was done, in a few words. */
  words: string;
  /** It can last; otherwise it is over at once. */
  lasts: boolean;
  /** null while it is open; its own time when it was done at once. */
  endsAtUs: number | null;
  /** Closed by another input rather than by its own end. */
  closedEarly: boolean;
}

/**
 * The clips of a branch. `restart`, `resume`, `restore` and `heal` close the open clips of their target; a knob set
 * for good closes what it was set to before.
 */
export function clipsOf(inputs: readonly Input[]): Clip[] {
  const clips: Clip[] = [];
  const sorted = inputs.filter((input) => !input.muted).sort((a, b) => a.atUs - b.atUs);
  for (const input of sorted) {
    for (const clip of clips) {
      const open = clip.endsAtUs === null || clip.endsAtUs > input.atUs;
      if (open && closes(input, clip.input)) {
        clip.endsAtUs = input.atUs;
        clip.closedEarly = true;
      }
    }
    clips.push(clipOf(input));
  }
  return clips;
}

/** The clips of a branch that are muted: they do nothing and are only drawn. */
export function mutedClipsOf(inputs: readonly Input[]): Clip[] {
  return inputs.filter((input) => input.muted).map(clipOf);
}

function clipOf(input: Input): Clip {
  const lasts = actionSpec(input.action)?.lasts === true;
  const endsAtUs = lasts ? input.untilUs : input.atUs;
  return { input, words: inputWords(input), lasts, endsAtUs, closedEarly: false };
}

/** Whether an input closes a clip. */
function closes(closer: Input, clip: Input): boolean {
  if (closer.action === 'set')
    return clip.action === 'set' && closer.untilUs === null && closer.target === clip.target;
  const closedBy = actionSpec(clip.action)?.closedBy ?? [];
  if (!closedBy.includes(closer.action)) return false;
  if (closer.action === 'heal')
    return closer.target === '' || closer.target === '*' || closer.target === clip.target;
  if (closer.action !== 'restore') return closer.target === clip.target;
  return sharesLink(closer.target, clip.target);
}

/** Whether two link targets have a one-way link in common. */
function sharesLink(a: string, b: string): boolean {
  const ways = (target: string): string[] => {
    const [from, to] = target.split(/<?->/);
    return target.includes('<->') ? [`${from}>${to}`, `${to}>${from}`] : [`${from}>${to}`];
  };
  return ways(a).some((way) => ways(b).includes(way));
}
