import { useState } from 'react';
import { useLab } from '../../run/store';
import { chooseMachine, nameOf, type Found, type MachineRef } from './choose';
import { MachineBody } from './machine-body';
import { useMachines } from './machines';
import { Empty, Loading } from '../frame';
import styles from './statechart.module.css';

/** The statechart of any machine of any node, live: drawn from the machine that runs. */
export function View() {
  const opened = useLab((state) => state.opened);
  const selected = useLab((state) => (state.selection?.kind === 'node' ? state.selection.id : null));
  const all = useMachines();
  const [place, setPlace] = useState<MachineRef | null>(null);
  const [followed, setFollowed] = useState<string | null>(selected);
  const shown = chooseMachine(all ?? [], place, selected);
  if (followed !== selected && all) {
    setFollowed(selected);
    // A selected node with machines brings its first one, unless one of its machines is on show already.
    const first = all.find(({ node }) => node === selected);
    if (first && shown?.node !== selected) setPlace({ node: first.node, machine: first.machine.id });
    else if (shown) setPlace({ node: shown.node, machine: shown.machine.id });
  }
  if (!opened || !all) return <Loading />;
  if (!shown) return <Nothing />;
  return (
    <section className={styles.view} aria-label="Statechart">
      <MachineSelect all={all} shown={shown} onChoose={setPlace} />
      <MachineBody found={shown} name={nameOf(shown, all)} />
    </section>
  );
}

function Nothing() {
  return (
    <Empty label="Statechart">
      <p>No node of this lab has modes to draw.</p>
      <p>A circuit breaker has them, and so does the health of servers behind a balancer.</p>
    </Empty>
  );
}

function MachineSelect({
  all,
  shown,
  onChoose,
}: {
  all: readonly Found[];
  shown: Found;
  onChoose: (place: MachineRef) => void;
}) {
  const at = all.findIndex(({ node, machine }) => node === shown.node && machine.id === shown.machine.id);
  return (
    <div className={styles.head}>
      <select
        className={styles.select}
        aria-label="Machine"
        value={at}
        onChange={(event) => {
          const found = all[Number(event.target.value)];
          if (found) onChoose({ node: found.node, machine: found.machine.id });
        }}
      >
        {all.map((found, index) => (
          <option key={`${found.node} ${found.machine.id}`} value={index}>
            {nameOf(found, all)}
          </option>
        ))}
      </select>
    </div>
  );
}
