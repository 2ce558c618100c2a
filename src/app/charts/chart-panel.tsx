import { X } from 'lucide-react';
import { memo, Suspense, useId, useRef } from 'react';
import type { ChartSpec } from '../../scenario/types';
import { Boundary } from '../../ui/boundary';
import { classes } from '../../ui/classes';
import { LineMark } from '../../ui/line-mark';
import { formatSince } from '../format';
import { usePrefs } from '../prefs';
import { besideOf, useLab } from '../run/store';
import { ChartLegend } from './chart-legend';
import { ChartMenu } from './chart-menu';
import styles from './charts.module.css';
import { Plot } from './lazy-plot';
import { Surface, type PlotGeometry } from './surface';
import { BESIDE_DASH, hasValues, latestOf, lineKey, shownUnit, type ChartShot } from './shot';
import { formatReading } from './ticks';
import { useSize } from './use-size';
import { resetZoom, useChartView, useShots } from './view';

/** One chart: what it is, the values of its lines, and the plot. */
export const ChartPanel = memo(function ChartPanel({ spec, first }: { spec: ChartSpec; first: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const geometry = useRef<PlotGeometry | null>(null);
  const size = useSize(box);
  const shot = useShots((shots) => shots[spec.id]);
  const hidden = usePrefs((prefs) => prefs.hiddenLines);
  const id = useId();
  const shown = shot?.lines.filter(({ label }) => !hidden.includes(lineKey(spec.id, label))) ?? [];
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <ChartHead id={id} spec={spec} shot={shot} first={first} plot={box} />
      <ChartLegend spec={spec} shot={shot} hidden={hidden} />
      <Surface
        box={box}
        spec={spec}
        shot={shot}
        shown={shown}
        geometry={geometry}
        describedBy={`${id}values`}
      >
        {shot && size && hasValues(shot.lines) ? (
          <Boundary fallback={<p className={styles.nothing}>This chart could not be drawn</p>}>
            <Suspense fallback={null}>
              <Plot
                shot={shot}
                lines={shown}
                width={size.width}
                height={size.height}
                onGeometry={(next) => {
                  geometry.current = next;
                }}
              />
            </Suspense>
          </Boundary>
        ) : (
          <p className={styles.nothing}>Nothing yet</p>
        )}
      </Surface>
      <p id={`${id}values`} className="visually-hidden">
        {shot ? sentence(spec, shot) : `${spec.title}: nothing yet.`}
      </p>
    </figure>
  );
});

/** The latest values in words. */
function sentence(spec: ChartSpec, shot: ChartShot): string {
  const values = shot.lines.map((line) => {
    const value = latestOf(line, shot.range);
    return `${line.title} ${value === null ? 'nothing' : formatReading(value, shot.unit)}`;
  });
  const unit = shot.unit === '' || shot.unit === '%' ? '' : `, in ${shot.unit}`;
  return `${spec.title}${unit}: ${values.join(', ')}. ${spec.help}`;
}

interface ChartHeadProps {
  id: string;
  spec: ChartSpec;
  shot: ChartShot | undefined;
  first: boolean;
  plot: React.RefObject<HTMLElement | null>;
}

function ChartHead({ id, spec, shot, first, plot }: ChartHeadProps) {
  const unit = shownUnit(spec);
  return (
    <div className={styles.head}>
      <h3 id={id} className={styles.title} title={`${spec.title}. ${spec.help}`}>
        {spec.title}
      </h3>
      {unit !== '' && <span className={styles.unit}>{unit}</span>}
      <Note shot={shot} first={first} />
      {first && <ZoomChip />}
      <ChartMenu spec={spec} shot={shot} plot={plot} />
    </div>
  );
}

/** Of which time the values are when it is not now; else which run the dashed lines are of. */
function Note({ shot, first }: Pick<ChartHeadProps, 'shot' | 'first'>) {
  const cursorUs = useChartView((view) => view.cursorUs);
  const zoomed = useChartView((view) => view.zoom !== null);
  const beside = useLab((state) => besideOf(state)?.title);
  // In the first chart the chip that says so needs the room.
  const us = cursorUs ?? (zoomed && shot && !first ? Math.min(shot.range.toUs, shot.headUs) : null);
  if (us !== null) return <span className={styles.note}>at {formatSince(us)}</span>;
  if (beside === undefined) return <span className={styles.note} />;
  return (
    <span className={classes(styles.note, styles.besideNote)} title={`dashed: ${beside}`}>
      <LineMark token="--ink2" dash={BESIDE_DASH} /> <span className="visually-hidden">dashed: </span>
      {beside}
    </span>
  );
}

/** Says that the charts do not follow the run, and lets them. */
function ZoomChip() {
  const zoomed = useChartView((view) => view.zoom !== null);
  const running = useLab((state) => state.life === 'running');
  if (!zoomed) return null;
  return (
    <button
      type="button"
      className={styles.zoomed}
      aria-label="Zoomed: reset"
      title={running ? 'Zoomed. Follow the run again' : 'Zoomed. Show the last minute again'}
      onClick={resetZoom}
    >
      <span className={styles.zoomedWord}>zoomed</span>
      <X size={12} aria-hidden="true" />
    </button>
  );
}
