import { describe, expect, it } from 'vitest';
import type { Message } from '../kernel/message';
import { forEachInFlight } from '../kernel/network';
import { entryAt, entryCount, type TraceEntry } from '../kernel/trace';
import {
  FATE,
  FLIGHT,
  FLIGHT_STRIDE,
  POINT,
  POINT_STRIDE,
  type SpaceTimeData,
  type SpaceTimeQuery,
} from '../protocol/space-time';
import { chain, openSession } from '../run/testing/sessions';
import type { Session } from '../run/session';
import { rowOf } from '../run/rows';
import { packSpaceTime } from './space-time';
import { rigWithRun } from './testing/rig';

const ALL: SpaceTimeQuery = { fromUs: 0, toUs: 1e12, limit: 1e6, rebuild: true };

/** The chain with a service that is down for a while and a link that is cut for a while. */
function troubled(): Session {
  const session = openSession(chain);
  session.advance(500_000);
  session.act({ action: 'crash', target: 'back', args: [], lastsUs: 400_000 });
  session.advance(1_200_000);
  session.act({ action: 'cut', target: 'front->back', args: [], lastsUs: 200_000 });
  session.act({ action: 'duplicate', target: 'clients->front', args: [0.2], lastsUs: 500_000 });
  session.advance(2_000_000);
  return session;
}

function entriesOf({ recorder }: Session): TraceEntry[] {
  if (!recorder) throw new Error('The session keeps no trace.');
  return Array.from({ length: entryCount(recorder) }, (_, i) => entryAt(recorder, i));
}

type Row = Record<keyof typeof FLIGHT, number>;

function flightsOf({ flights }: SpaceTimeData): Row[] {
  const fields = Object.entries(FLIGHT);
  return Array.from({ length: flights.length / FLIGHT_STRIDE }, (_, i) => {
    return Object.fromEntries(fields.map(([name, at]) => [name, flights[i * FLIGHT_STRIDE + at]])) as Row;
  });
}

function pointsOf({ points }: SpaceTimeData): Record<keyof typeof POINT, number>[] {
  const fields = Object.entries(POINT);
  return Array.from({ length: points.length / POINT_STRIDE }, (_, i) => {
    return Object.fromEntries(fields.map(([name, at]) => [name, points[i * POINT_STRIDE + at]])) as Record<
      keyof typeof POINT,
      number
    >;
  });
}

function named(rows: readonly Row[], fate: number): string[] {
  return rows
    .filter((row) => row.fate === fate)
    .map(({ link, number, endEvent, sentUs }) => [link, number, endEvent, sentUs].join(' '))
    .sort();
}

function ofEntries(entries: readonly TraceEntry[], kind: 'deliver' | 'drop'): string[] {
  return entries
    .filter((entry) => entry.kind === kind)
    .map(({ subject, event }) => {
      const message = kind === 'drop' ? (subject as { message: Message }).message : (subject as Message);
      return [message.link, message.number, event, message.sentAtUs].join(' ');
    })
    .sort();
}

