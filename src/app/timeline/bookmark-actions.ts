/** Bookmarks: moments of the run worth coming back to, with a note. */
import type { Bookmark } from '../../protocol/messages';
import { formatMoment } from '../format';
import { controller } from '../run/controller';
import { changeLog } from '../run/log-changes';
import { notify, useLab } from '../run/store';
import { openTool } from './tools';

/** Marks the moment that is shown. */
export async function addBookmark(note = ''): Promise<void> {
  const { log } = useLab.getState();
  const { branch, us, events } = controller.frames.latest?.position ?? useLab.getState().position;
  const used = new Set((log?.bookmarks ?? []).map(({ id }) => id));
  let number = used.size + 1;
  while (used.has(`m${String(number)}`)) number++;
  const bookmark = { id: `m${String(number)}`, branch, us, events, note };
  if (!(await changeLog(`bookmark ${formatMoment(us)}`, { kind: 'bookmark', bookmark }))) return;
  notify(`Bookmarked ${formatMoment(us)}.`, 'calm', {
    title: 'Add a note',
    run: () => {
      openTool('bookmarks');
    },
  });
}

export function renameBookmark(bookmark: Bookmark, note: string): void {
  void changeLog(`note at ${formatMoment(bookmark.us)}`, {
    kind: 'bookmark',
    bookmark: { ...bookmark, note },
  });
}

export function deleteBookmark({ id, us }: Bookmark): void {
  void changeLog(`delete bookmark ${formatMoment(us)}`, { kind: 'unmark', id });
}

/** Goes to a bookmark, on its own branch. */
export async function goToBookmark({ branch, us, events }: Bookmark): Promise<void> {
  if (useLab.getState().log?.current !== branch) await controller.switchBranch(branch);
  await controller.seek(us, events);
}
