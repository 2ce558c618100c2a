/** Which events of a stream are in sight, and where the rows stand. Pure. */

export const ROW_H = 28;
/** Rows fetched and drawn on each side beyond what is in sight. */
const AROUND = 8;
/** Windows begin at a multiple of this, so that scrolling does not ask anew with every row. */
const STEP = 8;

/** Upper edge of an event's row, in pixels. */
export function topOf(version: number): number {
  return (version - 1) * ROW_H;
}

/** Id of an event's row in the document. */
export function rowId(version: number): string {
  return `event-${String(version)}`;
}

/** The events in sight and a few around them: the first, and how many. */
export function windowAt(scrollPx: number, heightPx: number): { from: number; count: number } {
  const first = Math.floor(scrollPx / ROW_H) + 1 - AROUND;
  const from = Math.max(1, Math.floor(first / STEP) * STEP);
  return { from, count: Math.ceil(heightPx / ROW_H) + 2 * AROUND + STEP };
}

/** Where to scroll so that an event is in sight; null when it is. */
export function scrollTo(version: number, scrollPx: number, heightPx: number): number | null {
  const top = topOf(Math.max(1, version));
  if (top < scrollPx) return top;
  return top + ROW_H > scrollPx + heightPx ? top + ROW_H - heightPx : null;
}

/** The version a key leads to from another; null for a key that leads nowhere. */
export function versionByKey(key: string, version: number, last: number, pageRows: number): number | null {
  const to = STEPS[key]?.(version, last, Math.max(1, pageRows));
  return to === undefined ? null : Math.min(last, Math.max(0, to));
}

const STEPS: Readonly<Record<string, (version: number, last: number, rows: number) => number>> = {
  ArrowUp: (version) => version - 1,
  ArrowDown: (version) => version + 1,
  PageUp: (version, _last, rows) => version - rows,
  PageDown: (version, _last, rows) => version + rows,
  Home: () => 0,
  End: (_version, last) => last,
};
