import { describe, expect, it } from 'vitest';
import type { TraceRow } from '../../protocol/messages';
import {
  firstRows,
  NO_ROWS,
  PAGE,
  reaches,
  waitingWords,
  withKeys,
  withNewer,
  withOlder,
  withoutWaiting,
  withWaiting,
} from './log-rows';

/** Rows of events, newest first. */
function rows(newest: number, oldest: number): TraceRow[] {
  return Array.from({ length: newest - oldest + 1 }, (_, i) => row(newest - i));
}

function row(event: number): TraceRow {
  const base = { entry: event, cause: 0, atUs: event, kind: 'timer', node: null, message: null } as const;
  return { ...base, event, text: `event ${String(event)}`, tone: 'calm' };
}

const eventsOf = (list: readonly TraceRow[]): number[] => list.map(({ event }) => event);

describe('rows of the log', () => {
  it('begin with the newest ones', () => {
    const log = firstRows(rows(9, 5), 9);
    expect(log).toMatchObject({ upTo: 9, ended: true, waiting: [] });
    expect(firstRows(rows(PAGE, 1), PAGE).ended).toBe(false);
  });

  it('are known up to the event that was asked for, even when none matched', () => {
    expect(firstRows([], 50).upTo).toBe(50);
    expect(withNewer(firstRows(rows(9, 5), 9), [], 70, false).upTo).toBe(70);
    expect(withNewer(firstRows(rows(9, 5), 9), rows(12, 10), 11, false).upTo).toBe(12);
  });

  it('grow at the front while nobody reads', () => {
    const log = withNewer(firstRows(rows(9, 5), 9), rows(11, 10), 11, false);
    expect(eventsOf(log.shown)).toEqual([11, 10, 9, 8, 7, 6, 5]);
  });

  it('wait while somebody reads, and come when asked for', () => {
    let log = withNewer(firstRows(rows(9, 5), 9), rows(11, 10), 11, true);
    log = withNewer(log, rows(13, 12), 13, true);
    expect(eventsOf(log.shown)).toEqual([9, 8, 7, 6, 5]);
    expect(waitingWords(log)).toBe('4 newer');
    log = withWaiting(log);
    expect(eventsOf(log.shown)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5]);
    expect(waitingWords(log)).toBe('');
  });

  it('leave no gap unsaid when too many came', () => {
    const log = withNewer(firstRows(rows(9, 5), 9), rows(500, 501 - PAGE), 500, true);
    expect(waitingWords(log)).toBe(`${String(PAGE)}+ newer`);
    const shown = withWaiting(log);
    expect(eventsOf(shown.shown)).toEqual(eventsOf(rows(500, 501 - PAGE)));
    expect(shown.ended).toBe(false);
  });

  it('do not grow for ever while nobody reads', () => {
    let log = firstRows([], 0);
    for (let event = 1; event < 1000; event++) log = withNewer(log, [row(event)], event, false);
    expect(log.shown.length).toBeLessThan(300);
    expect(log.shown[0]?.event).toBe(999);
    expect(log.ended).toBe(false);
  });

  it('grow at the end when older ones come, until there are none', () => {
    const log = withOlder(firstRows(rows(200, 201 - PAGE), 200), rows(120, 100));
    expect(log.shown).toHaveLength(PAGE + 21);
    expect(log.ended).toBe(true);
  });

  it('forget what has waited when the run goes back', () => {
    const log = withoutWaiting(withNewer(firstRows(rows(9, 5), 9), rows(500, 501 - PAGE), 500, true));
    expect(log).toMatchObject({ waiting: [], gap: false, upTo: 9 });
  });

  it('tell of every moment between the oldest and the newest', () => {
    const log = { ...firstRows(rows(90, 11), 95), ended: false };
    expect(reaches(log, 95)).toBe(true);
    expect(reaches(log, 11)).toBe(true);
    expect(reaches(log, 96)).toBe(false);
    expect(reaches(log, 10)).toBe(false);
    expect(reaches({ ...log, ended: true }, 10)).toBe(true);
    expect(reaches(NO_ROWS, 0)).toBe(false);
  });

  it('keep their keys while others come and go', () => {
    const some = [row(8), row(7), row(7), row(6)];
    const keyOf = (list: readonly TraceRow[]): string[] => withKeys(list).map(({ key }) => key);
    expect(keyOf(some)).toEqual(['8.0', '7.1', '7.0', '6.0']);
    expect(keyOf([row(9), ...some, row(5)]).slice(1, 5)).toEqual(keyOf(some));
  });
});
