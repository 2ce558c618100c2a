/** What there is to draw of a machine: few arrows that say the same as its many edges. */
import type { ChartEdge, ModeChart } from '../../../protocol/messages';

/**
 * One arrow with the edges it stands for: `bundle` from a mode to another, `loop` from a mode to itself, `anywhere`
 * into a mode on an event that leads there from every other mode.
 */
export interface Part {
  kind: 'bundle' | 'loop' | 'anywhere';
  /** Empty for `anywhere`. */
  from: string;
  to: string;
  edges: readonly ChartEdge[];
}

export interface ChartParts {
  /** Modes of the main cycle, the initial one first. */
  main: readonly string[];
  /** Modes that are entered only from anywhere: by hand, usually. */
  apart: readonly string[];
  parts: readonly Part[];
}

/** Least modes an event must lead from to be drawn as one arrow from anywhere. */
const LEAST_SOURCES = 3;

/** Tells an edge of a chart from all others. */
export function edgeKey({ from, event, guard, to }: ChartEdge): string {
  return [from, event, guard, to].join(' ');
}

/** The arrows of a chart and the modes that stand apart. */
export function partsOf(chart: ModeChart): ChartParts {
  const everywhere = chart.edges.filter((edge) => leadsFromAnywhere(chart, edge));
  const rest = chart.edges.filter((edge) => !everywhere.includes(edge));
  const ids = chart.modes.map(({ id }) => id);
  const apart = ids.filter(
    (id) =>
      id !== chart.initial &&
      everywhere.some(({ to }) => to === id) &&
      !rest.some(({ from, to }) => to === id && from !== id),
  );
  const main = ids.filter((id) => id !== chart.initial && !apart.includes(id));
  return {
    main: ids.includes(chart.initial) ? [chart.initial, ...main] : main,
    apart,
    parts: [
      ...gather(rest, ({ from, to }) => ({ kind: from === to ? 'loop' : 'bundle', from, to })),
      ...gather(everywhere, ({ to }) => ({ kind: 'anywhere', from: '', to })),
    ],
  };
}

/** The same event, without a guard, leads from every other mode to the same one. */
function leadsFromAnywhere({ modes, edges }: ModeChart, { event, guard, to }: ChartEdge): boolean {
  const others = modes.filter(({ id }) => id !== to);
  return (
    guard === '' &&
    others.length >= LEAST_SOURCES &&
    others.every(({ id }) =>
      edges.some((edge) => edge.from === id && edge.event === event && edge.guard === '' && edge.to === to),
    )
  );
}

function gather(edges: readonly ChartEdge[], endsOf: (edge: ChartEdge) => Omit<Part, 'edges'>): Part[] {
  const parts = new Map<string, Part>();
  for (const edge of edges) {
    const ends = endsOf(edge);
    const key = `${ends.from} ${ends.to}`;
    parts.set(key, { ...ends, edges: [...(parts.get(key)?.edges ?? []), edge] });
  }
  return [...parts.values()];
}
