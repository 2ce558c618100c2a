import { describe, expect, it } from 'vitest';
import type { Glance } from '../../../protocol/messages';
import { momentOf, sagasOf, sayRow, shownRows, type SagaRow } from './rows';

const plan = [
  { id: 'open', at: 'orders', nature: 'compensable', does: 'reserve' },
  { id: 'hold', at: 'payments', nature: 'compensable', does: 'reserve' },
  { id: 'book', at: 'shipping', nature: 'pivot', does: 'take' },
  { id: 'confirm', at: 'orders', nature: 'retriable', does: 'settle' },
];

function glance(picture: unknown): Glance {
  return { id: 'n', mode: null, dial: null, state: null, picture } as Glance;
}

function holding(saga: number, state: string, times: readonly [number, number, number]) {
  const [reservedAtUs, settledAtUs, undoneAtUs] = times;
  return { saga, state, reservedAtUs, settledAtUs, undoneAtUs };
}

function part(role: string, holdings: unknown[], more: object = {}): Glance {
  return glance({ plan, role, holdings, outbox: [], parked: [], ...more });
}

const states = (row: SagaRow | undefined) => row?.cells.map(({ state }) => state);

describe('orchestrated sagas', () => {
  it('are told as they are', () => {
    const saga = {
      id: 3,
      mode: 'needsPerson',
      steps: ['done', 'stuck', 'refused', 'waiting'],
      stepAtUs: [1, 2, 3, 0],
      beganAtUs: 0,
      endedAtUs: -1,
      left: ['undo open', 'undo hold'],
    };
    const row = sagasOf([glance({ plan, sagas: [saga] })])?.rows[0];
    expect(row).toMatchObject({ id: 3, choreographed: false, state: 'person' });
    if (!row) return;
    expect(sayRow(row)).toBe('needs a person: undo open, undo hold');
    expect([0, 1, 3, 4, 5].map((column) => momentOf(row, column))).toEqual([0, 1, 3, -1, -1]);
  });
});

describe('choreographed sagas', () => {
  it('are put together from what each participant did', () => {
    const found = sagasOf([
      part('orders', [
        holding(1, 'taken', [10, 90, -1]),
        holding(2, 'held', [20, -1, -1]),
        holding(4, 'back', [5, -1, 60]),
      ]),
      part('payments', [
        holding(1, 'taken', [30, 80, -1]),
        holding(2, 'held', [40, -1, -1]),
        holding(4, 'refused', [50, -1, -1]),
      ]),
      part('shipping', [holding(1, 'taken', [60, -1, -1])], { outbox: [{ saga: 2, step: 2, undo: false }] }),
    ]);
    expect(found?.rows.map(({ id, state }) => [id, state])).toEqual([
      [2, 'running'],
      [1, 'done'],
      [4, 'compensated'],
    ]);
    const [open, done, back] = found?.rows ?? [];
    expect(states(done)).toEqual(['done', 'done', 'done', 'done']);
    expect(done.cells.map(({ atUs }) => atUs)).toEqual([10, 30, 60, 90]);
    expect(states(open)).toEqual(['done', 'done', 'running', 'waiting']);
    expect(states(back)).toEqual(['undone', 'refused', 'waiting', 'waiting']);
    expect([done, open, back].map((row) => row.endedAtUs)).toEqual([90, -1, 60]);
  });

  it('go back, and may need a person', () => {
    const news = { saga: 1, step: 1, undo: true };
    const parts = (more: object) => [
      part('orders', [holding(1, 'held', [10, -1, -1])]),
      part('payments', [holding(1, 'held', [30, -1, -1])]),
      part('shipping', [holding(1, 'refused', [40, -1, -1])], more),
    ];
    const back = sagasOf(parts({ outbox: [news] }))?.rows[0];
    expect([back?.state, states(back)]).toEqual(['compensating', ['done', 'undoing', 'refused', 'waiting']]);
    const stuck = sagasOf(parts({ parked: [{ saga: 1, step: 1, left: ['undo open', 'undo hold'] }] }))
      ?.rows[0];
    expect([stuck?.state, stuck?.left]).toEqual(['person', ['undo open', 'undo hold']]);
  });
});

it('nobody may tell of any', () => {
  expect(sagasOf([glance(undefined), glance(null)])).toBeNull();
});

it('rows can be filtered and held still', () => {
  const row = (id: number, state: SagaRow['state']): SagaRow => ({
    id,
    state,
    choreographed: true,
    beganAtUs: id,
    endedAtUs: -1,
    cells: [],
    left: [],
  });
  const rows = [
    row(5, 'running'),
    row(4, 'compensating'),
    row(3, 'compensated'),
    row(2, 'person'),
    row(1, 'done'),
  ];
  const ids = (...given: Parameters<typeof shownRows> extends [unknown, ...infer R] ? R : never) =>
    shownRows(rows, ...given).map(({ id }) => id);
  expect(ids('all', null)).toEqual([5, 4, 3, 2, 1]);
  expect(ids('open', null)).toEqual([5, 4]);
  expect(ids('back', null)).toEqual([4, 3]);
  expect(ids('person', null)).toEqual([2]);
  expect(ids('all', new Set([4, 1]))).toEqual([4, 1]);
});
