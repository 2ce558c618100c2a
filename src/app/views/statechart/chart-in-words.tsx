import type { ChartEdge, ModeChart } from '../../../protocol/messages';
import { edgeKey } from './parts';
import { modeWord, sayEdge } from './last-change';
import styles from './statechart.module.css';

/**
 * The chart for those who do not see it: its modes, and what can happen in the present one. The latter is shown to all
 * where the chart had to leave guards out.
 */
export function ChartInWords({
  chart,
  mode,
  visible,
}: {
  chart: ModeChart;
  mode: string | null;
  visible: boolean;
}) {
  const edges = chart.edges.filter(({ from }) => from === mode);
  return (
    <>
      <ul className="visually-hidden" aria-label="Modes">
        {chart.modes.map(({ id, title, help }) => (
          <li key={id} aria-current={id === mode || undefined}>
            {title}
            {id === mode ? ', the present mode' : ''}
            {id === chart.initial ? ', where it starts' : ''}: {help}
          </li>
        ))}
      </ul>
      {mode !== null && edges.length > 0 && (
        <Exits chart={chart} mode={mode} edges={edges} visible={visible} />
      )}
    </>
  );
}

function Exits({
  chart,
  mode,
  edges,
  visible,
}: {
  chart: ModeChart;
  mode: string;
  edges: readonly ChartEdge[];
  visible: boolean;
}) {
  const title = `What can happen while ${modeWord(chart, mode)}`;
  const list = (
    <ul aria-label={title}>
      {edges.map((edge) => (
        <li key={edgeKey(edge)}>{sayEdge(chart, edge)}</li>
      ))}
    </ul>
  );
  if (!visible) return <div className="visually-hidden">{list}</div>;
  return (
    <details className={styles.exits}>
      <summary>{title}</summary>
      {list}
    </details>
  );
}
