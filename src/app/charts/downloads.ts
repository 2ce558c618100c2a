/** Saves a chart as a file. Nothing leaves the page. */
import type { ChartSpec } from '../../scenario/types';
import { pngOf, saveBlob } from '../export/save';
import { csvOf } from './csv';
import { latestOf, type ChartShot, type ShownLine } from './shot';
import { formatReading } from './ticks';

/** The points of the lines as they are shown. */
export function downloadCsv(spec: ChartSpec, shot: ChartShot, lines: readonly ShownLine[]): void {
  const text = csvOf(shot.unit, lines, shot.range);
  saveBlob(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${fileName(spec, shot)}.csv`);
}

/** The chart as a picture, with its title and the values of its lines. */
export async function downloadPng(
  spec: ChartSpec,
  shot: ChartShot,
  lines: readonly ShownLine[],
  svg: SVGSVGElement,
): Promise<void> {
  const picture = pictureOf(spec, shot, lines, svg);
  saveBlob(await pngOf(picture), `${fileName(spec, shot)}.png`);
}

const PAD = 12;
const TITLE_HEIGHT = 26;
const ROW_HEIGHT = 18;
const LETTER = 6.4;
const MARK = 14;
/** Looks that come from style sheets, which a picture does not have. */
const COPIED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'visibility',
  'transform',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'paint-order',
];

/** A drawing that needs no style sheet: the chart below its title and its legend. */
function pictureOf(spec: ChartSpec, shot: ChartShot, lines: readonly ShownLine[], svg: SVGSVGElement) {
  const { width, height } = svg.getBoundingClientRect();
  const entries = legendOf(shot, lines, width);
  const top = TITLE_HEIGHT + ROW_HEIGHT * (1 + Math.max(0, ...entries.map(({ row }) => row)));
  const size = { width: Math.ceil(width) + 2 * PAD, height: Math.ceil(height + top) + PAD };
  const token = tokens();
  const text = { 'font-family': token('--sans'), 'font-size': 12 };
  const out = element('svg', { ...size, viewBox: `0 0 ${String(size.width)} ${String(size.height)}` });
  out.append(element('rect', { ...size, fill: token('--panel') }));
  const title = shot.unit === '' ? spec.title : `${spec.title} (${shot.unit})`;
  out.append(element('text', { x: PAD, y: 18, fill: token('--ink'), 'font-weight': 650, ...text }, title));
  for (const { line, words, x, row } of entries) {
    const y = TITLE_HEIGHT + ROW_HEIGHT * row + 9;
    const stroke = { stroke: token(line.token), 'stroke-width': 2, 'stroke-dasharray': line.dash };
    out.append(element('path', { d: `M${String(x)} ${String(y)}h${String(MARK)}`, ...stroke }));
    out.append(element('text', { x: x + MARK + 4, y: y + 4, fill: token('--ink2'), ...text }, words));
  }
  const chart = dressedCopy(svg);
  for (const [name, value] of Object.entries({ x: PAD, y: top, width, height })) {
    chart.setAttribute(name, String(value));
  }
  out.append(chart);
  return { ...size, text: new XMLSerializer().serializeToString(out) };
}

function tokens(): (name: string) => string {
  const root = getComputedStyle(document.documentElement);
  return (name) => root.getPropertyValue(name).trim();
}

/** The lines with their values, in as many rows as they need. */
function legendOf(shot: ChartShot, lines: readonly ShownLine[], width: number) {
  let [x, row] = [0, 0];
  return lines.map((line) => {
    const words = `${line.title} ${formatReading(latestOf(line, shot.range), shot.unit)}`;
    const needs = MARK + 4 + words.length * LETTER;
    if (x > 0 && x + needs > width) [x, row] = [0, row + 1];
    const place = { line, words, x: PAD + x, row };
    x += needs + 12;
    return place;
  });
}

function element(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** A copy in which every element carries its looks itself. */
function dressedCopy(svg: SVGSVGElement): SVGElement {
  const copy = svg.cloneNode(true) as SVGElement;
  const originals = svg.querySelectorAll<SVGElement>('*');
  copy.querySelectorAll<SVGElement>('*').forEach((to, index) => {
    const from = originals[index];
    if (!from) return;
    const style = getComputedStyle(from);
    to.removeAttribute('class');
    to.removeAttribute('style');
    for (const name of COPIED) to.style.setProperty(name, style.getPropertyValue(name));
  });
  copy.removeAttribute('style');
  return copy;
}

function fileName(spec: ChartSpec, { range }: ChartShot): string {
  const [from, to] = [range.fromUs, range.toUs].map((us) => String(Number((us / 1e6).toFixed(1))));
  return `${spec.id}-${from ?? ''}s-${to ?? ''}s`;
}
