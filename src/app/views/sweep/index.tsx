import { useState } from 'react';
import { Download } from 'lucide-react';
import { Button } from '../../../ui/button';
import { csvText } from '../../charts/csv';
import { shownUnit } from '../../charts/shot';
import { pointsOf, sweepRows, useSweep, type Sweep } from '../../compare/sweeps';
import { saveBlob } from '../../export/save';
import { useLab } from '../../run/store';
import { SweepForm } from './form';
import { HeatMap } from './heat-map';
import { LinePlot } from './line-plot';
import { PointTable } from './point-table';
import { RowPlot } from './row-plot';
import type { Shown } from './shown';
import styles from './sweep.module.css';

/** One or two knobs over their ranges: what becomes of any figure, with the spread over the seeds. */
export function View() {
  const labId = useLab((state) => state.labId);
  const sweep = useSweep((state) => (state.sweep?.labId === labId ? state.sweep : null));
  return (
    <section className={styles.view} aria-label="Sweep">
      <SweepForm key={labId} />
      {sweep && <Result sweep={sweep} />}
    </section>
  );
}

function Result({ sweep }: { sweep: Sweep }) {
  const [figure, setFigure] = useState(0);
  const [asTable, setAsTable] = useState(false);
  const charts = useLab((state) => state.lab?.charts);
  const one = sweep.figures[figure] ?? sweep.figures[0];
  if (!one) return <p className={styles.note}>This lab has no figures to sweep.</p>;
  const chart = charts?.find(({ title }) => title === one.chart);
  const unit = chart ? shownUnit(chart) : one.unit;
  const shown: Shown = {
    sweep,
    points: pointsOf(sweep, figure),
    title: `${one.chart}: ${one.label}`,
    unit,
    factor: unit === '%' ? 100 : 1,
  };
  return (
    <>
      <div className={styles.bar}>
        <label>
          <span className={styles.label}>Figure</span>
          <select
            className={styles.select}
            value={figure}
            onChange={(event) => {
              setFigure(Number(event.target.value));
            }}
          >
            {sweep.figures.map(({ chart: of, label }, index) => (
              <option key={index} value={index}>
                {of}: {label}
              </option>
            ))}
          </select>
        </label>
        <Button
          size="small"
          aria-pressed={asTable}
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          {asTable ? 'As a chart' : 'As a table'}
        </Button>
        <Button
          size="small"
          onClick={() => {
            saveBlob(
              new Blob([csvText(sweepRows(sweep))], { type: 'text/csv' }),
              `faultline-${sweep.labId}-sweep.csv`,
            );
          }}
        >
          <Download size={14} aria-hidden="true" /> CSV
        </Button>
      </div>
      <Picture shown={shown} asTable={asTable} />
      <p className={styles.note}>
        {sweep.plan.axes.length === 1 && !asTable
          ? 'Means of the seeds; the band holds nine of ten.'
          : 'Means of the seeds.'}{' '}
        A point opens as a run.
      </p>
    </>
  );
}

function Picture({ shown, asTable }: { shown: Shown; asTable: boolean }) {
  if (asTable) return <PointTable shown={shown} />;
  if (shown.sweep.plan.axes.length === 2) return <HeatMap shown={shown} />;
  const numbers = shown.points.every(({ values }) => typeof values[0] === 'number');
  return numbers ? <LinePlot shown={shown} /> : <RowPlot shown={shown} />;
}
