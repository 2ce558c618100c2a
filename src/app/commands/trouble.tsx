import { useEffect, useId, useState } from 'react';
import { outcomesOf } from '../../scenario/outcome';
import { counted } from '../../scenario/wording';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Switch } from '../../ui/switch';
import { NONE, useLab } from '../run/store';
import { findTrouble, stopSearch, useTrouble } from '../run/trouble';
import { showCanvas } from '../shell/sheet';
import { closeDialogs, useDialogs } from './dialogs';
import styles from './trouble.module.css';

const RUNS = 2000;
const MOST_RUNS = 1_000_000;
const FAULTS = 4;
const MOST_FAULTS = 10;

/** Choose an outcome, and let workers look for a run in which it comes. */
export function Trouble() {
  const labId = useLab((state) => state.labId);
  const declared = useLab((state) => state.lab?.outcomes) ?? NONE;
  const promises = useLab((state) => state.opened?.invariants) ?? NONE;
  const outcomes = outcomesOf(declared, promises);
  const [chosen, setChosen] = useState(useDialogs.getState().outcome);
  const [runs, setRuns] = useState(RUNS);
  const [maxFaults, setMaxFaults] = useState(FAULTS);
  const [healed, setHealed] = useState(false);
  const busy = useTrouble((state) => state.stage !== 'idle');
  const says = useTrouble((state) => state.says);
  const outcome = outcomes.find(({ id }) => id === chosen) ?? outcomes[0];
  const healedId = useId();
  // Whoever closes the dialog does not want to be taken elsewhere later.
  useEffect(() => stopSearch, []);
  const finding = !busy && says?.labId === labId ? says : null;
  const start = async (from: number): Promise<void> => {
    if (!outcome || !(await findTrouble({ outcome, from, runs, maxFaults, healed }))) return;
    // What was found is to be looked at: the run that waits is not to go on.
    useDialogs.setState({ open: null, resume: false });
    showCanvas();
  };
  return (
    <Dialog title="Find me trouble" onClose={closeDialogs}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) stopSearch();
          else void start(1);
        }}
      >
        <p className={styles.lead}>
          Tries seed after seed with random faults and the knobs as they are. What it finds is shrunk to the
          faults that are needed, and you are taken there, a second before.
        </p>
        <fieldset className={styles.outcomes} disabled={busy}>
          <legend>Look for</legend>
          {outcomes.map(({ id, title, help }) => (
            <label key={id} className={styles.outcome}>
              <input
                type="radio"
                name="outcome"
                checked={id === outcome?.id}
                onChange={() => {
                  setChosen(id);
                }}
              />
              <span>
                {title}
                <small>{help}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <fieldset className={styles.limits} disabled={busy}>
          <legend className={styles.hidden}>How far</legend>
          <Count label="Runs at most" value={runs} max={MOST_RUNS} onChange={setRuns} />
          <Count label="Faults at most" value={maxFaults} max={MOST_FAULTS} onChange={setMaxFaults} />
          <span className={styles.count}>
            <label htmlFor={healedId}>All healed in time</label>
            <Switch id={healedId} checked={healed} onChange={setHealed} />
          </span>
        </fieldset>
        <div className={styles.foot}>
          <Progress />
          {finding && <p role="status">{finding.text}</p>}
          <div className={styles.buttons}>
            <Button onClick={closeDialogs}>Close</Button>
            {finding && finding.outcome === outcome?.id && (
              <Button onClick={() => void start(finding.next)}>Search on from seed {finding.next}</Button>
            )}
            <Button
              type="submit"
              look={busy ? 'plain' : 'primary'}
              refusal={outcome ? null : 'This lab has nothing to look for.'}
            >
              {busy ? 'Stop' : 'Find it'}
            </Button>
          </div>
        </div>
      </form>
    </Dialog>
  );
}

function Count({
  label,
  value,
  max,
  onChange,
}: {
  label: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
}) {
  return (
    <label className={styles.count}>
      {label}
      <input
        type="number"
        min={0}
        max={max}
        step={1}
        required
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => {
          onChange(event.target.valueAsNumber);
        }}
      />
    </label>
  );
}

/** How far the search is. */
function Progress() {
  const { stage, runs, most } = useTrouble();
  if (stage === 'idle') return null;
  const text =
    stage === 'shrinking' ? 'Found. Leaving away what it does not need…' : `${counted(runs, 'run')}…`;
  return (
    <div className={styles.progress}>
      <progress max={most} value={runs} aria-label="Runs tried" />
      <p>{text}</p>
    </div>
  );
}
