/**
 * Asks the worker for the charts on screen, one chart a turn, so that redrawing never adds up to a long task. While
 * the run goes on the turns go round; while it is paused every chart gets one turn after each change, then all rest.
 */
import type { ChartData } from '../../protocol/messages';
import type { ChartSpec } from '../../scenario/types';
import { usePrefs } from '../prefs';
import { controller } from '../run/controller';
import { besideOf, NONE, useLab, type LabState, type Trial } from '../run/store';
import { askFor, sameRange, type Range } from './ranges';
import { shotOf } from './shot';
import { nextTurn, takeTurn, waitMs, type TurnBudget } from './turns';
import { clearCharts, spreadsOf, useChartView, useShots, useSpreads, wantedRange, whereAbouts } from './view';

/** What is known of the run beside, for one chart. */
interface BesideData {
  run: number;
  range: Range;
  data: ChartData;
  endSec: number;
  /** It has come no further between two looks. */
  rests: boolean;
}

export class ChartFeed {
  private readonly specs: readonly ChartSpec[];
  private readonly stale: Set<string>;
  /** Charts for which asking again would give the same, as long as the run only goes on. */
  private readonly settled = new Set<string>();
  private readonly beside = new Map<string, BesideData>();
  private last = -1;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private budget: TurnBudget = { saved: 0, atMs: 0 };
  private ended = false;

  constructor(specs: readonly ChartSpec[]) {
    this.specs = specs;
    this.stale = new Set(specs.map(({ id }) => id));
  }

  /** Begins; @returns what ends it */
  start(): () => void {
    const ends = [
      useLab.subscribe((state, before) => {
        if (state.opened !== before.opened) clearCharts();
        if (isNews(state, before)) this.refresh();
      }),
      useChartView.subscribe((view, before) => {
        if (view.zoom !== before.zoom) this.refresh();
      }),
      useSpreads.subscribe(() => {
        this.refresh();
      }),
      usePrefs.subscribe((prefs, before) => {
        if (prefs.hiddenLines !== before.hiddenLines) this.refresh();
      }),
    ];
    const onVisible = (): void => {
      this.plan();
    };
    document.addEventListener('visibilitychange', onVisible);
    this.plan();
    return () => {
      this.ended = true;
      clearTimeout(this.timer);
      document.removeEventListener('visibilitychange', onVisible);
      for (const end of ends) end();
    };
  }

  /** Every chart is to be asked for again. */
  private refresh(): void {
    for (const { id } of this.specs) this.stale.add(id);
    this.settled.clear();
    this.plan();
  }

  private plan(): void {
    const { life } = useLab.getState();
    // While a run is being opened, the lab may be another one already than the run that would answer.
    if (life === 'loading' || life === 'failed' || document.hidden) return;
    if (this.timer !== undefined || this.asking || this.ended) return;
    const next = this.next(life === 'running');
    if (!next) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.turn(next);
      },
      waitMs(this.budget, performance.now()),
    );
  }

  private next(running: boolean): ChartSpec | undefined {
    const wants = (index: number): boolean => {
      const id = this.specs[index]?.id ?? '';
      return this.stale.has(id) || (running && !this.settled.has(id));
    };
    return this.specs[nextTurn(this.specs.length, this.last, wants)];
  }

  private async turn(spec: ChartSpec): Promise<void> {
    this.last = this.specs.indexOf(spec);
    this.asking = true;
    this.budget = takeTurn(this.budget, this.specs.length, performance.now());
    this.stale.delete(spec.id);
    const { opened } = useLab.getState();
    const shown = await this.look(spec);
    this.asking = false;
    if (this.ended) return;
    if (shown && opened === useLab.getState().opened) useShots.setState({ [spec.id]: shown });
    this.plan();
  }

  private async look(spec: ChartSpec) {
    const state = useLab.getState();
    const { opened } = state;
    const besideRun = besideOf(state);
    const range = wantedRange();
    const { playheadUs } = whereAbouts();
    const ask = { specs: [spec], ...askFor(range, playheadUs) };
    const [own, beside] = await Promise.all([
      controller.look('charts', ask),
      // The pinned run stands where this one does; others have been run to their end.
      this.lookBeside(spec, range, besideRun, besideRun === state.baseline ? playheadUs : Infinity),
    ]);
    const data = own?.[0];
    if (!data) return null;
    if (playheadUs >= range.toUs && (beside?.rests ?? true)) this.settled.add(spec.id);
    return shotOf({
      spec,
      nodes: opened?.nodes ?? NONE,
      absent: absentNodes(),
      hidden: usePrefs.getState().hiddenLines,
      range,
      headUs: whereAbouts().headUs,
      data,
      beside: beside && besideRun ? { title: besideRun.title, data: beside.data } : null,
      spreads: spreadsOf(spec.id, range),
      before: useShots.getState()[spec.id],
    });
  }

  /** The run beside is asked only while it may have come further, or for another stretch of time. */
  private async lookBeside(
    spec: ChartSpec,
    range: Range,
    beside: NonNullable<Trial['beside']> | null,
    upToUs: number,
  ): Promise<BesideData | null> {
    if (!beside) return null;
    const known = this.beside.get(spec.id);
    const same = known?.run === beside.run && sameRange(known.range, range);
    if (known && same && known.rests) return known;
    const ask = { specs: [spec], ...askFor(range, upToUs) };
    const answer = await controller.look('charts', ask, beside.run);
    const data = answer?.[0];
    if (!data) return known?.run === beside.run ? known : null;
    const endSec = endOf(data);
    const stands = same && endSec > 0 && endSec === known.endSec;
    const found = { run: beside.run, range, data, endSec, rests: stands || endSec * 1e6 >= range.toUs };
    this.beside.set(spec.id, found);
    return found;
  }
}

/** Whether the charts may look different now. While the run goes on they take their turns anyway. */
function isNews(state: LabState, before: LabState): boolean {
  const { life, position } = state;
  if (life !== before.life || state.opened !== before.opened) return true;
  if (besideOf(state)?.run !== besideOf(before)?.run) return true;
  if (life === 'running') return false;
  return (
    state.log !== before.log ||
    position.events !== before.position.events ||
    position.us !== before.position.us ||
    position.branch !== before.position.branch
  );
}

function absentNodes(): ReadonlySet<string> {
  const faces = Object.values(useLab.getState().faces);
  return new Set(faces.filter(({ life }) => life === 'absent').map(({ id }) => id));
}

/** The last time that any line of a chart reaches, in seconds. */
function endOf({ lines }: ChartData): number {
  return Math.max(0, ...lines.map(({ points }) => points[points.length - 2] ?? 0));
}
