import { Slider } from 'radix-ui';
import { useId, useMemo, useState } from 'react';
import type { NumberSpec, ParamSpec, ParamValue } from '../../protocol/messages';
import type { LabKnob } from '../../scenario/types';
import { Chip } from '../../ui/chip';
import { Switch } from '../../ui/switch';
import { knobValue, useLab } from '../run/store';
import { knobAdvice, knobProblem, knobRelevant, knobSpec, turnKnob } from './knob-spec';
import styles from './knob.module.css';

/** A control for one parameter, made from its spec. */
export function Knob({ knob }: { knob: LabKnob }) {
  const value = useLab((state) => knobValue(state, knob.target));
  const opened = useLab((state) => state.opened);
  const spec = useMemo(() => (opened ? knobSpec(useLab.getState(), knob) : undefined), [opened, knob]);
  const relevant = useLab((state) => spec !== undefined && knobRelevant(state, knob.target, spec));
  const advice = useLab((state) => (spec === undefined ? '' : knobAdvice(state, knob.target, spec)));
  const [refused, setRefused] = useState('');
  if (!spec || value === undefined || !relevant) return null;
  const problem = (to: ParamValue): string | null => knobProblem(useLab.getState(), knob.target, spec, to);
  const turn = (to: ParamValue): void => {
    const why = problem(to);
    setRefused(why ?? '');
    if (why === null) turnKnob(knob.target, spec, to);
  };
  return (
    <div data-knob={knob.target}>
      <KnobControl spec={spec} value={value} turn={turn} problem={problem} />
      {refused !== '' && (
        <p className={styles.problem} role="alert">
          {refused}
        </p>
      )}
      {advice !== '' && (
        <p className={styles.help}>
          <Chip tone="warn">unwise</Chip> {advice}
        </p>
      )}
    </div>
  );
}

interface ControlProps<S extends ParamSpec = ParamSpec> {
  spec: S;
  value: ParamValue;
  turn: (value: ParamValue) => void;
  /** Why it cannot have a value; null when it can. */
  problem: (value: ParamValue) => string | null;
}

function KnobControl({ spec, value, turn, problem }: ControlProps) {
  const id = useId();
  const note = spec.restarts === true ? 'restarts the run' : null;
  if (spec.type === 'number') return <NumberKnob spec={spec} value={value} turn={turn} problem={problem} />;
  if (spec.type === 'switch') {
    return (
      <div className={styles.knob}>
        <div className={styles.head}>
          <label htmlFor={id}>{spec.title}</label>
          <Switch id={id} checked={value === true} onChange={turn} />
        </div>
        {spec.breaks !== undefined && (
          <p className={styles.help}>
            <Chip tone="warn">wrong on purpose</Chip> {spec.breaks}
          </p>
        )}
        <p className={styles.help}>{spec.help}</p>
      </div>
    );
  }
  if (spec.type === 'choice') {
    const chosen = spec.options.find((option) => option.value === value);
    return (
      <div className={styles.knob}>
        <div className={styles.head}>
          <label htmlFor={id}>{spec.title}</label>
          {note !== null && <span className={styles.note}>{note}</span>}
        </div>
        <select
          id={id}
          className={styles.select}
          value={String(value)}
          onChange={(event) => {
            turn(event.target.value);
          }}
        >
          {spec.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.title}
            </option>
          ))}
        </select>
        <p className={styles.help}>{chosen?.help ?? spec.help}</p>
      </div>
    );
  }
  return null;
}

const POSITIONS = 200;

/** Place on the slider of a value, and back: linear, or logarithmic from a value that is not 0 on. */
function scaleOf(spec: NumberSpec) {
  const { min, max } = spec;
  if (spec.logScale !== true || max <= 0) {
    return {
      place: (value: number) => ((value - min) / (max - min)) * POSITIONS,
      value: (place: number) => min + (place / POSITIONS) * (max - min),
    };
  }
  const low = min > 0 ? min : Math.max(max / 1e6, spec.integer ? 1 : 0.01);
  const ratio = Math.log(max / low);
  return {
    place: (value: number) => (value < low ? 0 : (Math.log(value / low) / ratio) * (POSITIONS - 1) + 1),
    value: (place: number) => (place < 1 ? min : low * Math.exp(((place - 1) / (POSITIONS - 1)) * ratio)),
  };
}

/** Two digits are enough for a slider; whole numbers stay whole. */
function neat(spec: NumberSpec, value: number): number {
  const digits = Number(value.toPrecision(2));
  const whole = spec.integer ? Math.round(digits) : digits;
  return Math.min(spec.max, Math.max(spec.min, whole));
}

function NumberKnob({ spec, value, turn, problem: problemOf }: ControlProps<NumberSpec>) {
  const id = useId();
  const [dragged, setDragged] = useState<number | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const scale = scaleOf(spec);
  const number = Number(value);
  const shown = dragged ?? number;
  const typed = draft === null ? null : draft.trim() === '' ? NaN : Number(draft);
  const problem = typed === null ? null : problemOf(typed);
  const commit = (): void => {
    if (typed !== null && problem === null) {
      turn(typed);
      setDraft(null);
    } else if (draft !== null && draft.trim() === '') setDraft(null);
  };
  return (
    <div className={styles.knob}>
      <div className={styles.head}>
        <label htmlFor={id}>{spec.title}</label>
        {spec.restarts === true && <span className={styles.note}>restarts the run</span>}
        <span className={styles.field}>
          <input
            id={id}
            className={styles.input}
            inputMode="decimal"
            value={draft ?? String(Number(shown.toPrecision(6)))}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-help`}
            onChange={(event) => {
              setDraft(event.target.value);
            }}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit();
              if (event.key === 'Escape') setDraft(null);
            }}
          />
          <span className={styles.unit}>{spec.unit}</span>
        </span>
      </div>
      <Slider.Root
        className={styles.slider}
        min={0}
        max={POSITIONS}
        value={[scale.place(shown)]}
        onValueChange={([place = 0]) => {
          setDragged(neat(spec, scale.value(place)));
        }}
        onValueCommit={([place = 0]) => {
          setDragged(null);
          setDraft(null);
          turn(neat(spec, scale.value(place)));
        }}
      >
        <Slider.Track className={styles.track}>
          <Slider.Range className={styles.range} />
        </Slider.Track>
        <Slider.Thumb className={styles.grip} aria-label={spec.title} />
      </Slider.Root>
      <p
        id={`${id}-help`}
        className={problem === null ? styles.help : styles.problem}
        role={problem === null ? undefined : 'alert'}
      >
        {problem ?? spec.help}
      </p>
    </div>
  );
}
