/** What the last thing that happened to a machine means for its drawing, and in words. */
import type { ChartEdge, ModeChange, ModeChart } from '../../../protocol/messages';
import { formatMoment } from '../../format';
import { edgeKey } from './parts';

/** Edges that stand out. */
export interface Lit {
  /** The edge of the last change of mode; null when there was none. */
  taken: ChartEdge | null;
  /** Keys of the edges whose guards said no. */
  refused: ReadonlySet<string>;
}

const NOTHING: Lit = { taken: null, refused: new Set() };

/** The edge of the last change of mode, and those that were refused at the last event, which may have come since. */
export function litBy(chart: ModeChart, moved: ModeChange | null, last: ModeChange | null): Lit {
  const taken = moved && takenEdge(chart, moved);
  if (!last) return { ...NOTHING, taken };
  const { event, from } = last;
  return {
    taken,
    refused: new Set(last.refused.map(({ guard, to }) => edgeKey({ from, event, guard, to }))),
  };
}

/** A change that leads nowhere after guards said no is no edge, unless the mode has one to itself without a guard. */
function takenEdge({ edges }: ModeChart, { from, event, guard, to }: ModeChange): ChartEdge | null {
  return (
    edges.find(
      (edge) => edge.from === from && edge.event === event && edge.guard === guard && edge.to === to,
    ) ?? null
  );
}

/** A mode's title as it stands within a sentence. */
export function modeWord(chart: ModeChart, id: string): string {
  const title = chart.modes.find((mode) => mode.id === id)?.title ?? id;
  return lowerFirst(title);
}

/** Without its capital, unless it is an abbreviation. */
export function lowerFirst(text: string): string {
  return /^[A-Z](?![A-Z])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** The last change in one sentence. */
export function sayChange(chart: ModeChart, last: ModeChange | null): string {
  if (!last) return `Nothing has happened yet; it starts ${modeWord(chart, chart.initial)}.`;
  const { from, to, event, guard, atUs } = last;
  const moment = formatMoment(atUs);
  const cause = guard === '' ? event : `${event}, ${guard}`;
  if (from !== to) return `${modeWord(chart, from)} → ${modeWord(chart, to)} at ${moment}: ${cause}`;
  const refused = takenEdge(chart, last) === null && last.refused.length > 0;
  return `still ${modeWord(chart, to)} at ${moment}: ${refused ? `${event}, but no guard agreed` : cause}`;
}

/** The guards that said no at the last event, each in words. */
export function sayRefusals(last: ModeChange | null): string[] {
  if (!last) return [];
  return [...new Set(last.refused.map(({ guard }) => `${last.event}: ${guard} said no`))];
}

/** Most guards that one event can ask: so many lines their refusals may take. */
export function mostRefusals({ edges }: ModeChart): number {
  const asked = new Map<string, Set<string>>();
  for (const { from, event, guard } of edges) {
    if (guard === '') continue;
    const key = `${from} ${event}`;
    asked.set(key, (asked.get(key) ?? new Set()).add(guard));
  }
  return Math.max(0, ...[...asked.values()].map(({ size }) => size));
}

/** An edge in words, from its event on. */
export function sayEdge(chart: ModeChart, { from, event, guard, to }: ChartEdge): string {
  const where = from === to ? `stays ${modeWord(chart, to)}` : `to ${modeWord(chart, to)}`;
  return `${guard === '' ? event : `${event} [${guard}]`} ${where}`;
}
