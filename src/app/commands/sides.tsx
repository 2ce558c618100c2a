import { useState } from 'react';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { GlyphMark } from '../../ui/glyph';
import { NONE, useLab } from '../run/store';
import { isThere, partition } from './actions';
import { closeDialogs } from './dialogs';
import styles from './sides.module.css';

type Side = 'left' | 'right' | 'neither';

const SIDES: readonly (readonly [Side, string])[] = [
  ['left', 'Left'],
  ['right', 'Right'],
  ['neither', 'Neither'],
];

/** A partition without a drawn line: the side of each node is chosen from a list. */
export function Sides() {
  const opened = useLab((state) => state.opened?.nodes) ?? NONE;
  const [state] = useState(useLab.getState);
  const nodes = opened.filter(({ id }) => isThere(state, id));
  const [sides, setSides] = useState<Readonly<Record<string, Side>>>({});
  const on = (side: Side): string[] => nodes.map(({ id }) => id).filter((id) => sides[id] === side);
  const [left, right] = [on('left'), on('right')];
  const refusal = left.length > 0 && right.length > 0 ? null : 'Each side needs a node.';
  return (
    <Dialog title="Partition" onClose={closeDialogs}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (refusal !== null) return;
          partition(left, right);
          closeDialogs();
        }}
      >
        <p className={styles.lead}>
          Nothing gets through between left and right. Whoever is on neither side reaches both.
        </p>
        <div className={styles.nodes}>
          {nodes.map(({ id, glyph }) => (
            <div key={id} className={styles.node} role="radiogroup" aria-label={id}>
              <span className={styles.name} aria-hidden="true">
                <GlyphMark glyph={glyph} /> {id}
              </span>
              {SIDES.map(([side, title]) => (
                <label key={side} className={styles.side}>
                  <input
                    type="radio"
                    name={`side of ${id}`}
                    checked={(sides[id] ?? 'neither') === side}
                    onChange={() => {
                      setSides({ ...sides, [id]: side });
                    }}
                  />
                  {title}
                </label>
              ))}
            </div>
          ))}
        </div>
        <div className={styles.buttons}>
          <p className={styles.lead}>
            {left.join(', ') || 'nobody'} | {right.join(', ') || 'nobody'}
          </p>
          <Button onClick={closeDialogs}>Cancel</Button>
          <Button type="submit" look={refusal === null ? 'primary' : 'plain'} refusal={refusal}>
            Partition
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
