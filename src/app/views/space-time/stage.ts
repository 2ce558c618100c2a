/** What the user has made of the space-time view: zoom, place, filters, and what is pointed at. */
import { create } from 'zustand';
import type { SpaceTimeData } from '../../../protocol/space-time';
import type { Mark } from '../../../protocol/messages';
import { isThere } from '../../commands/actions';
import { controller } from '../../run/controller';
import { NONE, useLab, type LabState } from '../../run/store';
import { useWhy } from '../../why/why-store';
import type { Picture } from './draw';
import { readInk } from './colours';
import {
  clampTopUs,
  clampZoom,
  followed,
  HEAD_PX,
  lanesOf,
  spanned,
  widestPan,
  zoomedTopUs,
  type Lens,
} from './geometry';
import { lifeOf, longestFlightUs, modesOf, type LifeSpan, type ModeSpan, type Stop } from './rows';

interface Stage {
  labId: string;
  width: number;
  height: number;
  usPerPx: number;
  topUs: number;
  /** Now is kept in sight. */
  follows: boolean;
  panX: number;
  /** Message types and nodes that are left out. */
  types: ReadonlySet<string>;
  nodes: ReadonlySet<number>;
  collapsed: boolean;
  hover: Stop | null;
  chosen: Stop | null;
  data: SpaceTimeData | null;
  longestUs: number;
  /** Something older than what is kept is being rebuilt. */
  rebuilding: boolean;
}

export const useStage = create<Stage>(() => ({
  labId: '',
  width: 0,
  height: 0,
  usPerPx: 2_000,
  topUs: 0,
  follows: true,
  panX: 0,
  types: new Set(),
  nodes: new Set(),
  collapsed: true,
  hover: null,
  chosen: null,
  data: null,
  longestUs: 0,
  rebuilding: false,
}));

/** So many times the longest way of a message are in sight at first. */
const WAYS_IN_SIGHT = 12;
const FIRST_HEIGHT_PX = 500;

/** A lab is opened: the view starts anew, at a zoom at which its messages slant. */
export function startStage({ labId, lab }: LabState): void {
  if (useStage.getState().labId === labId) return;
  const longestMs = Math.max(1, ...(lab?.scenario.links ?? []).map(({ latencyMs = 0 }) => latencyMs));
  useStage.setState({
    labId,
    usPerPx: clampZoom((longestMs * 1_000 * WAYS_IN_SIGHT) / FIRST_HEIGHT_PX),
    topUs: 0,
    follows: true,
    panX: 0,
    types: new Set(),
    nodes: new Set(),
    hover: null,
    chosen: null,
    data: null,
    longestUs: 0,
  });
}

/** The simulated time that is shown, as fresh as can be. */
export function nowUs(): number {
  return (controller.frames.latest?.position ?? useLab.getState().position).us;
}

let told: {
  marks: readonly Mark[];
  opened: LabState['opened'];
  lives: LifeSpan[][];
  modes: ModeSpan[][];
  named: Set<string>;
} = {
  marks: NONE,
  opened: null,
  lives: [],
  modes: [],
  named: new Set(),
};

/** Lives of all nodes, made anew only when there is news of them. */
function livesNow({ marks, opened }: LabState): typeof told {
  if (told.marks === marks && told.opened === opened) return told;
  const life = marks.filter(({ kind }) => kind === 'life');
  const lives = (opened?.nodes ?? []).map(({ id, present }) => lifeOf(life, id, present));
  const modes = (opened?.nodes ?? []).map(({ id }) => modesOf(marks, id));
  told = { marks, opened, lives, modes, named: new Set(life.map(({ node }) => node)) };
  return told;
}

/** Nodes with a lifeline: those that are there or were there, and are not left out. */
export function shownNodes(state: LabState): number[] {
  const { named } = livesNow(state);
  const { nodes } = useStage.getState();
  return (state.opened?.nodes ?? []).flatMap(({ id }, i) =>
    !nodes.has(i) && (isThere(state, id) || named.has(id)) ? [i] : [],
  );
}

