/** How charts share the strip. */

/** A chart can be read down to this width; narrower, the strip wraps or scrolls sideways. */
export const CHART_MIN_WIDTH = 208;
const ROW_MIN_HEIGHT = 150;

/** Columns and rows of a strip. With more columns than fit it scrolls sideways. */
interface StripGrid {
  columns: number;
  rows: number;
}

/** One row if the charts fit; else as few rows as hold them, if those are high enough; else one row that scrolls. */
export function stripGrid(count: number, width: number, height: number): StripGrid {
  const fitting = Math.max(1, Math.floor(width / CHART_MIN_WIDTH));
  if (count <= fitting) return { columns: Math.max(1, count), rows: 1 };
  const rows = Math.ceil(count / fitting);
  if (height / rows < ROW_MIN_HEIGHT) return { columns: count, rows: 1 };
  return { columns: Math.ceil(count / rows), rows };
}
