/** Draws links, messages and flashes of a frame. Everything here is on the canvas because it was simulated. */
import { LINK_FRAME_STRIDE, LOOK, MESSAGE_STRIDE, type Frame } from '../../protocol/messages';
import type { Pen } from '../export/pen';
import { formatNumber, formatSpan } from '../format';
import { curvePoint, headingOnTrack, placeOnTrack, type Curve, type Point } from './geometry';
import { flightKey, type Lit } from '../why/lit';
import type { Palette } from './palette';
import type { Cable, Scene } from './scene';

/** What is drawn beside the frame itself. */
export interface View {
  palette: Palette;
  /** Requests a second on each link, smoothed. */
  rates: Float64Array;
  paused: boolean;
  /** The chosen message, or null. */
  chosen: { link: number; number: number } | null;
  /** A node whose links stay bright while others dim. */
  focus: string | null;
  zoom: number;
  /** What a chain of causes lights, or null. */
  lit: Lit | null;
}

/** A flash that is being shown, with its age on 0 … 1. */
export interface ShownFlash {
  kind: 'drop' | 'refuse' | 'timeout';
  at: Point;
  age: number;
}

const TAU = 2 * Math.PI;
/** Requests a second that make a link one pixel wider, at each doubling. */
const RATE_UNIT = 10;
const WIDEST = 5;

/** Width of a link by its traffic: the scale the legend shows. */
export function widthOfRate(ratePerSec: number): number {
  return 1.25 + Math.min(WIDEST, Math.log2(1 + ratePerSec / RATE_UNIT));
}

interface Suffering {
  cutThere: boolean;
  cutBack: boolean;
  delayUs: number;
  loss: number;
  twice: number;
  overtaken: number;
  rate: number;
}

function sufferingOf(cable: Cable, frame: Frame, rates: Float64Array): Suffering {
  const read = (link: number, field: number): number =>
    link < 0 ? 0 : (frame.links[link * LINK_FRAME_STRIDE + field] ?? 0);
  return {
    cutThere: read(cable.there, 3) > 0,
    cutBack: read(cable.back, 3) > 0,
    delayUs: Math.max(read(cable.there, 4), read(cable.back, 4)),
    loss: Math.max(read(cable.there, 5), read(cable.back, 5)),
    twice: Math.max(read(cable.there, 6), read(cable.back, 6)),
    overtaken: Math.max(read(cable.there, 7), read(cable.back, 7)),
    rate: Math.max(rates[cable.there] ?? 0, rates[cable.back] ?? 0),
  };
}

export function drawLinks(context: Pen, scene: Scene, frame: Frame, view: View): void {
  for (const cable of scene.cables) {
    const state = sufferingOf(cable, frame, view.rates);
    const focused = view.focus === null || cable.a === view.focus || cable.b === view.focus;
    const lit = view.lit === null ? null : view.lit.links.has(cable.there) || view.lit.links.has(cable.back);
    context.globalAlpha = lit === null ? (focused ? 1 : 0.5) : lit ? 1 : 0.3;
    drawCable(context, cable, state, view, frame.detail === 'flow', lit === true);
  }
  context.globalAlpha = 1;
}

function drawCable(
  context: Pen,
  cable: Cable,
  state: Suffering,
  { palette }: View,
  flowing: boolean,
  lit: boolean,
): void {
  const cut = state.cutThere || state.cutBack;
  const { from, controlA, controlB, to } = cable.curve;
  context.lineWidth = widthOfRate(state.rate) + (lit ? 1.5 : 0);
  context.strokeStyle = lit ? palette.you : flowing && state.rate > 0 ? palette.acc : palette.link;
  if (cut) context.setLineDash([5, 6]);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.bezierCurveTo(controlA.x, controlA.y, controlB.x, controlB.y, to.x, to.y);
  context.stroke();
  context.setLineDash([]);
  const labels: string[] = [];
  if (flowing && state.rate >= 1) labels.push(`${formatNumber(state.rate)} /s`);
  if (state.delayUs > 0) {
    dashMiddle(context, cable.curve, palette);
    labels.push(`+${formatSpan(state.delayUs)}`);
  }
  if (state.loss > 0) labels.push(`${formatNumber(state.loss * 100)} % lost`);
  if (state.twice > 0) labels.push(`${formatNumber(state.twice * 100)} % twice`);
  if (state.overtaken > 0) labels.push(`${formatNumber(state.overtaken * 100)} % overtaken`);
  if (cut) drawCut(context, cable.curve, state, palette);
  if (labels.length > 0) label(context, curvePoint(cable.curve, 0.5), labels.join(', '), palette);
}

/** A slowed link has a dashed stretch in its middle. */
function dashMiddle(context: Pen, curve: Curve, palette: Palette): void {
  context.strokeStyle = palette.you;
  context.lineWidth = 3;
  context.setLineDash([3, 5]);
  context.beginPath();
  for (let i = 0; i <= 20; i++) {
    const { x, y } = curvePoint(curve, 0.3 + (0.4 * i) / 20);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
  context.setLineDash([]);
}

/** A gap with a mark: in the middle when both ways are cut, else nearer to the end nobody reaches. */
function drawCut(context: Pen, curve: Curve, { cutThere, cutBack }: Suffering, palette: Palette): void {
  const at = curvePoint(curve, cutThere && cutBack ? 0.5 : cutThere ? 0.64 : 0.36);
  context.fillStyle = palette.ground;
  context.beginPath();
  context.arc(at.x, at.y, 11, 0, TAU);
  context.fill();
  cross(context, at, 5, palette.you, 2.5);
}

function cross(context: Pen, at: Point, size: number, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = 'round';
  context.beginPath();
  context.moveTo(at.x - size, at.y - size);
  context.lineTo(at.x + size, at.y + size);
  context.moveTo(at.x + size, at.y - size);
  context.lineTo(at.x - size, at.y + size);
  context.stroke();
  context.lineCap = 'butt';
}

function label(context: Pen, at: Point, text: string, palette: Palette): void {
  context.font = `600 11px ${palette.sans}`;
  const width = context.measureText(text).width;
  context.fillStyle = palette.ground;
  context.fillRect(at.x - width / 2 - 5, at.y + 9, width + 10, 17);
  context.fillStyle = palette.ink2;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, at.x, at.y + 18);
}

