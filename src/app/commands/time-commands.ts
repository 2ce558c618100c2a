/** Commands of the tools of time: undo, bookmarks, branches, run until. */
import { controller } from '../run/controller';
import { useHistory } from '../run/history';
import { redo, undo } from '../run/log-changes';
import { compareWith, stopComparing } from '../run/overlay';
import { runUntil } from '../run/run-until';
import { useLab, type LabState } from '../run/store';
import { addBookmark } from '../timeline/bookmark-actions';
import { openTool } from '../timeline/tools';
import type { Command } from './commands';
import { shortcutOf } from './keys';

type Rest = Omit<Command, 'id' | 'group' | 'title' | 'run'>;

function make(id: string, title: string, run: () => void, rest: Rest = {}): Command {
  return { id, group: 'Time', title, run, shortcut: shortcutOf(id), ...rest };
}

export function timeToolCommands(state: LabState): Command[] {
  const { past, future } = useHistory.getState();
  const [last, next] = [past.at(-1)?.words, future.at(-1)?.words];
  return [
    make('undo', 'Undo', () => void undo(), {
      context: last,
      refusal: last === undefined ? 'There is nothing to undo.' : null,
      keywords: ['take back'],
    }),
    make('redo', 'Redo', () => void redo(), {
      context: next,
      refusal: next === undefined ? 'There is nothing to do again.' : null,
    }),
    make('bookmark', 'Bookmark this moment', () => void addBookmark(), { keywords: ['mark', 'note'] }),
    tool('bookmarks', 'Bookmarks…', ['marks', 'notes']),
    tool('branches', 'Branches…', ['futures', 'compare', 'rename', 'switch']),
    make(
      'run until',
      'Run until…',
      () => {
        openTool('until');
      },
      { keywords: ['stop at', 'breakpoint'] },
    ),
    ...untilCommands(state),
    ...branchCommands(state),
    make(
      'adaptive',
      state.adaptive ? 'Switch adaptive pace off' : 'Switch adaptive pace on',
      () => {
        useLab.setState({ adaptive: !state.adaptive });
      },
      { help: 'Slow through bursts of what matters, quick over silence', keywords: ['speed'] },
    ),
  ];
}

function tool(id: 'bookmarks' | 'branches', title: string, keywords: readonly string[]): Command {
  return make(
    id,
    title,
    () => {
      openTool(id);
    },
    { keywords },
  );
}

/** What is waited for most often, without a form. */
function untilCommands({ selection, opened }: LabState): Command[] {
  const node = selection?.kind === 'node' ? selection.id : null;
  const promises = (opened?.invariants.length ?? 0) > 0;
  const until = (id: string, words: string, ...[wanted]: [Parameters<typeof runUntil>[0]]): Command =>
    make(`until ${id}`, `Run until ${words}`, () => void runUntil(wanted, words));
  return [
    until('mode', 'the next change of mode', { kind: 'event', what: 'mode' }),
    until('loss', 'a message is lost', { kind: 'event', what: 'loss' }),
    ...(promises ? [until('broken', 'a promise is broken', { kind: 'broken', invariant: null })] : []),
    ...(node === null ? [] : [until('message', `${node} gets a message`, { kind: 'message', node })]),
  ];
}

function branchCommands({ log, overlay }: LabState): Command[] {
  const others = (log?.branches ?? []).filter(({ id }) => id !== log?.current);
  return [
    ...others.map(({ id, title }) =>
      make(`branch ${id}`, 'Switch to branch', () => void controller.switchBranch(id), { context: title }),
    ),
    ...others.map(({ id, title }) =>
      make(`compare ${id}`, 'Compare with branch', () => void compareWith(id), { context: title }),
    ),
    ...(overlay ? [make('stop comparing', 'Stop comparing branches', stopComparing)] : []),
  ];
}
