/** Scenarios and labs as data: what a run starts from, and what a lab shows of it. */
import type { DistributionName } from '../kernel/distributions';
import type { ParamValue } from '../kernel/params';
import type { Outcome } from './outcome';

/** A node of a scenario. Its place is in the units of the canvas, the top left corner of its card. */
export interface ScenarioNode {
  id: string;
  kind: string;
  /** Group it belongs to; it stands alone when left out. */
  group?: string;
  /** False for a member of a group that joins later. */
  present?: boolean;
  at: readonly [x: number, y: number];
  params?: Readonly<Record<string, ParamValue>>;
  memoryLimitBytes?: number;
}

/** A link between two nodes: a path each way, with the same nature, unless it is one-way. */
export interface ScenarioLink {
  between: readonly [from: string, to: string];
  oneWay?: boolean;
  /** Mean one-way delay. */
  latencyMs?: number;
  latencyShape?: DistributionName;
  latencyCv?: number;
  lossRatio?: number;
  duplicateRatio?: number;
  reorderRatio?: number;
  reorderWindowMs?: number;
  bytesPerSec?: number;
  /** Messages may overtake one another; they do not by default. */
  unordered?: boolean;
}

export const SCENARIO_VERSION = 1;

export interface Scenario {
  version: typeof SCENARIO_VERSION;
  title: string;
  seed: number;
  /** Simulated seconds a real second, at the start. */
  pace: number;
  /** What is left out of all totals at the beginning. */
  warmUpSec?: number;
  nodes: readonly ScenarioNode[];
  links: readonly ScenarioLink[];
}

export const FAMILIES = [
  { id: 'traffic', title: 'Traffic' },
  { id: 'resilience', title: 'Resilience' },
  { id: 'caching', title: 'Caching' },
  { id: 'partitioning', title: 'Partitioning' },
  { id: 'replication', title: 'Replication and consistency' },
  { id: 'consensus', title: 'Consensus' },
  { id: 'messaging', title: 'Messaging and workflow' },
  { id: 'services', title: 'Services and edge' },
  { id: 'systems', title: 'Whole systems' },
] as const;
export type FamilyId = (typeof FAMILIES)[number]['id'];

/** What the gallery shows of a lab; its folder's name is its id. */
export interface LabCard {
  title: string;
  family: FamilyId;
  /** One sentence. */
  summary: string;
  keywords: readonly string[];
  /** Place within its family. */
  order: number;
}

/** A knob of a lab, on a parameter's own spec: `lb.strategy`. The node part may name a group. */
export interface LabKnob {
  target: string;
  title?: string;
  /** A narrower range than the parameter's own. */
  range?: readonly [min: number, max: number];
  /** Heading under which it stands. */
  section?: string;
}

/** One or more lines of a chart. */
export interface ChartSeries {
  label: string;
  /** Name of a metric, or several to add up. With `of`, the short name of a metric of each member. */
  metric: string | readonly string[];
  of?: string;
  /**
   * `rate` a second and `count` of counters; `mean` of gauges and histograms; `p50`, `p95`, `p99` of histograms;
   * `share` of a member among all members of `of`; `ratio` of the metric to `over`.
   */
  stat: 'rate' | 'count' | 'mean' | 'p50' | 'p95' | 'p99' | 'share' | 'ratio';
  over?: string;
  colour?: 'calm' | 'good' | 'warn' | 'bad' | 'muted';
}

export interface ChartSpec {
  id: string;
  title: string;
  unit: string;
  help: string;
  scale?: 'linear' | 'log';
  /** Upper end of the axis when nothing goes beyond, such as 1 for a ratio. */
  top?: number;
  series: readonly ChartSeries[];
}

/** Named knob values to start from. */
export interface LabPreset {
  id: string;
  title: string;
  help: string;
  knobs: Readonly<Record<string, ParamValue>>;
}

/** A prepared question: what to do, how long, and what to expect. Its claim has the same id in `claims.ts`. */
export interface Experiment {
  id: string;
  title: string;
  /** What will happen, in one sentence. */
  expect: string;
  knobs?: Readonly<Record<string, ParamValue>>;
  /** In the words of the command line: `10s crash s1`. */
  inputs?: readonly string[];
  /** A comparison: the same seed and inputs with other knobs. */
  beside?: { title: string; knobs: Readonly<Record<string, ParamValue>> };
  seed?: number;
  /** Simulated seconds a real second while it is watched; the scenario's pace when left out. */
  pace?: number;
  untilSec: number;
  /** Nodes it is about: it is offered in their inspector too. */
  nodes?: readonly string[];
}

/** Everything of a lab that is loaded when it is opened. Pure data. */
export interface Lab {
  scenario: Scenario;
  knobs: readonly LabKnob[];
  presets?: readonly LabPreset[];
  charts: readonly ChartSpec[];
  /** Names of folders under `app/views/`. */
  views: readonly string[];
  /** The one of them that is open beside the topology from the start, where there is room. */
  beside?: string;
  /** Ids of invariants. */
  invariants: readonly string[];
  /** Happenings worth finding, beside broken invariants. */
  outcomes?: readonly Outcome[];
  experiments: readonly Experiment[];
  /** Source files for the code tab, from `src/`. */
  code: readonly { title: string; file: string }[];
}

/** What a claim reads of a finished run: numbers between two times, in simulated seconds. */
export interface RunView {
  untilSec: number;
  /** Total of a counter; from the end of the warm-up to the end when no times are given. */
  count: (metric: string, fromSec?: number, toSec?: number) => number;
  /** A counter's total divided by the length of the stretch. */
  rate: (metric: string, fromSec?: number, toSec?: number) => number;
  /** Mean of a gauge or histogram. */
  mean: (metric: string, fromSec?: number, toSec?: number) => number;
  /** Quantile of a histogram, in whole seconds: `quantile('responseTimeMs', .99, 20, 40)`. */
  quantile: (metric: string, q: number, fromSec?: number, toSec?: number) => number;
  /** When a counter counted last, to 100 ms; −1 for never. */
  lastSec: (metric: string) => number;
  /** Invariants of the lab, by id. */
  held: (invariant: string) => boolean;
}

/** Judges a finished run, beside another where the experiment is a comparison. */
export type Claim = (run: RunView, other: RunView) => { held: boolean; says: string };

/** The claims of a lab, by experiment. */
export type Claims = Readonly<Record<string, Claim>>;
