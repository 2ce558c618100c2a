import { Button } from '../../ui/button';
import type { LabKnob } from '../../scenario/types';
import { classes } from '../../ui/classes';
import { startWith } from '../run/baseline';
import { knobsNow, useLab } from '../run/store';
import { Knob } from './knob';
import { LATENCY_KNOB } from './knob-spec';
import styles from './panels.module.css';

/** The knobs of the lab, built from the parameters they turn. */
export function Controls() {
  const lab = useLab((state) => state.lab);
  const opened = useLab((state) => state.opened);
  const changed = useLab((state) => Object.keys(knobsNow(state)).length > 0);
  if (!lab || !opened) return <p className={styles.loading}>Loading…</p>;
  const sections = new Map<string, LabKnob[]>();
  for (const knob of lab.knobs) {
    const name = knob.section ?? '';
    sections.set(name, [...(sections.get(name) ?? []), knob]);
  }
  return (
    <div className={styles.body}>
      {[...sections].map(([name, knobs]) => (
        <section key={name} className={classes(styles.section, styles.knobs)}>
          {name !== '' && <h3>{name}</h3>}
          {knobs.map((knob) => (
            <Knob key={knob.target} knob={knob} />
          ))}
        </section>
      ))}
      <section className={styles.section}>
        <h3>Links</h3>
        <Knob knob={{ target: LATENCY_KNOB }} />
      </section>
      {changed && <Button onClick={() => void startWith({})}>Back to the lab’s own settings</Button>}
    </div>
  );
}
