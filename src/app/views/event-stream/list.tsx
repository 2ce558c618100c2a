import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { StreamView } from '../../../protocol/messages';
import { useSize } from '../../charts/use-size';
import styles from './event-stream.module.css';
import { Row } from './row';
import { ROW_H, rowId, scrollTo, versionByKey, windowAt } from './window';
import type { Reader } from './words';

/** So near the end of the stream, the end is followed. */
const END_PX = ROW_H;

/** The events of a stream, of which only those in sight are there. */
export function EventList({
  part,
  readers,
  pinned,
  follows,
  onChoose,
  onWindow,
}: {
  part: StreamView;
  readers: readonly Reader[];
  /** A version has been chosen: it is brought into sight, once. */
  pinned: boolean;
  /** The end of the stream stays in sight as it grows. */
  follows: boolean;
  onChoose: (version: number) => void;
  /** Which stretch is in sight; null for the newest. */
  onWindow: (from: number | null, count: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const height = useSize(scroller)?.height ?? 0;
  const { lastVersion, stream, state } = part;
  const chosen = state.version;
  const snapshots = new Set(part.snapshots);
  useEffect(() => {
    const box = scroller.current;
    if (follows && box) box.scrollTop = box.scrollHeight;
  }, [stream, follows, lastVersion, height]);
  useEffect(() => {
    const box = scroller.current;
    const to = box && pinned ? scrollTo(chosen, box.scrollTop, box.clientHeight) : null;
    if (box && to !== null) box.scrollTop = to;
  }, [stream, pinned, chosen]);
  const onScroll = (): void => {
    const box = scroller.current;
    if (!box) return;
    const { from, count } = windowAt(box.scrollTop, box.clientHeight);
    const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - END_PX;
    onWindow(atEnd ? null : from, count);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = versionByKey(event.key, chosen, lastVersion, Math.floor(height / ROW_H) - 1);
    if (to === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onChoose(to);
  };
  const inSight = part.events.some(({ version }) => version === chosen);
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="listbox"
      tabIndex={0}
      aria-label={`Events of ${stream}. Arrow keys choose a version.`}
      aria-activedescendant={inSight ? rowId(chosen) : undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className={styles.rows} role="presentation" style={{ height: lastVersion * ROW_H }}>
        {part.events.map((event) => (
          <Row
            key={event.version}
            event={event}
            newestSchema={part.newestSchema}
            last={lastVersion}
            chosen={chosen}
            isSnapshot={snapshots.has(event.version)}
            readers={readers
              .filter(({ version }) => version === event.version)
              .map(({ id }) => id)
              .join(' ')}
            onChoose={onChoose}
          />
        ))}
      </div>
    </div>
  );
}
