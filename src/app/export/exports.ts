/** What is seen, as files: pictures of the views, the trace as a log, the metrics as a table. */
import type { ChartData, ChartLine } from '../../protocol/messages';
import { csvOf } from '../charts/csv';
import { shownTopology } from '../canvas/shown-topology';
import { formatMoment } from '../format';
import { controller } from '../run/controller';
import { notify, useLab } from '../run/store';
import { drawSpaceTime } from '../views/space-time/draw';
import { sight } from '../views/space-time/geometry';
import { lensNow, pictureNow, useStage } from '../views/space-time/stage';
import { fileName, type NameParts } from './names';
import { pngOf, saveBlob } from './save';
import { SvgPen } from './svg-pen';
import { drawCard, frameOf } from './topology';

/** A drawing without its surroundings. */
interface Drawing {
  text: string;
  width: number;
  height: number;
}

const MANY_POINTS = 2_000;

function nameOf(what: string, ending: string, span: Pick<NameParts, 'atUs' | 'toUs'>): string {
  const { labId, spec } = useLab.getState();
  return fileName({ labId, seed: spec?.seed ?? 0, what, ending, ...span });
}

function nowUs(): number {
  return (controller.frames.latest?.position ?? useLab.getState().position).us;
}

async function savePicture(
  drawing: Drawing,
  form: 'svg' | 'png',
  what: string,
  span: { atUs: number; toUs?: number },
): Promise<void> {
  const blob = form === 'svg' ? new Blob([drawing.text], { type: 'image/svg+xml' }) : await pngOf(drawing);
  saveBlob(blob, nameOf(what, form, span));
}

/** Measures texts as the browser paints them. */
function measurer(): ((font: string, text: string) => number) | null {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return null;
  return (font, text) => {
    context.font = font;
    return context.measureText(text).width;
  };
}

function titleOf(what: string): string {
  return `${useLab.getState().lab?.scenario.title ?? ''}: ${what} at ${formatMoment(nowUs())}`;
}

/** The topology as it is now. */
export async function exportTopology(form: 'svg' | 'png'): Promise<void> {
  const shown = shownTopology();
  if (!shown || shown.boxes.size === 0) {
    notify('Open the topology first: what is seen is what is saved.');
    return;
  }
  const { faces } = useLab.getState();
  const frame = frameOf(shown.boxes.values());
  const pen = new SvgPen(measurer());
  pen.fillStyle = shown.palette.ground;
  pen.fillRect(frame.x, frame.y, frame.width, frame.height);
  shown.drawInto(pen);
  for (const [id, box] of shown.boxes) {
    const face = faces[id];
    if (face) drawCard(pen, box, face, shown.palette);
  }
  await savePicture({ ...frame, text: pen.file(frame, titleOf('topology')) }, form, 'topology', {
    atUs: nowUs(),
  });
}

/** The space-time diagram, as much of it as is in sight. */
export async function exportSpaceTime(form: 'svg' | 'png'): Promise<void> {
  const { width, height } = useStage.getState();
  const lens = lensNow();
  if (width === 0 || !useStage.getState().data) {
    notify('Open the space-time view first: what is seen is what is saved.');
    return;
  }
  const pen = new SvgPen(measurer());
  drawSpaceTime(pen, lens, pictureNow());
  const { fromUs, toUs } = sight(lens);
  const text = pen.file({ x: 0, y: 0, width, height }, titleOf('space-time'));
  const span = { atUs: Math.max(0, fromUs), toUs: Math.min(toUs, nowUs()) };
  await savePicture({ width, height, text }, form, 'space-time', span);
}

/** What happened, for ShiViz: the stretch that the space-time view shows, or else all of the run so far. */
export async function exportShiviz(): Promise<void> {
  const { width, data } = useStage.getState();
  const seen = width > 0 && data ? sight(lensNow()) : { fromUs: 0, toUs: Infinity };
  const span = { fromUs: Math.max(0, seen.fromUs), toUs: Math.min(seen.toUs, nowUs()) };
  const log = await controller.ask('shiviz', span);
  if (!log) return;
  if (log.events === 0) {
    notify('Nothing happens in what is seen.');
    return;
  }
  saveBlob(
    new Blob([log.text], { type: 'text/plain' }),
    nameOf('shiviz', 'log', { atUs: log.fromUs, toUs: log.toUs }),
  );
  notify(
    `Saved ${String(log.events)} events, from ${formatMoment(log.fromUs)} to ${formatMoment(log.toUs)}.`,
  );
}

/** All charts of the lab in one table, from the start until now. */
export async function exportMetrics(): Promise<void> {
  const specs = useLab.getState().lab?.charts ?? [];
  const range = { fromUs: 0, toUs: nowUs() };
  const data = await controller.ask('charts', { specs, ...range, maxPoints: MANY_POINTS });
  if (!data) return;
  const lines = specs.flatMap(({ title, unit }, i) => linesOf(title, unit, data[i]));
  const text = csvOf('', lines, range);
  saveBlob(
    new Blob([text], { type: 'text/csv;charset=utf-8' }),
    nameOf('metrics', 'csv', { atUs: 0, toUs: range.toUs }),
  );
}

/** The lines of a chart, each with the chart's name and unit in its own. */
function linesOf(chart: string, unit: string, data: ChartData | undefined) {
  return (data?.lines ?? []).map((line) => ({
    id: `${chart} ${line.label}`,
    label: line.label,
    title: `${chart}: ${line.label}${unit === '' ? '' : ` (${unit})`}`,
    token: '',
    dash: '',
    strong: false,
    beside: false,
    samples: -1,
    points: pointsOf(line),
  }));
}

function pointsOf({ points: flat }: ChartLine): { t: number; v: number | null }[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => {
    const value = flat[2 * i + 1] ?? NaN;
    return { t: flat[2 * i] ?? 0, v: Number.isFinite(value) ? value : null };
  });
}
