/** The host of runs in a worker: takes requests and ticks, answers each, and lets runs go on in short slices. */
import { PROTOCOL_VERSION } from '../protocol/messages';
import type {
  Acted,
  Answer,
  FromWorker,
  Moved,
  Opened,
  Position,
  RequestMessage,
  RequestType,
  RunId,
  ToWorker,
} from '../protocol/messages';
import { inspectNode, offeredActions } from '../run/faces';
import { EditProblem } from '../run/log';
import { DERIVED } from '../run/metrics-of';
import { ScenarioProblem } from '../scenario/build';
import type { Claims } from '../scenario/types';
import { formatInput } from '../scenario/words';
import type { Errands } from './errands';
import { chartsOf, glance, streamPart } from './glances';
import { Line, loadFor, loading, NotLoaded, PARTS } from './parts';
import type { Searches } from './searches';
import { momentFacts, scenarioWith } from './sharing';
import { ShownRun, SLICE_MS } from './shown-run';
import type { Sweeps } from './sweeps';

/** What the host needs of the world outside. */
export interface HostOptions {
  post: (message: FromWorker, transfer?: ArrayBufferLike[]) => void;
  clockMs: () => number;
  /** Calls back when the mail has been looked at. */
  later: (action: () => void) => void;
  loadClaims: (lab: string) => Promise<Claims>;
}

/** Requests in which the run itself happens: when one throws, the run is broken. The others only look. */
const RUNNING: ReadonlySet<RequestType> = new Set<RequestType>([
  'open',
  'step',
  'seek',
  'runUntil',
  'act',
  'switchBranch',
  'runTo',
  'editLog',
  'setLog',
]);
/** A run that goes on without pacing is shown this often, in real milliseconds: a sign of life. */
const SHOWN_EVERY_MS = 250;

/** So much simulated time is searched for the next meaningful event. */
const LOOKED_FOR_US = 600_000_000;

/** A request that cannot be met; the message is for the user, and the run goes on. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** What tells the user why a request was not met, and leaves the run as it was. */
const REFUSALS = [Refused, NotLoaded, ScenarioProblem, EditProblem];

type AboutRun = Exclude<
  RequestMessage,
  { type: 'open' | 'openSearch' | 'searchSeeds' | 'shrinkHit' | 'openSweep' | 'sweepRun' }
>;

export class Host {
  private readonly options: HostOptions;
  private readonly runs = new Map<RunId, ShownRun>();
  private readonly labs = new Map<RunId, string>();
  private readonly line = new Line();
  /** Made when the first of their requests comes. */
  private searches: Searches | null = null;
  private sweeps: Sweeps | null = null;
  private errands: Errands | null = null;
  private readonly waiting = new Set<RunId>();
  private working = false;

  constructor(options: HostOptions) {
    this.options = options;
    options.post({ type: 'ready', version: PROTOCOL_VERSION });
  }

  receive(message: ToWorker): void {
    if (message.type !== 'tick' && message.type !== 'follow') {
      void this.answer(message);
      return;
    }
    const run = this.runs.get(message.run);
    if (!run) return;
    if (message.type === 'follow') run.follow(message);
    else {
      if (message.elapsedMs > 0) this.errands?.stop(run.id);
      run.tick(message);
    }
    this.waiting.add(message.run);
    this.work();
  }

  /** Runs on in slices, looking at the mail between them. A frame goes out when a run is where it should be. */
  private work(): void {
    if (this.working) return;
    this.working = true;
    const round = (): void => {
      for (const id of [...this.waiting]) this.workOn(id);
      if (this.waiting.size > 0) this.options.later(round);
      else this.working = false;
    };
    round();
  }

  private workOn(id: RunId): void {
    const run = this.runs.get(id);
    try {
      if (run && !run.slice()) return;
      if (run?.behind !== true) this.waiting.delete(id);
      if (run) this.sendFrame(run);
    } catch (error) {
      this.waiting.delete(id);
      this.options.post({ type: 'failed', run: id, problem: messageOf(error) });
    }
  }

  private sendFrame(run: ShownRun): void {
    const frame = run.frame();
    this.options.post(frame, [frame.messages.buffer, frame.links.buffer]);
  }