/** The part of the diagram that is seen now. */
export function lensNow(): Lens {
  const state = useLab.getState();
  const { width, height, usPerPx, topUs, panX } = useStage.getState();
  const lanes = lanesOf(state.opened?.nodes.length ?? 0, shownNodes(state), width, panX);
  return { topUs, usPerPx, width, height, ...lanes };
}

let ink: Picture['palette'] | null = null;

/** The theme has changed. */
export function forgetInk(): void {
  ink = null;
}

/** Everything that is drawn now. */
export function pictureNow(): Picture {
  const state = useLab.getState();
  const { data, longestUs, types, nodes, collapsed, hover, chosen } = useStage.getState();
  const all = state.opened?.nodes ?? NONE;
  const { selection } = state;
  ink ??= readInk();
  return {
    data,
    longestUs,
    nowUs: nowUs(),
    nodes: all,
    lives: livesNow(state).lives,
    modes: livesNow(state).modes,
    clips: state.clips,
    filter: { types, nodes, collapsed },
    lit: useWhy.getState().lit,
    focus: selection?.kind === 'node' ? all.findIndex(({ id }) => id === selection.id) : -1,
    hover,
    chosen,
    palette: ink,
  };
}

/** New data has come. */
export function takeData(data: SpaceTimeData | null): void {
  useStage.setState({ data, longestUs: data ? longestFlightUs(data) : 0 });
}

/** Time has passed, or the size has changed: while now is followed it stays in sight. */
export function keepInSight(): void {
  const { follows, topUs, usPerPx, height } = useStage.getState();
  if (!follows || height <= HEAD_PX) return;
  const next = followed(topUs, nowUs(), usPerPx, height);
  if (next !== topUs) useStage.setState({ topUs: next });
}

/** Moves the diagram by so many pixels. It then stays where it is. */
export function panBy(dx: number, dy: number): void {
  const { topUs, usPerPx, height, width, panX } = useStage.getState();
  const lanes = shownNodes(useLab.getState()).length;
  useStage.setState({
    topUs: clampTopUs(topUs - dy * usPerPx, usPerPx, height, nowUs()),
    panX: Math.min(widestPan(lanes, width), Math.max(0, panX - dx)),
    follows: dy === 0 && useStage.getState().follows,
  });
}

/** Zooms by a factor: above 1 shows less time. The time at `y` stays where it is, or now when it is followed. */
export function zoomBy(factor: number, y?: number): void {
  const { usPerPx, height } = useStage.getState();
  const lens = lensNow();
  const next = clampZoom(usPerPx / factor);
  const topUs = zoomedTopUs(lens, y ?? HEAD_PX + (height - HEAD_PX) / 2, next);
  useStage.setState({ usPerPx: next, topUs: clampTopUs(topUs, next, height, nowUs()) });
  keepInSight();
}

/** Brings a time into sight. */
export function show(us: number): void {
  const { topUs, usPerPx, height } = useStage.getState();
  const span = (height - HEAD_PX) * usPerPx;
  if (us >= topUs + span * 0.04 && us <= topUs + span * 0.96) return;
  useStage.setState({ topUs: clampTopUs(us - span / 2, usPerPx, height, nowUs()), follows: false });
}

/** Brings a chain of causes into sight as a whole; zooms out where that is needed. */
export function showSpan(times: readonly number[]): void {
  const { topUs, usPerPx, height } = useStage.getState();
  if (times.length === 0 || height <= HEAD_PX) return;
  const next = spanned(times, { topUs, usPerPx, height });
  if (next) useStage.setState({ ...next, follows: false });
}

/** Goes to the moment of a stop; the diagram stays as it is. */
export function goTo(stop: Stop): void {
  useStage.setState({ chosen: stop });
  void controller.seek(stop.atUs, stop.event);
}
