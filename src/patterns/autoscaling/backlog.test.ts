import { describe, expect, it } from 'vitest';
import { changeOfWorkers, wantedWorkers } from './index';

const rules = { min: 2, max: 6, backlogEach: 10 };
const view = { backlog: 0, present: 3, coming: 0, cooling: false };

describe('autoscaling by backlog', () => {
  it.each([
    [0, 2],
    [20, 2],
    [21, 3],
    [60, 6],
    [1000, 6],
  ])('[AS1] a backlog of %i wants %i workers', (backlog, workers) => {
    expect(wantedWorkers(backlog, rules)).toBe(workers);
  });

  it('[AS2] all that are missing come at once, and only once', () => {
    expect(changeOfWorkers({ ...view, backlog: 55 }, rules)).toBe(3);
    expect(changeOfWorkers({ ...view, backlog: 55, coming: 2 }, rules)).toBe(1);
    expect(changeOfWorkers({ ...view, backlog: 55, coming: 3, cooling: true }, rules)).toBe(0);
  });

  it('[AS3] one goes at a time, none while it cools down or others come', () => {
    expect(changeOfWorkers({ ...view, present: 6 }, rules)).toBe(-1);
    expect(changeOfWorkers({ ...view, present: 6, cooling: true }, rules)).toBe(0);
    expect(changeOfWorkers({ ...view, coming: 1 }, rules)).toBe(0);
  });
});
