/** The ways an arrow and its label could be drawn, each with what is wrong with it by itself. */
import {
  boxAround,
  curveBetween,
  loopAt,
  pointsInside,
  sharedArea,
  stubAt,
  type Box,
  type Point,
  type Route,
  type Side,
} from './geometry';
import type { LabelForm } from './labels';
import type { Part } from './parts';

/** One way to draw a part. */
export interface Candidate {
  part: Part;
  route: Route;
  form: LabelForm;
  label: Box;
  /** The side of its label that is nearer to the arrow: there its rows begin or end. */
  align: 'start' | 'end';
  /** What is wrong with it whatever the others do. */
  cost: number;
}

/** What is fixed when arrows are drawn. */
export interface Stage {
  width: number;
  height: number;
  cards: ReadonlyMap<string, Box>;
  /** Other things nothing may cover. */
  obstacles: readonly Box[];
}

/** Two things that must be apart are not. */
export const CLASH = 10_000;
/** Least distance of a label from cards and other labels. */
export const GAP_PX = 3;

const COST = {
  stacked: 2,
  throughCard: 900,
  overOwnRoute: 7,
  overMiddle: 5,
  awayFromMiddle: 14,
  bowPx: 0.2,
  bowSquared: 0.004,
  wrongSide: 8,
} as const;

const BOWS = [10, 0, 24, 44, 72, 108] as const;
const SINGLE_BOWS = [0, 20, -20, 46, -46, 84, -84] as const;
const SHIFT_PX = 8;
const SIDES: readonly Side[] = ['top', 'right', 'bottom', 'left'];

/** All ways to draw a part, the best by itself first. */
export function candidatesOf(
  part: Part,
  forms: readonly LabelForm[],
  stage: Stage,
  paired: boolean,
): Candidate[] {
  const found = routesOf(part, stage, paired).flatMap(({ route, cost: routeCost }) =>
    forms.flatMap((form, rank) =>
      labelPlaces(part, route, form).map(({ label, align, cost: placeCost }): Candidate => {
        const cost = routeCost + placeCost + rank * COST.stacked + labelCost(label, route, stage);
        return { part, route, form, label, align, cost };
      }),
    ),
  );
  return found.sort((a, b) => a.cost - b.cost);
}

interface WeighedRoute {
  route: Route;
  cost: number;
}

function routesOf(part: Part, stage: Stage, paired: boolean): WeighedRoute[] {
  const to = stage.cards.get(part.to);
  const from = stage.cards.get(part.from);
  if (!to) return [];
  if (part.kind === 'bundle') {
    if (!from) return [];
    const bows = paired ? BOWS : SINGLE_BOWS;
    return bows.map((bow) => {
      const route = curveBetween(from, to, paired ? SHIFT_PX : 0, bow);
      return { route, cost: bowCost(bow) + routeCost(route, part, stage) };
    });
  }
  const shape = part.kind === 'loop' ? loopAt : stubAt;
  return SIDES.flatMap((side) =>
    [0, -0.8, 0.8].map((place) => {
      const route = shape(to, side, place);
      return { route, cost: 4 * Math.abs(place) + sideCost(part, side) + routeCost(route, part, stage) };
    }),
  );
}

/** Straight is best, and a wide curve is much worse than a slight one. */
function bowCost(bow: number): number {
  return COST.bowPx * Math.abs(bow) + COST.bowSquared * bow * bow;
}

/** Loops lie best above or below; what comes from anywhere comes from above. */
function sideCost({ kind }: Part, side: Side): number {
  if (kind === 'anywhere') return side === 'top' ? 0 : COST.wrongSide;
  return side === 'top' || side === 'bottom' ? 0 : COST.wrongSide;
}