  private async answer(message: RequestMessage): Promise<void> {
    const { request } = message;
    try {
      const turn = this.line.turn(loadFor(message));
      if (turn) await turn;
      // After each wait somebody else may have been first.
      const moves = RUNNING.has(message.type);
      for (let first; (first = this.errands?.before(message.run, message.type, moves));) await first;
      const value = await this.handle(message);
      this.options.post({ type: 'answer', request, ok: true, value }, buffersOf(value));
    } catch (error) {
      const refused = REFUSALS.some((kind) => error instanceof kind);
      const fatal = RUNNING.has(message.type) && !refused;
      this.options.post({ type: 'answer', request, ok: false, problem: messageOf(error), fatal });
    }
  }

  private handle(message: RequestMessage): Answer<RequestType> | Promise<Answer<RequestType>> {
    switch (message.type) {
      case 'open':
        return this.open(message);
      case 'openSearch':
      case 'searchSeeds':
      case 'shrinkHit':
        this.searches ??= new PARTS.searches.code.Searches(this.options.clockMs);
        return this.searches.answer(message);
      case 'openSweep':
      case 'sweepRun':
        this.sweeps ??= new PARTS.sweeps.code.Sweeps(this.options.clockMs);
        return this.sweeps.answer(message);
      default:
        return this.handleForRun(message);
    }
  }

  private handleForRun(message: AboutRun): Answer<RequestType> | Promise<Answer<RequestType>> {
    const run = this.run(message.run);
    const { session } = run;
    switch (message.type) {
      case 'close':
        this.runs.delete(run.id);
        return null;
      case 'step':
        return this.step(run, message);
      case 'seek':
        if (message.events === undefined) session.seek(finite(message.us));
        else session.returnTo(finite(message.events), finite(message.us));
        return this.moved(run, true);
      case 'runUntil':
        return this.runUntil(run, finite(message.us));
      case 'act':
        return this.act(run, message);
      case 'switchBranch':
        return this.onErrand().switchBranch(run, message.branch);
      case 'runTo':
        return this.onErrand().runTo(run, message.until, message.withinUs);
      case 'stop':
        return null;
      case 'editLog':
        return this.onErrand().edit(run, message.edit);
      case 'setLog':
        return this.onErrand().changeTo(run, message.log);
      case 'diverge':
        return this.onErrand().diverge(run, message.branch);
      case 'divergeFrom':
        return this.onErrand().divergeFrom(run, this.run(message.beside));
      case 'charts':
        return chartsOf(session, message);
      case 'inspect':
        return inspectNode(session.sim, this.node(run, message.node), session.playheadUs);
      case 'inspectMany':
      case 'logs':
        return glance(session, message);
      case 'stream':
        return streamPart(session, this.node(run, message.node), message);
      case 'operations':
        return PARTS.operations.code.operationsAt(session, message);
      case 'message':
      case 'trace':
      case 'why':
      case 'spaceTime':
      case 'shiviz':
        return PARTS.lookingBack.code.lookBack(session, message);
      case 'summary':
        return PARTS.view.code.summarise(
          session,
          this.labs.get(run.id) ?? '',
          session.branch.inputs.map(formatInput),
        );
      case 'judge':
        return this.judge(run, message);
      case 'moment':
        return momentFacts(run);
      case 'scenario':
        return scenarioWith(run, message.knobs);
      default:
        throw new Refused(`There is no request called ${(message as { type: string }).type}.`);
    }
  }

  private onErrand(): Errands {
    this.errands ??= new PARTS.errands.code.Errands({
      ...this.options,
      isOpen: (run) => this.runs.get(run.id) === run,
      show: (run) => {
        this.sendFrame(run);
      },
    });
    return this.errands;
  }

  private run(id: RunId): ShownRun {
    const run = this.runs.get(id);
    if (!run) throw new Refused('That run is not open any more.');
    return run;
  }

  private node(run: ShownRun, id: string) {
    const index = run.session.model.nodeIndex.get(id);
    if (index === undefined) throw new Refused(`There is no node called ${id}.`);
    return run.session.sim.world.nodes[index];
  }

