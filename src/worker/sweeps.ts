/** Runs of sweeps in a worker: each is made in short slices, so that it can be given up between any two. */
import type { Answer, RequestMessage, RunId } from '../protocol/messages';
import { chartData } from '../run/charts';
import { figureOf, figuresOf } from '../run/figures';
import { checkSweep, Sweeper, type UnderWay } from '../run/sweep';

type SweepType = 'openSweep' | 'sweepRun';
type SweepMessage = Extract<RequestMessage, { type: SweepType }>;

interface OpenSweep extends Pick<SweepMessage & { type: 'openSweep' }, 'charts' | 'lines'> {
  sweeper: Sweeper;
  /** The run that is being made, and its place in the order of the sweep. */
  making: { run: number; underWay: UnderWay } | null;
}

/** Events between two looks at the clock. */
const SLICE_EVENTS = 5_000;

export class Sweeps {
  private readonly clockMs: () => number;
  private readonly open = new Map<RunId, OpenSweep>();

  constructor(clockMs: () => number) {
    this.clockMs = clockMs;
  }

  /** @throws ScenarioProblem when the sweep makes no sense, Error when it is not open */
  answer(message: SweepMessage): Answer<SweepType> {
    if (message.type === 'openSweep') {
      const { plan, charts, lines } = message;
      checkSweep(plan);
      const sweeper = new Sweeper(plan, ['hash', 'invariants']);
      this.open.set(message.run, { charts, lines, sweeper, making: null });
      return null;
    }
    const sweep = this.open.get(message.run);
    if (!sweep) throw new Error('That sweep is not open any more.');
    return this.make(sweep, message.place, message.budgetMs);
  }

  /** Goes on with a run for about so many milliseconds. @returns what came of it, null while it is not done */
  private make(sweep: OpenSweep, place: number, budgetMs: number): Answer<'sweepRun'> {
    if (sweep.making?.run !== place) sweep.making = { run: place, underWay: sweep.sweeper.begin(place) };
    const { underWay } = sweep.making;
    const untilMs = this.clockMs() + budgetMs;
    while (!underWay.goOn(SLICE_EVENTS)) if (this.clockMs() >= untilMs) return null;
    sweep.making = null;
    const { summary, refusals } = underWay.swept();
    const { charts, lines } = sweep;
    const { model, sim, playheadUs } = underWay.run;
    return {
      figures: figuresOf(charts).map((figure) => figureOf(figure, summary)),
      lines: lines.map(({ fromUs, toUs, maxPoints }) =>
        charts.map((spec) =>
          chartData(model, sim.world.metrics, spec, fromUs, Math.min(toUs, playheadUs), maxPoints),
        ),
      ),
      refusals,
    };
  }
}
