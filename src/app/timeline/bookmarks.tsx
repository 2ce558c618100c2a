import { Bookmark as BookmarkIcon, Trash2 } from 'lucide-react';
import { useId } from 'react';
import type { Bookmark } from '../../protocol/messages';
import { Button, IconButton } from '../../ui/button';
import { Popover } from '../../ui/popover';
import { shortcutOf } from '../commands/keys';
import { formatMoment } from '../format';
import { NONE, useLab } from '../run/store';
import { addBookmark, deleteBookmark, goToBookmark, renameBookmark } from './bookmark-actions';
import styles from './bookmarks.module.css';
import { percent } from './timeline-range';
import { useTimeTools } from './tools';

/** Bookmarks in the order of time: add one here, jump, note, delete. */
export function Bookmarks() {
  const open = useTimeTools((tools) => tools.open === 'bookmarks');
  const marks = useLab((state) => state.log?.bookmarks) ?? NONE;
  const us = useLab((state) => state.position.us);
  const sorted = [...marks].sort((a, b) => a.us - b.us);
  return (
    <Popover
      title="Bookmarks"
      open={open}
      onOpen={(to) => {
        useTimeTools.setState({ open: to ? 'bookmarks' : null });
      }}
      button={<IconButton label={`Bookmarks: ${String(marks.length)}`} icon={<BookmarkIcon size={16} />} />}
    >
      <Button size="small" shortcut={shortcutOf('bookmark')} onClick={() => void addBookmark()}>
        Bookmark {formatMoment(us)}
      </Button>
      {sorted.length === 0 && <p className={styles.none}>No moment is bookmarked yet.</p>}
      <ul className={styles.list}>
        {sorted.map((mark) => (
          <BookmarkRow key={mark.id} mark={mark} />
        ))}
      </ul>
    </Popover>
  );
}

function BookmarkRow({ mark }: { mark: Bookmark }) {
  const id = useId();
  const elsewhere = useLab(({ log }) =>
    log && log.current !== mark.branch
      ? log.branches.find((one) => one.id === mark.branch)?.title
      : undefined,
  );
  const time = formatMoment(mark.us);
  return (
    <li className={styles.row}>
      <Button
        size="small"
        title={elsewhere ? `On branch ${elsewhere}` : undefined}
        onClick={() => void goToBookmark(mark)}
      >
        {time}
        {elsewhere !== undefined && <span className={styles.elsewhere}>{elsewhere}</span>}
      </Button>
      <label htmlFor={id} className="visually-hidden">
        Note at {time}
      </label>
      <input
        id={id}
        key={mark.note}
        className={styles.note}
        defaultValue={mark.note}
        placeholder="What happens here?"
        maxLength={200}
        autoComplete="off"
        onBlur={(event) => {
          const note = event.target.value.trim();
          if (note !== mark.note) renameBookmark(mark, note);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      <IconButton
        label={`Delete the bookmark at ${time}`}
        look="ghost"
        size="small"
        icon={<Trash2 size={14} />}
        onClick={() => {
          deleteBookmark(mark);
        }}
      />
    </li>
  );
}

/** Bookmarks of the branch on screen, as flags on the timeline. */
export function BookmarkFlags({ rangeUs }: { rangeUs: number }) {
  const marks = useLab((state) => state.log?.bookmarks) ?? NONE;
  const current = useLab((state) => state.log?.current);
  return marks
    .filter(({ branch }) => branch === current)
    .map((mark) => {
      const words = `Bookmark at ${formatMoment(mark.us)}${mark.note === '' ? '' : `: ${mark.note}`}`;
      return (
        <button
          key={mark.id}
          type="button"
          className={styles.flag}
          style={{ left: percent(mark.us, rangeUs) }}
          aria-label={words}
          title={words}
          onClick={() => void goToBookmark(mark)}
        />
      );
    });
}
