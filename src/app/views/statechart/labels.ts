/** The words beside an arrow, in forms of different width. */
import type { Part } from './parts';
import { edgeKey } from './parts';

/** Width of a text in pixels at a font size. */
export type Measure = (text: string, sizePx: number) => number;

/** One line of a label. */
export interface LabelRow {
  text: string;
  /** Keys of the edges it names; none for a heading. */
  keys: readonly string[];
  /** It says where the arrow comes from, not what takes it. */
  caption: boolean;
  /** Where its text begins. */
  indentPx: number;
  /** Where a mark for a guard that said no has room; null without a guard. */
  markPx: number | null;
  /** How far it reaches, with its mark. */
  w: number;
}

/** A label with its size. */
export interface LabelForm {
  rows: readonly LabelRow[];
  w: number;
  h: number;
  /** Guards are left out. */
  short: boolean;
}

export const LABEL_PX = 12;
export const ROW_PX = 15;
/** Room for the mark of a guard. */
export const MARK_PX = 13;
export const PAD_PX = 3;

const FROM_ANYWHERE = 'from any mode';
const GUARD_LEFT_OUT = ' […]';

/** All forms of a part's label, the wordiest first. */
export function labelForms(part: Part, measure: Measure): LabelForm[] {
  const width: Width = (text) => Math.ceil(measure(text, LABEL_PX));
  const forms = [inLines(part, width)];
  if (part.edges.some(({ guard }) => guard !== '')) forms.push(stacked(part, width), shortened(part, width));
  return forms.map((own, index) => {
    const rows = [...captionOf(part, width), ...own];
    return {
      rows,
      short: index === 2,
      w: Math.max(...rows.map(({ w }) => w)) + 2 * PAD_PX,
      h: rows.length * ROW_PX + 2,
    };
  });
}

type Width = (text: string) => number;

function rowOf(
  text: string,
  keys: readonly string[],
  width: Width,
  indentPx: number,
  markPx: number | null,
): LabelRow {
  const w = Math.max(indentPx + width(text), markPx === null ? 0 : markPx + MARK_PX - 2);
  return { text, keys, caption: false, indentPx, markPx, w };
}

/** `event [guard]` */
function inLines(part: Part, width: Width): LabelRow[] {
  const rows = new Map<string, string[]>();
  for (const edge of part.edges) {
    const text = edge.guard === '' ? edge.event : `${edge.event} [${edge.guard}]`;
    rows.set(text, [...(rows.get(text) ?? []), edgeKey(edge)]);
  }
  return [...rows].map(([text, keys]) =>
    rowOf(text, keys, width, 0, text.endsWith(']') ? width(text) + 2 : null),
  );
}

/** The event, and below it its guards. */
function stacked(part: Part, width: Width): LabelRow[] {
  return eventsOf(part).flatMap(({ event, edges }) => {
    const free = edges.filter(({ guard }) => guard === '');
    const guarded = edges.filter(({ guard }) => guard !== '');
    return [
      rowOf(event, free.map(edgeKey), width, 0, null),
      ...guarded.map((edge) => rowOf(`[${edge.guard}]`, [edgeKey(edge)], width, MARK_PX, 0)),
    ];
  });
}

/** The event alone, with dots for its guards. */
function shortened(part: Part, width: Width): LabelRow[] {
  return eventsOf(part).map(({ event, edges }) => {
    const guarded = edges.some(({ guard }) => guard !== '');
    const text = guarded ? event + GUARD_LEFT_OUT : event;
    return rowOf(text, edges.map(edgeKey), width, 0, guarded ? width(event) + 4 : null);
  });
}

/** The text of a row beside its mark: the mark takes the place of dots. */
export function textBesideMark(text: string): string {
  return text.endsWith(GUARD_LEFT_OUT) ? text.slice(0, -GUARD_LEFT_OUT.length) : text;
}

function captionOf({ kind }: Part, width: Width): LabelRow[] {
  if (kind !== 'anywhere') return [];
  return [{ ...rowOf(FROM_ANYWHERE, [], width, 0, null), caption: true }];
}

function eventsOf({ edges }: Part): { event: string; edges: Part['edges'] }[] {
  return [...new Set(edges.map(({ event }) => event))].map((event) => ({
    event,
    edges: edges.filter((edge) => edge.event === event),
  }));
}
