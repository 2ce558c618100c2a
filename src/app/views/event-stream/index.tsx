import { useCallback, useMemo, useState } from 'react';
import type { StreamView } from '../../../protocol/messages';
import { useLab } from '../../run/store';
import { useLook } from '../cluster/use-look';
import { Empty, KeyList, Loading } from '../frame';
import styles from './event-stream.module.css';
import { FoldedState } from './folded-state';
import { EventList } from './list';
import { Tools, type At } from './tools';
import { readersOf } from './words';

/** Rows asked for before the view knows how high it is. */
const FIRST_ROWS = 48;

/** The stream of one aggregate in an event store, event by event, and its state as it was at any of them. */
export function View() {
  const opened = useLab((state) => state.opened);
  const store = opened?.nodes.find(({ kind }) => kind === 'event-store')?.id ?? '';
  const nodes = useMemo(() => opened?.nodes.map(({ id }) => id) ?? [], [opened]);
  const [stream, setStream] = useState('');
  const [at, setAt] = useState<At>(null);
  // Null follows the end.
  const [from, setFrom] = useState<number | null>(null);
  const [count, setCount] = useState(FIRST_ROWS);
  const part = useLook('stream', store === '' ? null : { node: store, stream, from, count, at });
  const glances = useLook('inspectMany', store === '' ? null : { nodes });
  const setWindow = useCallback((first: number | null, rows: number) => {
    setFrom(first);
    setCount(rows);
  }, []);
  const choose = useCallback((version: number) => {
    setAt({ version });
  }, []);
  if (opened && store === '') return <Nothing>No node of this lab keeps events.</Nothing>;
  if (!part) return <Loading />;
  if (part.streams.length === 0) return <Nothing>The store has no events yet.</Nothing>;
  const readers = readersOf(glances ?? [], part.stream);
  return (
    <section className={styles.view} aria-label="Event stream">
      <Tools
        part={part}
        at={at}
        onStream={(id) => {
          setStream(id);
          setAt(null);
          setFrom(null);
        }}
        onAt={setAt}
      />
      <div className={styles.parts}>
        <div className={styles.stream}>
          <Head />
          <EventList
            part={part}
            readers={readers}
            pinned={at !== null}
            follows={at === null && from === null}
            onChoose={choose}
            onWindow={setWindow}
          />
        </div>
        <FoldedState part={part} readers={readers} />
      </div>
      <Key part={part} />
    </section>
  );
}

function Nothing({ children }: { children: string }) {
  return (
    <Empty label="Event stream">
      <p>{children}</p>
    </Empty>
  );
}

function Head() {
  return (
    <div className={styles.head} aria-hidden="true">
      <span>version</span>
      <span>time</span>
      <span>event</span>
      <span />
      <span>schema</span>
    </div>
  );
}

/** What the marks mean. */
function Key({ part }: { part: StreamView }) {
  return (
    <KeyList>
      <li className={styles.schemaKey}>
        <span className={styles.schema}>v1 → v{part.newestSchema}</span>
        read through upcasters
      </li>
      <li>
        <span className={styles.snapshot}>snapshot</span>
        up to this event
      </li>
      <li>
        <span className={styles.reader}>name</span>
        has come this far
      </li>
    </KeyList>
  );
}
