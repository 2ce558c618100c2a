/** What is known of the branches of a log, and what of it holds when the log is changed. */
import type { Checkpoint } from './checkpoints';
import { firstDifferenceUs, sameInput } from './difference';
import type { InputLog } from './log';
import { marksBefore, type MarkList } from './marks';

/** What a session keeps of a branch: checkpoints, the first at its start, and marks. */
export interface Known {
  list: readonly Checkpoint[];
  marks: MarkList;
}

/** For each branch of a changed log what is known of it, or of the branch that agrees with it longest. */
export function inherit(
  before: InputLog,
  after: InputLog,
  known: ReadonlyMap<string, Known>,
): Map<string, Known> {
  const found = new Map<string, Known>();
  for (const { id, inputs } of after.branches) {
    const own = before.branches.filter((branch) => branch.id === id);
    const [best] = (own.length > 0 ? own : before.branches)
      .map((branch) => ({ id: branch.id, us: firstDifferenceUs(branch.inputs, inputs) }))
      .sort((a, b) => (a.us === b.us ? 0 : b.us - a.us));
    const { list, marks } = known.get(best.id) as Known;
    found.set(id, {
      list: list.filter(({ events, nowUs }) => events === 0 || nowUs < best.us),
      marks: marksBefore(marks, best.us),
    });
  }
  return found;
}

/** Ids of inputs of a log that another log has not, or has otherwise. */
export function changedInputs(before: InputLog, after: InputLog): string[] {
  const rest = after.branches.flatMap(({ inputs }) => inputs);
  return before.branches
    .flatMap(({ inputs }) => inputs)
    .filter((input) => !rest.some((one) => sameInput(one, input)))
    .map(({ id }) => id);
}

/** A changed log in which no branch has been run less far than it was. */
export function withHeads(before: InputLog, after: InputLog): InputLog {
  const heads = new Map(before.branches.map(({ id, headUs }) => [id, headUs]));
  const branches = after.branches.map((branch) => ({
    ...branch,
    headUs: Math.max(branch.headUs, heads.get(branch.id) ?? 0),
  }));
  return { ...after, branches };
}
