/**
 * The drawing of a machine: cards, arrows and labels that do not cover one another. A function of the machine, the
 * room and the measure of the texts alone: the same input gives the same drawing.
 */
import type { ModeChart } from '../../../protocol/messages';
import { CLASH, type Candidate, type Stage } from './candidates';
import { boundsOf, boxAround, curveBetween, pointsInside, type Box, type Route } from './geometry';
import { labelForms, type LabelForm, type Measure } from './labels';
import { partsOf, type Part } from './parts';
import { APART_Y, placeModes, type Place } from './places';
import { settle } from './settle';

/** An arrow as drawn. */
export interface DrawnPart extends Part {
  route: Route;
  label: Box;
  align: Candidate['align'];
  form: LabelForm;
  /** Of an arrow from anywhere: the way from each mode, for when it was the one taken. */
  ways: readonly { from: string; route: Route }[];
}

export interface ChartLayout {
  /** What is seen: as wide as was asked for, as high as is needed. */
  view: Box;
  cards: readonly { id: string; box: Box }[];
  /** Where the mark of the initial mode stands. */
  start: Box | null;
  parts: readonly DrawnPart[];
  /** Whether a guard had to be left out of a label. */
  shortened: boolean;
}

export interface Room {
  width: number;
  /** Height that would suit; the drawing is higher when it must be. */
  height: number;
}

export const TITLE_PX = 13;
const CARD_H = 46;
const CARD_PAD = 12;
const CARD_LEAST_W = 84;
/** Widest drawing: farther apart it would only be harder to read. */
const WIDEST = 760;
const NARROWEST = 280;
const LEAST_H = 340;
const HIGHEST = 1_600;
/** Room for the mark of the initial mode, above its card. */
const START = { inset: 6, w: 14, h: 21 } as const;
/** Heights tried, as multiples of the one that would suit, which comes first. */
const STRETCHES = [1, 1.2, 1.45, 1.75] as const;
/** Higher than this, or than would suit, only when something would cover something else. */
const TALLEST = 660;
/** What twice the height would cost, for each arrow. */
const STRETCH_COST = 20;
/** A drawing with so little wrong, for each arrow, keeps its guards. */
const GOOD = 30;
/** With so little wrong no other height is tried. */
const FINE = 5;
/** With so much wrong the guards are given up at once. */
const HOPELESS = 80;

/** Draws a machine. */
export function layoutChart(chart: ModeChart, room: Room, measure: Measure): ChartLayout {
  const chartParts = partsOf(chart);
  const places = placeModes(chartParts);
  const titles = chart.modes.map(({ title }) => measure(title, TITLE_PX));
  const cardW = Math.max(CARD_LEAST_W, Math.ceil(Math.max(...titles, 0)) + 2 * CARD_PAD);
  const width = Math.min(WIDEST, Math.max(NARROWEST, room.width));
  const height = Math.max(LEAST_H, room.height);
  const { parts } = chartParts;
  const forms = parts.map((part) => labelForms(part, measure));
  const attempt = (words: readonly LabelForm[][], stretch: number): Attempt => {
    const stage = stageOf(places, cardW, width, Math.round(height * stretch), chart.initial);
    const { candidates, cost } = settle(parts, words, stage);
    return { stage, candidates, cost: cost + (stretch - 1) * STRETCH_COST };
  };
  const withGuards = forms.map((all) => all.slice(0, 2));
  const stretches = STRETCHES.filter((stretch) => stretch === 1 || height * stretch <= TALLEST);
  const wordy = bestHeight((stretch) => attempt(withGuards, stretch), stretches, HOPELESS);
  if (wordy.cost <= GOOD) return drawing(wordy, chart);
  const withoutGuards = forms.map((all) => all.slice(-1));
  const terse = bestHeight((stretch) => attempt(withoutGuards, stretch), stretches, Infinity);
  let best = terse.cost <= wordy.cost ? terse : wordy;
  for (let stretch = 1.2; clashes(best) && height * stretch < HIGHEST; stretch += 0.2) {
    const taller = attempt(withoutGuards, stretch);
    if (!clashes(taller)) best = taller;
  }
  return drawing(best, chart);
}