/** Share of the way a message has gone. */
export function shareOfWay(frame: Frame, row: number): number {
  const base = row * MESSAGE_STRIDE;
  const sentUs = frame.messages[base + 2] ?? 0;
  const span = (frame.messages[base + 3] ?? 0) - sentUs;
  return span > 0 ? (frame.position.us - sentUs) / span : 1;
}

export function drawMessages(context: Pen, scene: Scene, frame: Frame, view: View): void {
  const at = { x: 0, y: 0 };
  const rows = frame.messages.length / MESSAGE_STRIDE;
  for (let row = 0; row < rows; row++) {
    const base = row * MESSAGE_STRIDE;
    const link = frame.messages[base] ?? 0;
    const track = scene.tracks[link];
    if (!track) continue;
    const share = shareOfWay(frame, row);
    placeOnTrack(track, share, at);
    const look = frame.messages[base + 4] ?? 0;
    const count = frame.messages[base + 5] ?? 1;
    drawMark(context, at, look, count, view.palette);
    if (view.paused && count === 1 && look !== LOOK.control) {
      arrowhead(context, at, headingOnTrack(track, share), view.palette);
    }
    const { chosen } = view;
    const number = frame.messages[base + 1] ?? 0;
    const marked = chosen?.link === link && chosen.number === number;
    if (marked || view.lit?.flights.has(flightKey(link, number)) === true) ring(context, at, view.palette);
  }
}

/** Requests are filled, replies hollow; bad news also has another shape. */
function drawMark(context: Pen, at: Point, look: number, count: number, palette: Palette): void {
  const radius = count > 1 ? 6 + Math.min(8, Math.log2(count) * 1.4) : 4.6;
  context.lineWidth = 2;
  if (look === LOOK.control) {
    disc(context, at, 2.2, palette.ink3, null);
    return;
  }
  if (look === LOOK.failure || look === LOOK.refusal) {
    const colour = look === LOOK.failure ? palette.bad : palette.warn;
    diamond(context, at, radius + 1, colour, palette.ground);
    if (look === LOOK.refusal) bar(context, at, colour);
  } else if (look === LOOK.reply) disc(context, at, radius, palette.ground, palette.acc);
  else disc(context, at, radius, palette.acc, null);
  if (count > 1) {
    context.font = `650 10px ${palette.sans}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = palette.ink;
    context.fillText(`×${formatNumber(count)}`, at.x, at.y - radius - 8);
  }
}

function disc(context: Pen, at: Point, radius: number, fill: string, stroke: string | null): void {
  context.beginPath();
  context.arc(at.x, at.y, stroke === null ? radius : radius - 1, 0, TAU);
  context.fillStyle = fill;
  context.fill();
  if (stroke === null) return;
  context.strokeStyle = stroke;
  context.stroke();
}

function diamond(context: Pen, at: Point, size: number, stroke: string, fill: string): void {
  context.beginPath();
  context.moveTo(at.x, at.y - size);
  context.lineTo(at.x + size, at.y);
  context.lineTo(at.x, at.y + size);
  context.lineTo(at.x - size, at.y);
  context.closePath();
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = stroke;
  context.stroke();
}

function bar(context: Pen, at: Point, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(at.x - 2.5, at.y - 1, 5, 2);
}

/** When nothing moves, direction is shown by a head. */
function arrowhead(context: Pen, at: Point, heading: number, palette: Palette): void {
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const tip = { x: at.x + cos * 12, y: at.y + sin * 12 };
  context.strokeStyle = palette.ink2;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(tip.x - cos * 4 + sin * 3.5, tip.y - sin * 4 - cos * 3.5);
  context.lineTo(tip.x, tip.y);
  context.lineTo(tip.x - cos * 4 - sin * 3.5, tip.y - sin * 4 + cos * 3.5);
  context.stroke();
}

function ring(context: Pen, at: Point, palette: Palette): void {
  context.beginPath();
  context.arc(at.x, at.y, 10, 0, TAU);
  context.strokeStyle = palette.you;
  context.lineWidth = 2;
  context.stroke();
}

/** What happened to a message at its end: dropped ones fade as a cross, refused ones bounce, timeouts drain. */
export function drawFlash(context: Pen, flash: ShownFlash, palette: Palette): void {
  const { kind, at, age } = flash;
  context.globalAlpha = 1 - age;
  if (kind === 'drop') cross(context, { x: at.x, y: at.y + age * 14 }, 5, palette.bad, 2.5);
  else if (kind === 'refuse') {
    const bounced = { x: at.x - 16 * age, y: at.y - 26 * Math.sin(age * Math.PI) };
    diamond(context, bounced, 5.5, palette.warn, palette.ground);
    bar(context, bounced, palette.warn);
  } else {
    context.beginPath();
    context.moveTo(at.x, at.y);
    context.arc(at.x, at.y, 8, -TAU / 4, -TAU / 4 + TAU * (1 - age));
    context.closePath();
    context.fillStyle = palette.warn;
    context.fill();
  }
  context.globalAlpha = 1;
}
