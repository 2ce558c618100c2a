import { useEffect, useId, useState } from 'react';
import { counted } from '../../../scenario/wording';
import type { Axis } from '../../../scenario/axis';
import { Button } from '../../../ui/button';
import { firstValues, readAxis, sizeProblem, startSweep, stopSweep, useSweep } from '../../compare/sweeps';
import { knobSpec } from '../../panels/knob-spec';
import { NONE, useLab } from '../../run/store';
import styles from './sweep.module.css';

/** A knob to vary, as it is filled in. */
interface Field {
  target: string;
  values: string;
}

const NO_FIELD: Field = { target: '', values: '' };
const SEEDS = 20;
const LEAST_SEC = 10;
const MOST_SEC = 60;

/** What to vary, over which values, with how many seeds. */
export function SweepForm() {
  const knobs = useKnobs();
  const [first, setFirst] = useState<Field | null>(null);
  const [second, setSecond] = useState<Field>(NO_FIELD);
  const [seeds, setSeeds] = useState(SEEDS);
  const [untilSec, setUntilSec] = useState(() =>
    Math.round(Math.min(MOST_SEC, Math.max(LEAST_SEC, useLab.getState().headUs / 1e6))),
  );
  const running = useSweep((state) => state.running);
  useEffect(() => stopSweep, []);
  const start = knobs[0]?.target ?? '';
  const one = first ?? { target: start, values: valuesFor(start) };
  const fields = second.target === '' ? [one] : [one, second];
  const read = fields.map(({ target, values }) => readAxis(target, values));
  const axes = read.flatMap((field): Axis[] => ('axis' in field ? [field.axis] : []));
  const wish = { axes, seeds, untilSec };
  const twice = one.target === second.target ? 'The two knobs are the same: choose another.' : null;
  const problem = axes.length < fields.length ? 'Some values make no sense.' : (twice ?? sizeProblem(wish));
  const runs = axes.reduce((count, { values }) => count * values.length, seeds);
  if (knobs.length === 0) return <p className={styles.note}>This lab has no knob to vary.</p>;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (running) stopSweep();
        else if (problem === null) void startSweep(wish);
      }}
    >
      <KnobField label="Vary" field={one} knobs={knobs} onChange={setFirst} problem={problemOf(read[0])} />
      <KnobField
        label="and"
        field={second}
        knobs={knobs.filter(({ target }) => target !== one.target)}
        onChange={setSecond}
        optional
        problem={problemOf(read[1])}
      />
      <div className={styles.bar}>
        <Count label="Seeds" value={seeds} onChange={setSeeds} />
        <Count label="Seconds each" value={untilSec} onChange={setUntilSec} />
        <Button type="submit" look={running ? 'plain' : 'primary'} refusal={running ? null : problem}>
          {running ? 'Stop' : `Make ${counted(runs, 'run')}`}
        </Button>
        <Progress />
      </div>
      {problem !== null && axes.length === fields.length && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function problemOf(read: ReturnType<typeof readAxis> | undefined): string | null {
  return read && 'problem' in read ? read.problem : null;
}

/** The knobs of the lab that have values to go through. */
function useKnobs(): readonly { target: string; title: string }[] {
  const knobs = useLab((state) => state.lab?.knobs) ?? NONE;
  const opened = useLab((state) => state.opened);
  if (!opened) return NONE;
  const state = useLab.getState();
  const found = knobs.flatMap((knob) => {
    const spec = knobSpec(state, knob);
    if (spec?.type !== 'number' && spec?.type !== 'choice' && spec?.type !== 'switch') return [];
    const section = knob.section === undefined ? '' : `${knob.section}: `;
    return [
      { target: knob.target, title: section + spec.title, unit: spec.type === 'number' ? spec.unit : '' },
    ];
  });
  // Two knobs of the same name differ by their unit.
  const twice = (title: string): boolean => found.filter((one) => one.title === title).length > 1;
  return found.map(({ target, title, unit }) => ({
    target,
    title: unit !== '' && twice(title) ? `${title}, ${unit}` : title,
  }));
}

function valuesFor(target: string): string {
  const state = useLab.getState();
  const knob = state.lab?.knobs.find((one) => one.target === target);
  const spec = knob && knobSpec(state, knob);
  return spec ? firstValues(spec) : '';
}

interface KnobFieldProps {
  label: string;
  field: Field;
  knobs: readonly { target: string; title: string }[];
  onChange: (field: Field) => void;
  optional?: boolean;
  problem: string | null;
}

function KnobField({ label, field, knobs, onChange, optional = false, problem }: KnobFieldProps) {
  return (
    <fieldset className={styles.field}>
      <legend className="visually-hidden">{label}</legend>
      <label>
        <span className={styles.label}>{label}</span>
        <select
          className={styles.select}
          value={field.target}
          onChange={(event) => {
            const target = event.target.value;
            onChange({ target, values: valuesFor(target) });
          }}
        >
          {optional && <option value="">no second knob</option>}
          {knobs.map(({ target, title }) => (
            <option key={target} value={target}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {field.target !== '' && <Values field={field} label={label} problem={problem} onChange={onChange} />}
    </fieldset>
  );
}

/** Choices are ticked, numbers are typed: a list, with ranges. */
function Values({ field, label, problem, onChange }: Omit<KnobFieldProps, 'knobs' | 'optional'>) {
  const id = useId();
  const choices = choicesOf(field.target);
  const chosen = field.values.split(',').filter((value) => value !== '');
  if (choices) {
    return (
      <div className={styles.choices} role="group" aria-label={`Values of ${label}`}>
        {choices.map(({ value, title }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={({ target }) => {
                const kept = choices.filter((one) =>
                  one.value === value ? target.checked : chosen.includes(one.value),
                );
                onChange({ ...field, values: kept.map((one) => one.value).join(',') });
              }}
            />
            {title}
          </label>
        ))}
        {chosen.length === 0 && (
          <p className={styles.problem} role="alert">
            Tick at least one.
          </p>
        )}
      </div>
    );
  }
  return (
    <>
      <label className={styles.values}>
        <span className="visually-hidden">Values of {label}</span>
        <input
          className={styles.input}
          value={field.values}
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={id}
          onChange={(event) => {
            onChange({ ...field, values: event.target.value });
          }}
        />
      </label>
      <p
        id={id}
        className={problem === null ? styles.note : styles.problem}
        role={problem === null ? undefined : 'alert'}
      >
        {problem ?? 'A list, or ranges such as 2..6:2.'}
      </p>
    </>
  );
}

/** What a knob can be set to, when that is a choice; null for numbers. */
function choicesOf(target: string): readonly { value: string; title: string }[] | null {
  const state = useLab.getState();
  const knob = state.lab?.knobs.find((one) => one.target === target);
  const spec = knob && knobSpec(state, knob);
  if (spec?.type === 'choice') return spec.options;
  if (spec?.type !== 'switch') return null;
  return [
    { value: 'false', title: 'off' },
    { value: 'true', title: 'on' },
  ];
}

function Count({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <label>
      <span className={styles.label}>{label}</span>
      <input
        className={styles.count}
        type="number"
        min={1}
        step={1}
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => {
          onChange(event.target.valueAsNumber);
        }}
      />
    </label>
  );
}

function Progress() {
  const done = useSweep((state) => state.sweep?.done ?? 0);
  const most = useSweep((state) => (state.running ? (state.sweep?.made.length ?? 0) : 0));
  if (most === 0) return null;
  return (
    <span className={styles.progress} role="status">
      <progress max={most} value={done} aria-label="Runs made" /> {done} of {most}
    </span>
  );
}
