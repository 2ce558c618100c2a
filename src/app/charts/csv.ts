/** The points of a chart as comma-separated values. */
import type { Range } from './ranges';
import type { ShownLine } from './shot';

/** One row a time, one column a line; empty where a line has nothing. Times in seconds, units in the header. */
export function csvOf(unit: string, lines: readonly ShownLine[], range: Range): string {
  const columns = lines.map((line) => new Map(line.points.map(({ t, v }) => [t, v])));
  const [from, to] = [range.fromUs / 1e6, range.toUs / 1e6];
  const times = [...new Set(columns.flatMap((column) => [...column.keys()]))]
    .filter((t) => t >= from && t <= to)
    .sort((a, b) => a - b);
  const head = ['time (s)', ...lines.map(({ title }) => (unit === '' ? title : `${title} (${unit})`))];
  const rows = times.map((t) => [String(t), ...columns.map((column) => String(column.get(t) ?? ''))]);
  return csvText([head, ...rows]);
}

/** Rows of fields as comma-separated values. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** A text as a field. One that a spreadsheet would take for a formula is marked as text. */
function field(text: string): string {
  const formula = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text));
  const safe = formula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
