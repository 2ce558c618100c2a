import { memo, type CSSProperties } from 'react';
import type { StreamView } from '../../../protocol/messages';
import { epochColour } from '../cluster/epochs';
import styles from './event-stream.module.css';
import { rowId, topOf } from './window';
import { sayEvent, saySchema, sayTime } from './words';

/** One event of the stream. What comes after the chosen version is not part of its state, and is drawn faint. */
export const Row = memo(function Row({
  event,
  newestSchema,
  last,
  chosen,
  isSnapshot,
  readers,
  onChoose,
}: {
  event: StreamView['events'][number];
  newestSchema: number;
  /** Newest version of the stream. */
  last: number;
  /** The version whose state is shown. */
  chosen: number;
  isSnapshot: boolean;
  /** Ids of those who have come exactly as far, separated by spaces. */
  readers: string;
  onChoose: (version: number) => void;
}) {
  const { version, type, text, atUs, schema } = event;
  const here = readers === '' ? [] : readers.split(' ');
  const style: CSSProperties & Record<'--schema', string> = {
    top: topOf(version),
    '--schema': epochColour(schema),
  };
  return (
    <div
      id={rowId(version)}
      role="option"
      aria-selected={version === chosen}
      aria-setsize={last}
      aria-posinset={version}
      aria-label={sayEvent(event, newestSchema, here, isSnapshot)}
      className={styles.row}
      data-later={version > chosen || undefined}
      data-snapshot={isSnapshot || undefined}
      style={style}
      onClick={() => {
        onChoose(version);
      }}
    >
      <span className={styles.version}>{version}</span>
      <span className={styles.time}>{sayTime(atUs)}</span>
      <span className={styles.what} title={`${type} ${text}`}>
        <strong data-type={type}>{type}</strong> {text}
      </span>
      <span className={styles.marks}>
        {isSnapshot && <span className={styles.snapshot}>snapshot</span>}
        {here.map((id) => (
          <span key={id} className={styles.reader}>
            {id}
          </span>
        ))}
      </span>
      <span className={styles.schema}>{saySchema(event, newestSchema)}</span>
    </div>
  );
});
