import { Ellipsis, Redo2, Undo2 } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from '../../ui/button';
import { classes } from '../../ui/classes';
import { shortcutOf } from '../commands/keys';
import { useHistory } from '../run/history';
import { redo, undo } from '../run/log-changes';
import { followBaseline } from '../run/baseline';
import { followOverlay } from '../run/overlay';
import { Bookmarks } from './bookmarks';
import { Branches } from './branches';
import { RunUntil } from './run-until';
import styles from './time-tools.module.css';
import { useTimeTools } from './tools';

/** What belongs to time beside going through it: undo, branches, bookmarks, run until. */
export function TimeTools() {
  const unfolded = useTimeTools((tools) => tools.unfolded);
  useEffect(followOverlay, []);
  useEffect(followBaseline, []);
  return (
    <div
      className={classes(styles.tools, unfolded && styles.unfolded)}
      role="group"
      aria-label="Tools of time"
    >
      <UndoButtons />
      <Branches />
      <Bookmarks />
      <RunUntil />
    </div>
  );
}

function UndoButtons() {
  const last = useHistory(({ past }) => past.at(-1)?.words);
  const next = useHistory(({ future }) => future.at(-1)?.words);
  return (
    <>
      <IconButton
        label={last === undefined ? 'Undo' : `Undo ${last}`}
        shortcut={shortcutOf('undo')}
        refusal={last === undefined ? 'There is nothing to undo.' : null}
        icon={<Undo2 size={16} />}
        onClick={() => void undo()}
      />
      <IconButton
        label={next === undefined ? 'Redo' : `Redo ${next}`}
        shortcut={shortcutOf('redo')}
        refusal={next === undefined ? 'There is nothing to do again.' : null}
        icon={<Redo2 size={16} />}
        onClick={() => void redo()}
      />
    </>
  );
}

/** On a narrow screen: shows the tools, or folds them away. */
export function ToolsButton() {
  const unfolded = useTimeTools((tools) => tools.unfolded);
  return (
    <IconButton
      label={unfolded ? 'Fewer tools' : 'Undo, branches, bookmarks, run until'}
      look={unfolded ? 'chosen' : 'ghost'}
      className={styles.toggle}
      aria-expanded={unfolded}
      icon={<Ellipsis size={16} />}
      onClick={() => {
        useTimeTools.setState({ unfolded: !unfolded });
      }}
    />
  );
}