describe('what the space-time view is sent', () => {
  const session = troubled();
  const entries = entriesOf(session);
  const data = packSpaceTime(session, ALL);
  const rows = flightsOf(data);

  it('has every delivery and every loss of the trace, and nothing else', () => {
    expect(named(rows, FATE.arrived)).toEqual(ofEntries(entries, 'deliver'));
    expect(named(rows, FATE.lost)).toEqual(ofEntries(entries, 'drop'));
    expect(named(rows, FATE.lost).length).toBeGreaterThan(3);
  });

  it('has as in flight what is in flight, with the time of arrival', () => {
    const flying: string[] = [];
    forEachInFlight(session.sim, ({ link, number }, arrivesAtUs) => {
      flying.push([link, number, arrivesAtUs].join(' '));
    });
    const shown = rows.filter(({ fate }) => fate === FATE.inFlight);
    expect(shown.map(({ link, number, endUs }) => [link, number, endUs].join(' ')).sort()).toEqual(
      flying.sort(),
    );
    expect(flying.length).toBeGreaterThan(0);
  });

  it('names for each message the event that sent it, its ends, and the time of both', () => {
    const sent = new Map(
      entries
        .filter(({ kind }) => kind === 'send')
        .map(({ subject, event }) => [
          `${String((subject as Message).link)} ${String((subject as Message).number)}`,
          event,
        ]),
    );
    const { links, nodeIndex } = session.model;
    for (const { link, number, from, to, sendEvent, sentUs, endUs } of rows) {
      expect(sendEvent).toBe(sent.get(`${String(link)} ${String(number)}`));
      expect([from, to]).toEqual([nodeIndex.get(links[link].from), nodeIndex.get(links[link].to)]);
      expect(endUs).toBeGreaterThanOrEqual(sentUs);
    }
  });

  it('has a point for every entry at a node, with its words', () => {
    const told = entries.flatMap((entry) => {
      if (['send', 'deliver', 'drop', 'span'].includes(entry.kind)) return [];
      const row = rowOf(session.model, entry, 0);
      return row === null || row.kind === 'refusal' ? [] : [`${String(row.event)} ${row.text}`];
    });
    const shown = pointsOf(data).map(({ event, text }) => `${String(event)} ${data.texts[text]}`);
    expect(shown.sort()).toEqual(told.sort());
  });

  it('is sorted by time', () => {
    const times = rows.map(({ sentUs }) => sentUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const points = pointsOf(data).map(({ atUs }) => atUs);
    expect(points).toEqual(points.toSorted((a, b) => a - b));
  });

  it('is for a window what of it lies inside', () => {
    const [fromUs, toUs] = [900_000, 1_300_000];
    const part = packSpaceTime(session, { ...ALL, fromUs, toUs });
    const inside = rows.filter(({ sentUs, endUs }) => sentUs <= toUs && endUs >= fromUs);
    expect(
      flightsOf(part)
        .map(({ link, number, endUs }) => [link, number, endUs].join(' '))
        .sort(),
    ).toEqual(inside.map(({ link, number, endUs }) => [link, number, endUs].join(' ')).sort());
    expect(pointsOf(part)).toHaveLength(
      pointsOf(data).filter(({ atUs }) => atUs >= fromUs && atUs <= toUs).length,
    );
    expect(part.missing).toBeNull();
  });

  it('is rebuilt by replay where it is older than what is kept, and says so', () => {
    const other = troubled();
    const { recorder } = other;
    if (!recorder) throw new Error('The session keeps no trace.');
    recorder.first = recorder.written = 0;
    const window = { ...ALL, fromUs: 400_000, toUs: 1_500_000 };
    const rebuilt = packSpaceTime(other, window);
    const kept = packSpaceTime(session, window);
    expect([kept.source, rebuilt.source]).toEqual(['kept', 'rebuilt']);
    expect(
      flightsOf(rebuilt).map(({ link, number, sentUs, endUs, fate }) => [link, number, sentUs, endUs, fate]),
    ).toEqual(
      flightsOf(kept).map(({ link, number, sentUs, endUs, fate }) => [link, number, sentUs, endUs, fate]),
    );
    expect(rebuilt.missing).toBeNull();
    expect(packSpaceTime(other, { ...window, rebuild: false }).missing).toBe('old');
  });

  it('of more than can be shown, it is the newest, and says so', () => {
    const few = packSpaceTime(session, { ...ALL, limit: 300 });
    expect(few.missing).toBe('limit');
    expect(few.fromUs).toBeGreaterThan(1_000_000);
    expect(few.toUs).toBe(session.playheadUs);
    expect(flightsOf(few).length).toBeLessThanOrEqual(310);
  });

  it('is handed over by the host, not copied', async () => {
    const rig = await rigWithRun();
    rig.tick(100, 4);
    const answer = await rig.ask('spaceTime', ALL);
    expect(answer.flights.length).toBeGreaterThan(0);
    expect(rig.transferred.at(-1)).toEqual([answer.flights.buffer, answer.points.buffer]);
  });
});
