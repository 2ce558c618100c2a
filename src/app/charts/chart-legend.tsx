import type { ChartSpec } from '../../scenario/types';
import { classes } from '../../ui/classes';
import { LineMark } from '../../ui/line-mark';
import { formatNumber } from '../format';
import styles from './charts.module.css';
import {
  ENOUGH_SAMPLES,
  lastTimeOf,
  latestOf,
  lineKey,
  samplesOf,
  TRAILING_SEC,
  valueAt,
  type ChartShot,
  type ShownLine,
} from './shot';
import { formatReading } from './ticks';
import { toggleLine, useChartView } from './view';

interface ChartLegendProps {
  spec: ChartSpec;
  shot: ChartShot | undefined;
  hidden: readonly string[];
}

/** With more lines than this the values of the run beside find no room. */
const COMPARED_MOST = 3;

/** The lines with their values, now or at the time pointed at. Each switches its line off and on. */
export function ChartLegend({ spec, shot, hidden }: ChartLegendProps) {
  const cursorUs = useChartView((view) => view.cursorUs);
  if (!shot) return <div className={styles.legend} />;
  const own = shot.lines.filter(({ beside }) => !beside);
  const others = new Map(shot.lines.filter(({ beside }) => beside).map((line) => [line.label, line]));
  const value = (line: ShownLine): number | null =>
    cursorUs === null ? latestOf(line, shot.range) : valueAt(line, cursorUs / 1e6);
  // Both runs are read at the same time, however far the one beside has come.
  const otherValue = (line: ShownLine, like: ShownLine): number | null =>
    valueAt(line, cursorUs === null ? lastTimeOf(like, shot.range) : cursorUs / 1e6);
  return (
    <div className={styles.legend} role="group" aria-label={`Lines of ${spec.title}`}>
      {own.map((line) => {
        const other = own.length <= COMPARED_MOST ? others.get(line.label) : undefined;
        return (
          <Entry
            key={line.id}
            chart={spec.id}
            line={line}
            on={!hidden.includes(lineKey(spec.id, line.label))}
            value={formatReading(value(line), shot.unit)}
            other={other ? formatReading(otherValue(other, line), shot.unit) : null}
          />
        );
      })}
      <SampleNote samples={samplesOf(shot.lines)} now={cursorUs === null} />
    </div>
  );
}

/** What percentiles are read over; how many samples that is, is known for the newest only. */
function SampleNote({ samples, now }: { samples: number; now: boolean }) {
  if (samples < 0) return null;
  const words = `last ${String(TRAILING_SEC)} s${now ? `, n ${formatNumber(samples)}` : ''}`;
  const few = samples < ENOUGH_SAMPLES;
  return (
    <span
      className={styles.samples}
      title={`Read over the last ${String(TRAILING_SEC)} s: ${String(samples)} samples${few ? ', too few to trust' : ''}`}
    >
      {words}
    </span>
  );
}

interface EntryProps {
  chart: string;
  line: ShownLine;
  on: boolean;
  value: string;
  /** The value in the run beside. */
  other: string | null;
}

function Entry({ chart, line, on, value, other }: EntryProps) {
  const few = line.samples >= 0 && line.samples < ENOUGH_SAMPLES;
  return (
    <button
      type="button"
      aria-pressed={on}
      className={classes(styles.entry, line.strong && styles.strong, !on && styles.off)}
      title={`${line.label}: ${on ? 'hide' : 'show'} this line${few ? '. Faint: fewer than 100 samples' : ''}`}
      onClick={() => {
        toggleLine(chart, line.label);
      }}
    >
      <LineMark token={line.token} dash={line.dash} width={line.strong ? 2.5 : 2} faint={few || !on} />
      <span className={styles.entryName}>{line.label}</span>{' '}
      <span className={styles.value}>
        {value}
        {other !== null && <span className={styles.other}> ({other})</span>}
      </span>
    </button>
  );
}
