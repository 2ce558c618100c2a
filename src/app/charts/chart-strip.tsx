import { useEffect, useRef } from 'react';
import { classes } from '../../ui/classes';
import { NONE, useLab } from '../run/store';
import { ChartPanel } from './chart-panel';
import styles from './charts.module.css';
import { ChartFeed } from './feed';
import { CHART_MIN_WIDTH, stripGrid } from './grid';
import { preloadPlot } from './lazy-plot';
import { useSize } from './use-size';

/** The charts of the lab over one common stretch of time: side by side, or one above the other. */
export function ChartStrip({ stacked = false }: { stacked?: boolean }) {
  const box = useRef<HTMLElement>(null);
  const size = useSize(box);
  const specs = useLab((state) => state.lab?.charts) ?? NONE;
  useEffect(preloadPlot, []);
  useEffect(() => new ChartFeed(specs).start(), [specs]);
  const grid = stacked || !size ? null : stripGrid(specs.length, size.width, size.height);
  return (
    <section
      ref={box}
      className={classes(styles.strip, stacked && styles.stacked)}
      aria-label="Charts"
      style={
        grid
          ? {
              gridTemplateColumns: `repeat(${String(grid.columns)}, minmax(${String(CHART_MIN_WIDTH)}px, 1fr))`,
              gridTemplateRows: `repeat(${String(grid.rows)}, auto auto minmax(44px, 1fr))`,
            }
          : undefined
      }
    >
      {specs.length === 0 && <p className={styles.none}>This lab has no charts.</p>}
      {specs.map((spec, index) => (
        <ChartPanel key={spec.id} spec={spec} first={index === 0} />
      ))}
    </section>
  );
}