  private async open(message: RequestMessage & { type: 'open' }): Promise<Opened> {
    const run = new ShownRun(message.run, message.spec, this.options.clockMs);
    const { session } = run;
    this.runs.set(message.run, run);
    this.labs.set(message.run, message.lab);
    if (message.at) await this.takeUp(run, message.at);
    run.jumped();
    const { model } = session;
    const kinds = new Set(model.nodes.map((node) => node.kind));
    return {
      nodes: model.nodes.map(({ id, kind, group, present, params }) => ({
        id,
        kind: kind.kind,
        title: kind.title,
        glyph: kind.glyph,
        group,
        present,
        actions: offeredActions(kind, params),
      })),
      links: model.links.map(({ from, to }) => ({ from, to })),
      params: Object.fromEntries([...kinds].map((kind) => [kind.kind, kind.params])),
      invariants: model.invariants.map(({ id, title, explain }) => ({ id, title, explain })),
      metrics: [
        ...[...model.catalog.places.values()].map(({ name, spec }) => ({ name, ...spec })),
        ...Object.entries(DERIVED).map(([name, { spec }]) => ({ name, ...spec })),
      ],
    };
  }

  private act({ session }: ShownRun, message: RequestMessage & { type: 'act' }): Acted {
    const before = session.log;
    const { forked } = session.act(message);
    return { before, log: session.log, forked };
  }

  private moved(run: ShownRun, moved: boolean): Moved {
    run.jumped();
    this.sendFrame(run);
    return { position: run.position, moved };
  }

  private async step(run: ShownRun, message: RequestMessage & { type: 'step' }): Promise<Moved> {
    const { session } = run;
    const { grain, back, focus } = message;
    if (grain === 'event') return this.moved(run, back ? session.stepEventBack() : session.stepEvent());
    if (back) return this.moved(run, session.stepMeaningfulBack(focus));
    // The next one may be far, or never come: on the way other wishes are heard, and what is not found costs nothing.
    const { position, outcome } = await this.onErrand().runTo(
      run,
      { kind: 'meaningful', node: focus },
      LOOKED_FOR_US,
    );
    return { position, moved: outcome !== 'missed' };
  }

  /** Brings a run that is being opened to where it was. That may take long, and nobody may want it any more by then. */
  private async takeUp(run: ShownRun, at: Position): Promise<void> {
    const { session } = run;
    const stillGoing = (): void => {
      this.options.post({ type: 'busy', run: run.id });
    };
    try {
      if (!(await this.runOn(run, finite(at.us), stillGoing)))
        throw new Refused('it was stopped on its way.');
      if (session.sim.world.events > at.events) session.seekEvent(at.events);
    } catch (error) {
      this.runs.delete(run.id);
      throw error;
    }
  }

  /** Runs on without pacing; other requests are answered in between. */
  private async runUntil(run: ShownRun, us: number): Promise<Moved> {
    const show = (): void => {
      this.sendFrame(run);
    };
    // On, never back: that is for a seek.
    const targetUs = Math.max(us, run.session.playheadUs);
    if (await this.runOn(run, targetUs, show)) return this.moved(run, true);
    return { position: run.position, moved: false };
  }

  /**
   * Runs on in slices until a time.
   * @param alive called now and then on the way
   * @returns false when the run was closed on the way
   */
  private runOn(run: ShownRun, us: number, alive: () => void): Promise<boolean> {
    const { clockMs, later } = this.options;
    let shownAtMs = clockMs();
    return new Promise((resolve, reject) => {
      const slice = (): void => {
        try {
          if (this.runs.get(run.id) !== run) resolve(false);
          else if (run.session.advance(us, SLICE_MS)) resolve(true);
          else {
            if (clockMs() - shownAtMs >= SHOWN_EVERY_MS) {
              shownAtMs = clockMs();
              alive();
            }
            later(slice);
          }
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      slice();
    });
  }

  private async judge(
    run: ShownRun,
    message: RequestMessage & { type: 'judge' },
  ): Promise<{ held: boolean; says: string }> {
    const claims = await loading(this.options.loadClaims(message.lab));
    if (!Object.hasOwn(claims, message.experiment))
      throw new Refused(`There is no claim for ${message.experiment}.`);
    const beside = message.beside === null ? run : this.run(message.beside);
    const { viewOf } = PARTS.view.code;
    return claims[message.experiment](viewOf(run.session), viewOf(beside.session));
  }
}

/** A run that is told to go to no time would go on for ever. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Refused(`There is no moment ${String(value)}.`);
  return value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What of an answer is handed over instead of being copied. */
function buffersOf(value: unknown): ArrayBufferLike[] {
  if (typeof value !== 'object' || value === null || !('flights' in value)) return [];
  const { flights, points } = value as Answer<'spaceTime'>;
  return [flights.buffer, points.buffer];
}
