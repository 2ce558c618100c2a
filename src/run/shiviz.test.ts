import { describe, expect, it } from 'vitest';
import type { Message } from '../kernel/message';
import { entryAt, entryCount, type TraceEntry } from '../kernel/trace';
import type { Session } from './session';
import { shivizLog, SHIVIZ_PATTERN } from './shiviz';
import { chain, openSession } from './testing/sessions';

interface Logged {
  event: string;
  host: string;
  clock: Record<string, number>;
}

/** Reads a log as its viewer does: by the expression in its own first line. */
function parse(text: string): Logged[] {
  const [pattern, delimiter, ...rest] = text.split('\n');
  expect(pattern).toBe(SHIVIZ_PATTERN);
  expect(delimiter).toBe('');
  return [...rest.join('\n').matchAll(new RegExp(pattern, 'g'))].map(({ groups = {} }) => ({
    event: groups.event,
    host: groups.host,
    clock: JSON.parse(groups.clock) as Record<string, number>,
  }));
}

function troubled(): Session {
  const session = openSession(chain);
  session.advance(300_000);
  session.act({ action: 'crash', target: 'back', args: [], lastsUs: 200_000 });
  session.advance(800_000);
  return session;
}

function before(a: Logged, b: Logged): boolean {
  return Object.entries(a.clock).every(([host, count]) => count <= (b.clock[host] ?? 0));
}

describe('the log for ShiViz', () => {
  const session = troubled();
  const log = shivizLog(session, 0, Infinity, 1e6);
  const events = parse(log.text);

  it('is read by its own expression, every line of it', () => {
    expect(events).toHaveLength(log.events);
    expect(log.events).toBeGreaterThan(500);
    expect(log.text.trimEnd().split('\n')).toHaveLength(2 + 2 * log.events);
  });

  it('has for every host a clock that counts its own events from 1', () => {
    const counts = new Map<string, number>();
    for (const { host, clock } of events) {
      counts.set(host, (counts.get(host) ?? 0) + 1);
      expect(clock[host]).toBe(counts.get(host));
    }
    expect([...counts.keys()].sort()).toEqual(['back', 'clients', 'front', 'you']);
  });

  it('has clocks that never run ahead of what has happened, and grow on every host', () => {
    const last = new Map<string, Logged>();
    for (const one of events) {
      for (const [host, count] of Object.entries(one.clock)) {
        expect(count).toBeLessThanOrEqual(host === one.host ? Infinity : (last.get(host)?.clock[host] ?? 0));
      }
      const previous = last.get(one.host);
      if (previous) expect(before(previous, one)).toBe(true);
      last.set(one.host, one);
    }
  });

  it('orders two events exactly when one can have caused the other', () => {
    const { recorder } = session;
    if (!recorder) throw new Error('The session keeps no trace.');
    const entries = Array.from({ length: entryCount(recorder) }, (_, i) => entryAt(recorder, i));
    const sends = new Map<string, Logged>();
    const keyOf = ({ subject }: TraceEntry): string =>
      `${String((subject as Message).link)} ${String((subject as Message).number)}`;
    // The messages of the trace stand in the log in the same order.
    const told = events.filter(({ event }) => / (sends|gets) /.test(event));
    const messages = entries.filter(({ kind }) => kind === 'send' || kind === 'deliver');
    expect(told).toHaveLength(messages.length);
    for (const [i, entry] of messages.entries()) {
      if (entry.kind === 'send') sends.set(keyOf(entry), told[i]);
      else {
        const sent = sends.get(keyOf(entry));
        expect(sent && before(sent, told[i])).toBe(true);
      }
    }
    const [first, second] = [
      events.findIndex(({ host }) => host === 'back'),
      events.findIndex(({ host }) => host === 'clients'),
    ];
    expect(before(events[first], events[second]) || before(events[second], events[first])).toBe(false);
  });

  it('puts what a deed brought about after the deed', () => {
    const deed = events.find(({ host }) => host === 'you');
    const crash = events.find(({ event }) => event === 'back crashes');
    if (!deed || !crash) throw new Error('There is no crash in the log.');
    expect(before(deed, crash)).toBe(true);
  });

  it('is of a stretch of time, rebuilt where it is older than what is kept', () => {
    const part = shivizLog(session, 200_000, 500_000, 1e6);
    expect(part.fromUs).toBeGreaterThanOrEqual(200_000);
    expect(part.toUs).toBeLessThanOrEqual(500_000);
    const other = troubled();
    if (!other.recorder) throw new Error('The session keeps no trace.');
    other.recorder.first = other.recorder.written = 0;
    expect(shivizLog(other, 200_000, 500_000, 1e6)).toEqual(part);
  });

  it('ends after as many events as are wanted', () => {
    expect(shivizLog(session, 0, Infinity, 100).events).toBe(100);
  });
});
