import { describe, expect, it } from 'vitest';
import { breakerChart } from '../../../patterns/circuit-breaker/index';
import { healthChart } from '../../../patterns/health/index';
import type { ModeChart } from '../../../protocol/messages';
import { isInside, pointsInside, sharedArea, type Box } from './geometry';
import type { Measure } from './labels';
import { layoutChart, type ChartLayout } from './layout';
import { edgeKey } from './parts';

/** About the mean width of a letter in Inter at the weight of lit labels. */
const measure: Measure = (text, sizePx) => text.length * sizePx * 0.56;

const ROOMS = [
  { width: 300, height: 380 },
  { width: 340, height: 420 },
  { width: 440, height: 400 },
  { width: 600, height: 420 },
  { width: 760, height: 480 },
];

/** A ring of modes with edges to the next, back, and to themselves. */
function ringChart(count: number): ModeChart {
  const ids = Array.from({ length: count }, (_, i) => `mode${String(i + 1)}`);
  return {
    id: 'ring',
    initial: 'mode1',
    modes: ids.map((id) => ({ id, title: id, help: '' })),
    edges: ids.flatMap((from, i) => [
      { from, event: 'next', guard: 'isReady', to: ids[(i + 1) % count] ?? from },
      { from, event: 'back', guard: '', to: ids[(i + count - 1) % count] ?? from },
      { from, event: 'again', guard: '', to: from },
    ]),
  };
}

const cases = [breakerChart, healthChart].flatMap((chart) =>
  ROOMS.map((room) => ({ id: chart.id, chart, room, width: room.width })),
);

/** What covers what it must not. */
function overlapsOf({ cards, parts, start }: ChartLayout): string[] {
  const labels = parts.map(({ label, from, to }) => ({ name: `label ${from}>${to}`, box: label }));
  const fixed = [
    ...cards.map(({ id, box }) => ({ name: `card ${id}`, box })),
    ...(start ? [{ name: 'start', box: start }] : []),
  ];
  return labels.flatMap((label, i) =>
    [...labels.slice(i + 1), ...fixed]
      .filter(({ box }) => sharedArea(label.box, box) > 0)
      .map(({ name }) => `${label.name} over ${name}`),
  );
}

function isWithin(box: Box, view: Box): boolean {
  return (
    box.x >= view.x && box.y >= view.y && box.x + box.w <= view.x + view.w && box.y + box.h <= view.y + view.h
  );
}

describe('layoutChart', () => {
  describe.each(cases)('$id at a width of $width', ({ chart, room }) => {
    const layout = layoutChart(chart, room, measure);
    const { cards, parts, view } = layout;

    it('keeps labels off cards and off one another', () => {
      expect(overlapsOf(layout)).toEqual([]);
    });

    it('leads no arrow through a card it does not belong to', () => {
      const through = parts.flatMap(({ route, from, to }) =>
        cards
          .filter(({ id, box }) => id !== from && id !== to && pointsInside(route, box) > 0)
          .map(({ id }) => `${from}>${to} through ${id}`),
      );
      expect(through).toEqual([]);
    });

    it('shows all of it, in the width there is', () => {
      expect(view.w).toBe(room.width);
      const boxes = [
        ...cards.map(({ box }) => box),
        ...parts.flatMap(({ label, route }) => [label, route.bounds]),
      ];
      expect(boxes.filter((box) => !isWithin(box, view))).toEqual([]);
    });

    it('draws every edge, named in its label, and every mode', () => {
      const keys = chart.edges.map(edgeKey).toSorted();
      expect(parts.flatMap(({ edges }) => edges.map(edgeKey)).toSorted()).toEqual(keys);
      expect(parts.flatMap(({ form }) => form.rows.flatMap((row) => row.keys)).toSorted()).toEqual(keys);
      expect(cards.map(({ id }) => id)).toEqual(chart.modes.map(({ id }) => id));
    });

    it('ends every arrow at the edge of its mode', () => {
      for (const { route, to } of parts) {
        const card = cards.find(({ id }) => id === to)?.box;
        expect(card && isInside(route.tip, card, 3) && !isInside(route.tip, card, -2)).toBe(true);
      }
    });
  });

  it('says the guards where there is room, and leaves them out where there is none', () => {
    for (const chart of [breakerChart, healthChart]) {
      expect(layoutChart(chart, { width: 760, height: 480 }, measure).shortened).toBe(false);
      expect(layoutChart(chart, { width: 300, height: 380 }, measure).shortened).toBe(true);
    }
  });

  it('draws the same again for the same input', () => {
    const room = { width: 440, height: 400 };
    expect(layoutChart(healthChart, room, measure)).toEqual(layoutChart(healthChart, room, measure));
  });

  it('has a way from every other mode for what leads from anywhere', () => {
    const { parts } = layoutChart(breakerChart, { width: 600, height: 420 }, measure);
    const reset = parts.find(({ kind, to }) => kind === 'anywhere' && to === 'closed');
    expect(reset?.ways.map(({ from }) => from)).toEqual(['open', 'halfOpen', 'forcedOpen', 'disabled']);
  });

  it.each([1, 2, 3, 5, 6, 7, 8, 10])('draws a ring of %i modes without overlaps', (count) => {
    const chart = ringChart(count);
    expect(overlapsOf(layoutChart(chart, { width: 700, height: 520 }, measure))).toEqual([]);
  });

  it('draws a machine without edges', () => {
    const chart: ModeChart = {
      id: 'still',
      initial: 'on',
      modes: [{ id: 'on', title: 'On', help: '' }],
      edges: [],
    };
    const { cards, parts } = layoutChart(chart, { width: 300, height: 300 }, measure);
    expect(cards).toHaveLength(1);
    expect(parts).toEqual([]);
  });
});