/** One try at a drawing. */
interface Attempt {
  stage: Stage;
  candidates: readonly Candidate[];
  /** What is wrong with it, for each arrow on average. */
  cost: number;
}

/** The best of some heights. Above a limit of what is wrong with it, the first is the only one. */
function bestHeight(
  attempt: (stretch: number) => Attempt,
  stretches: readonly number[],
  limit: number,
): Attempt {
  let best = attempt(1);
  if (best.cost > limit) return best;
  for (const stretch of stretches.slice(1)) {
    if (best.cost <= FINE) break;
    const next = attempt(stretch);
    if (next.cost < best.cost) best = next;
  }
  return best;
}

/** Whether something covers something else. */
function clashes({ candidates, cost }: Attempt): boolean {
  return cost * candidates.length >= CLASH;
}

/** The cards, at their places in a drawing of that size. */
function stageOf(
  places: readonly Place[],
  cardW: number,
  width: number,
  height: number,
  initial: string,
): Stage {
  const apart = places.some(({ y }) => y === APART_Y);
  const aside = Math.min(120, Math.max(0, (width - 340) * 0.3));
  const reachX = (width - cardW) / 2 - 6 - aside;
  const top = 54 + CARD_H / 2;
  const bottom = height - CARD_H / 2 - (apart ? 6 : 54);
  const ringBottom = apart ? top + (bottom - top) * 0.6 : bottom;
  const cards = new Map<string, Box>();
  for (const { id, x, y } of places) {
    const centreY = y === APART_Y ? bottom : top + ((y + 1) / 2) * (ringBottom - top);
    cards.set(id, boxAround({ x: width / 2 + x * reachX, y: centreY }, cardW, CARD_H));
  }
  const first = cards.get(initial);
  const obstacles = first ? [{ x: first.x + START.inset, y: first.y - START.h, w: START.w, h: START.h }] : [];
  return { width, height, cards, obstacles };
}

function drawing({ stage, candidates }: Attempt, chart: ModeChart): ChartLayout {
  const { width, cards, obstacles } = stage;
  const parts = candidates.map(({ part, route, form, label, align }): DrawnPart => ({
    ...part,
    route,
    form,
    label,
    align,
    ways: part.kind === 'anywhere' ? waysInto(part, cards) : [],
  }));
  const everything = boundsOf([
    ...cards.values(),
    ...obstacles,
    ...parts.flatMap(({ route, label }) => [route.bounds, label]),
  ]);
  return {
    view: { x: 0, y: everything.y - 6, w: width, h: everything.h + 12 },
    cards: chart.modes.flatMap(({ id }) => {
      const box = cards.get(id);
      return box ? [{ id, box }] : [];
    }),
    start: obstacles[0] ?? null,
    parts,
    shortened: candidates.some(({ form }) => form.short),
  };
}

const WAY_BOWS = [0, 24, -24, 56, -56, 100, -100] as const;

/** From every mode the straightest way that avoids the other cards. */
function waysInto({ to, edges }: Part, cards: ReadonlyMap<string, Box>): DrawnPart['ways'] {
  const target = cards.get(to);
  return [...new Set(edges.map(({ from }) => from))].flatMap((from) => {
    const source = cards.get(from);
    if (!target || !source || from === to) return [];
    const hitsOf = (route: Route): number =>
      [...cards].reduce(
        (sum, [id, card]) => sum + (id === from || id === to ? 0 : pointsInside(route, card, 4)),
        0,
      );
    const routes = WAY_BOWS.map((bow) => curveBetween(source, target, 0, bow));
    const least = Math.min(...routes.map(hitsOf));
    const route = routes.find((one) => hitsOf(one) === least);
    return route ? [{ from, route }] : [];
  });
}
