/** The table of a sweep, a row a point. Widths are known before the first row, so that rows come as they are ready. */
import type { Figure } from '../run/figures';
import type { Spread } from '../run/statistics';
import { seedCount, type SweepPlan } from '../run/sweep-plan';
import type { KnobValues } from '../scenario/build';

const GAP = '  ';
/** Room for a mean and its interval, such as `1234 ±56`. */
const CELL = 14;

export class SweepTable {
  private readonly plan: SweepPlan;
  /** A column of each figure; above the first of each chart stands the chart's title. */
  private readonly columns: readonly { title: string; label: string; width: number }[];

  constructor(plan: SweepPlan, figures: readonly Figure[]) {
    this.plan = plan;
    this.columns = figures.map(({ chart, unit, label }, index) => {
      const isFirst = index === 0 || figures[index - 1].chart !== chart;
      const title = isFirst ? `${chart}${unit === '' ? '' : `, ${unit}`}` : '';
      const isOnly = figures.filter((other) => other.chart === chart).length === 1;
      return { title, label, width: Math.max(CELL, label.length, isOnly ? title.length : 0) };
    });
  }

  /** What stands above the rows: what the numbers are, the charts, and their lines. */
  header(): string {
    const { seeds } = this.plan;
    const means = `Means over seeds ${seeds.join('..')} with 95 % intervals.`;
    const above = this.columns.map(({ title, width }) => title.padEnd(width));
    const below = this.columns.map(({ label, width }) => label.padEnd(width));
    const targets = this.knobs(({ target }) => target);
    return `${means}\n\n${line([...targets.map((text) => ' '.repeat(text.length)), ...above])}${line([...targets, ...below])}`;
  }

  /** A point: its knobs, and the spread of each figure over the seeds. */
  row(varied: KnobValues, spreads: readonly Spread[]): string {
    const cells = spreads.map((spread, index) => this.cell(spread).padEnd(this.columns[index].width));
    return line([...this.knobs(({ target }) => String(varied[target])), ...cells]);
  }

  private knobs(text: (axis: SweepPlan['axes'][number]) => string): string[] {
    return this.plan.axes.map((axis) => {
      const widths = [axis.target, ...axis.values].map((value) => String(value).length);
      return text(axis).padEnd(Math.max(...widths));
    });
  }

  private cell({ count, mean, margin }: Spread): string {
    if (count === 0) return '–';
    const interval = Number.isNaN(margin) ? '' : ` ±${short(margin, 2)}`;
    // Some runs had nothing to measure.
    const few = count < seedCount(this.plan) ? ` n ${String(count)}` : '';
    return `${short(mean, 4)}${interval}${few}`;
  }
}

function line(cells: readonly string[]): string {
  return `${cells.join(GAP).trimEnd()}\n`;
}

/** A number with so many digits, or all those before its point. */
function short(value: number, digits: number): string {
  return String(Math.abs(value) >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits)));
}
