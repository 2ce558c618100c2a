/** What the user sees and chose. Per-frame data is not here but on the frame bus. */
import { create } from 'zustand';
import type {
  Clip,
  Detail,
  Frame,
  InputLog,
  Mark,
  Opened,
  ParamValue,
  Position,
  RunId,
  RunSpec,
  ShownFace,
} from '../../protocol/messages';
import type { Experiment, Lab } from '../../scenario/types';
import type { Life } from './life';
import type { Looked } from './parting';

/** What is selected on the canvas. */
export type Selection =
  | { kind: 'node'; id: string }
  | { kind: 'link'; from: string; to: string }
  | { kind: 'message'; link: number; number: number };

/** One line for the user, with a way back where there is one. */
export interface Notice {
  id: number;
  text: string;
  tone: 'calm' | 'warn' | 'bad';
  action?: { title: string; run: () => void };
}

/** An experiment that is under way or done. */
export interface Trial {
  experiment: Experiment;
  /** null while it is under way. */
  verdict: { held: boolean; says: string } | null;
  /** The run beside it, for a comparison: drawn dashed. */
  beside: { run: RunId; title: string } | null;
}

/** Another branch, laid over the charts of the one on screen. */
export interface Overlay extends Looked {
  branch: string;
  title: string;
  /** Its own run, which is not shown. */
  run: RunId;
}

/** A run that was pinned, to compare the one on screen with. */
export interface Baseline extends Looked {
  run: RunId;
  title: string;
  spec: RunSpec;
  /** What is done to the run on screen is done to this one too, knobs left out. */
  shared: boolean;
}

/** Enough to take a run up again where it was. */
export interface RunPlace {
  spec: RunSpec;
  position: Position;
  speed: number;
}

export interface LabState {
  labId: string;
  lab: Lab | null;
  life: Life;
  /** What went wrong for good, in one sentence. */
  failure: string | null;
  /** The run on screen; a run beside it has another id. */
  spec: RunSpec | null;
  opened: Opened | null;
  speed: number;
  /** Slow through bursts of what matters, quick over silences. */
  adaptive: boolean;
  position: Position;
  headUs: number;
  realSpeed: number;
  detail: Detail;
  faces: Readonly<Record<string, ShownFace>>;
  marks: readonly Mark[];
  clips: readonly Clip[];
  log: InputLog | null;
  invariants: Frame['invariants'];
  next: Frame['next'];
  selection: Selection | null;
  notices: readonly Notice[];
  trial: Trial | null;
  overlay: Overlay | null;
  baseline: Baseline | null;
  /** How many workers have been replaced: the runs beside the one on screen are gone with them. */
  workers: number;
  /** The run that an experiment has put aside. */
  aside: RunPlace | null;
}

export const NOWHERE: Position = { branch: 'b0', us: 0, events: 0 };

/** Everything of the state that belongs to one run. */
export const EMPTY_RUN = {
  opened: null,
  position: NOWHERE,
  headUs: 0,
  realSpeed: 0,
  detail: 'single',
  faces: {},
  marks: [],
  clips: [],
  log: null,
  invariants: [],
  next: null,
  selection: null,
  overlay: null,
} as const satisfies Partial<LabState>;

export const useLab = create<LabState>(() => ({
  labId: '',
  lab: null,
  life: 'loading',
  failure: null,
  spec: null,
  speed: 1,
  adaptive: false,
  notices: [],
  trial: null,
  aside: null,
  baseline: null,
  workers: 0,
  ...EMPTY_RUN,
}));

let notices = 0;
const NOTICES_KEPT = 3;

/** Says something in one line. The same line again replaces the old one. */
export function notify(text: string, tone: Notice['tone'] = 'calm', action?: Notice['action']): void {
  useLab.setState((state) => {
    const others = state.notices.filter((notice) => notice.text !== text);
    return { notices: [...others, { id: ++notices, text, tone, action }].slice(-NOTICES_KEPT) };
  });
}

export function dismissNotice(id: number): void {
  useLab.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}

export function select(selection: Selection | null): void {
  useLab.setState({ selection });
}

/** Node or group, and parameter, of a knob's target. */
export function partsOf(target: string): [name: string, param: string] {
  const dot = target.lastIndexOf('.');
  return [target.slice(0, dot), target.slice(dot + 1)];
}

function membersOf({ lab }: LabState, name: string): Lab['scenario']['nodes'] {
  return lab?.scenario.nodes.filter((node) => node.id === name || node.group === name) ?? [];
}

/** All targets that are the same knob: of a group, and of the first of its members. */
export function sameKnob(state: LabState, target: string): ReadonlySet<string> {
  const [name, param] = partsOf(target);
  const first = membersOf(state, name)[0];
  return new Set([target, ...(first ? [`${first.id}.${param}`, `${first.group ?? first.id}.${param}`] : [])]);
}

/** A knob's value at the playhead: set by the last input in force, else before the start, else by the scenario. */
export function knobValue(state: LabState, target: string): ParamValue | undefined {
  const [name, param] = partsOf(target);
  const members = membersOf(state, name);
  const first = members[0];
  const targets = sameKnob(state, target);
  const inputs = state.log?.branches.find((branch) => branch.id === state.log?.current)?.inputs ?? [];
  const set = inputs.findLast(
    (input) =>
      input.action === 'set' &&
      targets.has(input.target) &&
      !input.muted &&
      input.atUs <= state.position.us + 1 &&
      (input.untilUs === null || input.untilUs > state.position.us),
  );
  if (set) return set.args[0];
  for (const one of targets) {
    const before = state.spec?.knobs[one];
    if (before !== undefined) return before;
  }
  if (target === 'links.latencyMs') return state.lab?.scenario.links[0]?.latencyMs ?? 0;
  if (param === 'present') return members.filter((node) => node.present !== false).length;
  const own = first?.params?.[param];
  if (own !== undefined) return own;
  const kind = state.opened?.nodes.find((node) => node.id === first?.id)?.kind;
  return kind === undefined ? undefined : state.opened?.params[kind]?.[param]?.default;
}

/** The knobs for a new start: those of the run, and what those of the lab have been set to since. */
export function knobsNow(state: LabState): RunSpec['knobs'] {
  const start = { ...state, log: null };
  const turned = (state.lab?.knobs ?? []).flatMap(({ target }): [string, ParamValue][] => {
    const value = knobValue(state, target);
    return value === undefined || value === knobValue(start, target) ? [] : [[target, value]];
  });
  return { ...state.spec?.knobs, ...Object.fromEntries(turned) };
}

/** The run beside the one on screen, dashed on the charts: that of an experiment, another branch, or the pinned one. */
export function besideOf({ trial, overlay, baseline }: LabState): Trial['beside'] {
  return trial?.beside ?? overlay ?? (trial ? null : baseline);
}

/** A list of nothing that is always the same, so that selecting it is no news. */
export const NONE: readonly never[] = [];
