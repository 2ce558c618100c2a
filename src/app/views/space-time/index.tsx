import { useState } from 'react';
import { useLab } from '../../run/store';
import { Diagram } from './diagram';
import { Loading } from '../frame';
import styles from './space-time.module.css';
import { Tools } from './tools';
import { InWords } from './in-words';

/** Who sent what to whom, and when: lifelines down, messages across. */
export function View() {
  const opened = useLab((state) => state.opened);
  const [words, setWords] = useState(false);
  if (!opened) return <Loading />;
  return (
    <section className={styles.view} aria-label="Space-time">
      <Tools words={words} onWords={setWords} />
      <div className={styles.stage}>
        <Diagram />
        {words && <InWords />}
      </div>
    </section>
  );
}