/** A route through a card, an obstacle or the edge of the drawing. */
function routeCost(route: Route, { from, to }: Part, stage: Stage): number {
  let cost = CLASH * outside(route.bounds, stage);
  for (const [id, card] of stage.cards) {
    if (id !== from && id !== to) cost += COST.throughCard * pointsInside(route, card, 6);
  }
  for (const box of stage.obstacles) cost += COST.throughCard * pointsInside(route, box);
  return cost;
}

interface WeighedLabel {
  label: Box;
  align: Candidate['align'];
  cost: number;
}

/** Where a label may stand: beside its curve or over it, or around a loop or stub. */
function labelPlaces({ kind }: Part, route: Route, { w, h }: LabelForm): WeighedLabel[] {
  return kind === 'bundle' ? placesAlong(route, w, h) : placesAround(route, w, h);
}

function placesAlong({ points }: Route, w: number, h: number): WeighedLabel[] {
  const places: WeighedLabel[] = [];
  for (const t of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
    const i = Math.min(points.length - 2, Math.max(1, Math.round(t * (points.length - 1))));
    const [before, here, after] = [points[i - 1], points[i], points[i + 1]];
    if (!before || !here || !after) continue;
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    const aside = { x: -(after.y - before.y) / length, y: (after.x - before.x) / length };
    const reach = 4 + (Math.abs(aside.x) * w + Math.abs(aside.y) * h) / 2;
    const off = COST.awayFromMiddle * Math.abs(t - 0.5);
    for (const way of [1, -1, 0]) {
      const centre = { x: here.x + aside.x * reach * way, y: here.y + aside.y * reach * way };
      places.push({
        label: boxAround(centre, w, h),
        align: centre.x < here.x - w / 4 ? 'end' : 'start',
        cost: off + (way === 0 ? COST.overMiddle : 0),
      });
    }
  }
  return places;
}

function placesAround({ bounds }: Route, w: number, h: number): WeighedLabel[] {
  const { x, y } = bounds;
  const [right, bottom] = [x + bounds.w, y + bounds.h];
  const [middleX, middleY] = [x + bounds.w / 2, y + bounds.h / 2];
  const gap = 4;
  const centres: readonly Point[] = [
    { x: right + gap + w / 2, y: middleY },
    { x: x - gap - w / 2, y: middleY },
    { x: middleX, y: y - gap - h / 2 },
    { x: middleX, y: bottom + gap + h / 2 },
    { x: right + gap + w / 2, y: y + h / 2 },
    { x: x - gap - w / 2, y: y + h / 2 },
    { x: right + gap + w / 2, y: bottom - h / 2 },
    { x: x - gap - w / 2, y: bottom - h / 2 },
    { x: x + w / 2, y: y - gap - h / 2 },
    { x: right - w / 2, y: y - gap - h / 2 },
    { x: x + w / 2, y: bottom + gap + h / 2 },
    { x: right - w / 2, y: bottom + gap + h / 2 },
  ];
  return centres.map((centre, rank) => ({
    label: boxAround(centre, w, h),
    align: centre.x < x ? 'end' : 'start',
    cost: rank < 4 ? 0 : 2,
  }));
}

/** A label over a card, an obstacle, the edge of the drawing, or its own arrow. */
function labelCost(label: Box, route: Route, stage: Stage): number {
  let cost = CLASH * outside(label, stage) + COST.overOwnRoute * pointsInside(route, label);
  for (const card of stage.cards.values()) if (sharedArea(label, card, GAP_PX) > 0) cost += CLASH;
  for (const box of stage.obstacles) if (sharedArea(label, box, GAP_PX) > 0) cost += CLASH;
  return cost;
}

/** 1 when a box does not lie in the drawing, more the farther it reaches beyond. */
function outside({ x, y, w, h }: Box, stage: Stage): number {
  const beyond =
    Math.max(0, -x) + Math.max(0, -y) + Math.max(0, x + w - stage.width) + Math.max(0, y + h - stage.height);
  return beyond > 0 ? 1 + beyond / 100 : 0;
}
