import { useEffect, useId, useState } from 'react';
import type { MachineView } from '../../protocol/messages';
import { controller } from '../run/controller';
import { NONE, useLab } from '../run/store';
import { AWAITED_WORDS, modeKey, type UntilAnswers, type WatchedLine } from './until-form';
import styles from './until.module.css';

interface FieldsProps {
  answers: UntilAnswers;
  change: (some: Partial<UntilAnswers>) => void;
}

/** The questions that belong to what is waited for. */
export function UntilFields({ answers, lines, change }: FieldsProps & { lines: readonly WatchedLine[] }) {
  switch (answers.kind) {
    case 'time':
      return (
        <Field
          title="Time"
          help="in seconds from the start"
          value={answers.seconds}
          onChange={(seconds) => {
            change({ seconds });
          }}
        />
      );
    case 'event':
      return (
        <Choice
          title="Event"
          value={answers.what}
          options={Object.entries(AWAITED_WORDS)}
          onChange={(what) => {
            change({ what: what as UntilAnswers['what'] });
          }}
        />
      );
    case 'message':
      return <NodeChoice answers={answers} change={change} />;
    case 'mode':
      return (
        <>
          <NodeChoice answers={answers} change={change} />
          <ModeChoice answers={answers} change={change} />
        </>
      );
    case 'broken':
      return <PromiseChoice answers={answers} change={change} />;
    case 'metric':
      return <MetricFields answers={answers} change={change} lines={lines} />;
  }
}

function NodeChoice({ answers, change }: FieldsProps) {
  const nodes = useLab((state) => state.opened?.nodes) ?? NONE;
  return (
    <Choice
      title="Node"
      value={answers.node}
      options={nodes.map(({ id }) => [id, id])}
      onChange={(node) => {
        change({ node, mode: '' });
      }}
    />
  );
}

/** The modes of all machines of the node; a node that is down has none to show. */
function ModeChoice({ answers, change }: FieldsProps) {
  const [machines, setMachines] = useState<{ node: string; list: readonly MachineView[] } | null>(null);
  const { node } = answers;
  useEffect(() => {
    let ended = false;
    void controller.look('inspect', { node }).then((details) => {
      if (!ended) setMachines({ node, list: details?.machines ?? [] });
    });
    return () => {
      ended = true;
    };
  }, [node]);
  if (machines?.node !== node) return null;
  const { list } = machines;
  if (list.length === 0) return <p className={styles.help}>{node} has no modes now.</p>;
  const options = list.flatMap(({ id, title, chart }) =>
    chart.modes.map((mode): [string, string] => [
      modeKey(id, mode.id),
      list.length > 1 ? `${mode.title} (${title})` : mode.title,
    ]),
  );
  return (
    <Choice
      title="Mode"
      value={answers.mode}
      options={[['', 'Choose…'], ...options]}
      onChange={(mode) => {
        change({ mode });
      }}
    />
  );
}

function PromiseChoice({ answers, change }: FieldsProps) {
  const invariants = useLab((state) => state.opened?.invariants) ?? NONE;
  if (invariants.length === 0) return <p className={styles.help}>This lab makes no promises.</p>;
  return (
    <Choice
      title="Promise"
      value={answers.invariant}
      options={[['', 'any of them'], ...invariants.map(({ id, title }): [string, string] => [id, title])]}
      onChange={(invariant) => {
        change({ invariant });
      }}
    />
  );
}

function MetricFields({ answers, change, lines }: FieldsProps & { lines: readonly WatchedLine[] }) {
  const line = lines.find(({ key }) => key === answers.line) ?? lines[0];
  if (!line) return <p className={styles.help}>This lab has no charts.</p>;
  return (
    <>
      <Choice
        title="Line"
        value={line.key}
        options={lines.map(({ key, title }) => [key, title])}
        onChange={(key) => {
          change({ line: key });
        }}
      />
      <Choice
        title="Is"
        value={answers.above ? 'above' : 'below'}
        options={[
          ['above', 'above'],
          ['below', 'below'],
        ]}
        onChange={(way) => {
          change({ above: way === 'above' });
        }}
      />
      <Field
        title="Value"
        help={`${line.unit === '' ? '' : `in ${line.unit}, `}looked at every half second`}
        value={answers.value}
        onChange={(value) => {
          change({ value });
        }}
      />
    </>
  );
}

function Field({
  title,
  help,
  value,
  onChange,
}: {
  title: string;
  help: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={id}>{title}</label>
      <span className={styles.answer}>
        <input
          id={id}
          className={styles.field}
          inputMode="decimal"
          autoComplete="off"
          value={value}
          aria-describedby={`${id}help`}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
        <span id={`${id}help`} className={styles.help}>
          {help}
        </span>
      </span>
    </div>
  );
}

/** One of several, with its name. */
export function Choice({
  title,
  value,
  options,
  help,
  onChange,
}: {
  title: string;
  value: string;
  options: readonly (readonly [value: string, title: string])[];
  help?: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={id}>{title}</label>
      <span className={styles.answer}>
        <select
          id={id}
          className={styles.field}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          {options.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
        {help !== undefined && <span className={styles.help}>{help}</span>}
      </span>
    </div>
  );
}
