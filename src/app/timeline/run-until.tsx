import { Goal } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../ui/button';
import { Popover } from '../../ui/popover';
import { LIMITS_MIN, runUntil, USUAL_LIMIT_MIN } from '../run/run-until';
import { NONE, useLab } from '../run/store';
import { closeTools, useTimeTools } from './tools';
import { Choice, UntilFields } from './until-fields';
import { untilOf, watchedLines, type UntilAnswers, type UntilKind } from './until-form';
import styles from './until.module.css';

const KINDS: readonly (readonly [UntilKind, string])[] = [
  ['event', 'an event'],
  ['mode', 'a mode'],
  ['message', 'a message to a node'],
  ['broken', 'a broken promise'],
  ['metric', 'a value on a chart'],
  ['time', 'a time'],
];

/** Runs on, as fast as can be, until something happens. */
export function RunUntil() {
  const open = useTimeTools((tools) => tools.open === 'until');
  return (
    <Popover
      title="Run until"
      open={open}
      onOpen={(to) => {
        useTimeTools.setState({ open: to ? 'until' : null });
      }}
      button={<IconButton label="Run until…" icon={<Goal size={16} />} />}
    >
      <UntilForm />
    </Popover>
  );
}

function UntilForm() {
  const [answers, setAnswers] = useState<UntilAnswers>(firstAnswers);
  const [limitMin, setLimitMin] = useState<number>(USUAL_LIMIT_MIN);
  const charts = useLab((state) => state.lab?.charts) ?? NONE;
  const nodes = useLab((state) => state.opened?.nodes) ?? NONE;
  const lines = watchedLines(charts, nodes);
  const wanted = untilOf(answers, lines);
  const change = (some: Partial<UntilAnswers>): void => {
    setAnswers((before) => ({ ...before, ...some }));
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof wanted === 'string') return;
        closeTools();
        void runUntil(wanted.until, wanted.words, limitMin);
      }}
    >
      <Choice
        title="What"
        value={answers.kind}
        options={KINDS}
        onChange={(kind) => {
          change({ kind: kind as UntilKind });
        }}
      />
      <UntilFields answers={answers} lines={lines} change={change} />
      {answers.kind !== 'time' && (
        <Choice
          title="Give up after"
          value={String(limitMin)}
          options={LIMITS_MIN.map((min) => [String(min), min === 1 ? '1 minute' : `${String(min)} minutes`])}
          help="of simulated time"
          onChange={(min) => {
            setLimitMin(Number(min));
          }}
        />
      )}
      <Button type="submit" look="primary" refusal={typeof wanted === 'string' ? wanted : null}>
        Run
      </Button>
    </form>
  );
}

/** About what is selected, if anything is. */
function firstAnswers(): UntilAnswers {
  const { selection, opened, position } = useLab.getState();
  return {
    kind: 'event',
    seconds: String(Math.floor(position.us / 1_000_000) + 10),
    what: 'mode',
    node: selection?.kind === 'node' ? selection.id : (opened?.nodes[0]?.id ?? ''),
    mode: '',
    invariant: '',
    line: '',
    above: true,
    value: '',
  };
}
