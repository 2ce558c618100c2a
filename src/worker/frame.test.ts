import { describe, expect, it } from 'vitest';
import type { Message } from '../kernel/message';
import { entryAt, entryCount, type TraceEntry } from '../kernel/trace';
import { LINK_FRAME_STRIDE, LOOK, MESSAGE_STRIDE, type Flash } from '../protocol/messages';
import type { Session } from '../run/session';
import { balancing, chain, openSession } from '../run/testing/sessions';
import type { Scenario } from '../scenario/types';
import { collectFlashes, packLinks, packMessages } from './frame';
import { chainSpec, rigWithRun } from './testing/rig';

const SECOND_US = 1_000_000;
/** A speed at which single messages of the chain, 5 ms on a link, can be followed. */
const SLOW = 0.05;

/** The entries of the trace, oldest first. */
function entriesOf(session: Session): TraceEntry[] {
  const { recorder } = session;
  if (!recorder) throw new Error('Nothing was recorded.');
  return Array.from({ length: entryCount(recorder) }, (_, i) => entryAt(recorder, i));
}

const keyOf = ({ link, number }: Message): string => `${String(link)}#${String(number)}`;

/** Messages by what the trace tells of them: sent and, until now, neither delivered nor lost. */
function underWay(session: Session): Map<string, Message> {
  const found = new Map<string, Message>();
  for (const { kind, subject } of entriesOf(session)) {
    if (kind === 'send') found.set(keyOf(subject as Message), subject as Message);
    else if (kind === 'deliver') found.delete(keyOf(subject as Message));
    else if (kind === 'drop') found.delete(keyOf((subject as { message: Message }).message));
  }
  return found;
}

/** When each message arrived, by the trace of a run that has gone further. */
function arrivals(session: Session): Map<string, number> {
  const found = new Map<string, number>();
  for (const { kind, subject, atUs } of entriesOf(session)) {
    if (kind === 'deliver') found.set(keyOf(subject as Message), atUs);
  }
  return found;
}

function rowsOf(packed: Float64Array, stride: number): number[][] {
  return Array.from({ length: packed.length / stride }, (_, i) =>
    Array.from(packed.slice(i * stride, (i + 1) * stride)),
  );
}

function messagesOf(session: Session, speed = SLOW): number[][] {
  return rowsOf(packMessages(session.sim, session.playheadUs, speed).messages, MESSAGE_STRIDE);
}

describe('messages, each drawn on its own', () => {
  it('are exactly those that the trace says are under way, on the way they take', () => {
    const later = openSession(chain);
    later.advance(4 * SECOND_US);
    const arrival = arrivals(later);
    const session = openSession(chain);
    let seen = 0;
    for (let us = 100_000; us <= 3 * SECOND_US; us += 37_123) {
      session.advance(us);
      const wanted = [...underWay(session)].map(([key, message]) => {
        return [message.link, message.number, message.sentAtUs, arrival.get(key)];
      });
      const shown = messagesOf(session).map(([link, number, sentAtUs, arrivesAtUs]) => {
        return [link, number, sentAtUs, arrivesAtUs];
      });
      const order = (a: (number | undefined)[], b: (number | undefined)[]) =>
        (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
      expect(shown.sort(order)).toEqual(wanted.sort(order));
      for (const [, , sentAtUs, arrivesAtUs] of shown) {
        expect(sentAtUs).toBeLessThanOrEqual(us);
        expect(arrivesAtUs).toBeGreaterThan(us);
      }
      seen += shown.length;
    }
    expect(seen).toBeGreaterThan(50);
  });

  it('look like what they are: requests, good, failing and refusing replies', () => {
    const session = openSession(chain);
    session.advance(SECOND_US);
    session.act({ action: 'crash', target: 'back', args: [], lastsUs: 2 * SECOND_US });
    session.seek(0);
    const looks = new Set<number>();
    for (let us = 10_000; us <= 4 * SECOND_US; us += 4_000) {
      session.advance(us);
      const known = underWay(session);
      for (const [link, number, , , look, count] of messagesOf(session)) {
        const message = known.get(`${String(link)}#${String(number)}`);
        expect(count).toBe(1);
        looks.add(look);
        if (message?.role === 'request') expect(look).toBe(LOOK.request);
        else if (message?.status === 'completed') expect(look).toBe(LOOK.reply);
        else if (message?.status === 'rejected') expect(look).toBe(LOOK.refusal);
        else expect(look).toBe(LOOK.failure);
      }
    }
    expect([...looks].sort()).toEqual([LOOK.request, LOOK.reply, LOOK.refusal, LOOK.failure]);
  });

  it('look like control when they are no traffic, such as probes', () => {
    const session = openSession(balancing);
    let probes = 0;
    for (let us = 10_000; us <= 4 * SECOND_US; us += 10_000) {
      session.advance(us);
      const known = underWay(session);
      for (const [link, number, , , look] of messagesOf(session)) {
        const isProbe = known.get(`${String(link)}#${String(number)}`)?.type === 'probe';
        expect(look === LOOK.control).toBe(isProbe);
        if (isProbe) probes++;
      }
    }
    expect(probes).toBeGreaterThan(0);
  });
});

describe('how messages are drawn', () => {
  const detailAt = (session: Session, speed: number) =>
    packMessages(session.sim, session.playheadUs, speed).detail;

  it('one by one while the eye can follow them on the longest link, else as a flow', () => {
    const session = openSession(chain);
    session.advance(SECOND_US);
    // 5 ms on a link: a twentieth of a second at a tenth of the speed.
    expect(detailAt(session, 0.099)).toBe('single');
    expect(detailAt(session, 0.11)).toBe('flow');
    expect(messagesOf(session, 0.11)).toEqual([]);
  });

  it('the same way whether messages are under way or not', () => {
    const session = openSession(chain);
    expect(messagesOf(session)).toEqual([]);
    expect(detailAt(session, 0.099)).toBe('single');
    expect(detailAt(session, 0.11)).toBe('flow');
  });
});

/** So many messages at once that they cannot be drawn one by one. */
const crowd: Scenario = {
  version: 1,
  title: 'A crowd',
  seed: 1,
  pace: 1,
  nodes: [
    {
      id: 'clients',
      kind: 'traffic-source',
      at: [0, 0],
      params: { to: 'back', ratePerSec: 1000, timeoutMs: 0 },
    },
    { id: 'back', kind: 'service', at: [300, 0], params: { workers: 50, serviceTimeMs: 1 } },
  ],
  links: [{ between: ['clients', 'back'], latencyMs: 500 }],
};

describe('bundles of messages', () => {
  const session = openSession(crowd);
  session.advance(2 * SECOND_US);
  const { detail, messages } = packMessages(session.sim, session.playheadUs, 1);
  const rows = rowsOf(messages, MESSAGE_STRIDE);
  const flights = [...underWay(session).values()];

  it('take the place of more messages than can be drawn', () => {
    expect(flights.length).toBeGreaterThan(600);
    expect(detail).toBe('bundle');
    expect(rows.length).toBeLessThanOrEqual(2 * 10);
  });

  it('count every message once, on its link and in its tenth of the way', () => {
    const tenth = (sentAtUs: number) => Math.floor(((session.playheadUs - sentAtUs) / 500_000) * 10);
    const count = new Map<string, number>();
    for (const { link, role, sentAtUs } of flights) {
      const key = `${String(link)} ${String(role === 'request' ? LOOK.request : LOOK.reply)} ${String(tenth(sentAtUs))}`;
      count.set(key, (count.get(key) ?? 0) + 1);
    }
    const shown = rows.map(([link, , sentAtUs, , look, many]): [string, number] => {
      return [`${String(link)} ${String(look)} ${String(tenth(sentAtUs))}`, many];
    });
    expect(new Map(shown)).toEqual(count);
    expect(shown).toHaveLength(count.size);
  });

  it('are drawn where one of theirs is', () => {
    const known = underWay(session);
    for (const [link, number, sentAtUs, arrivesAtUs] of rows) {
      expect(known.get(`${String(link)}#${String(number)}`)?.sentAtUs).toBe(sentAtUs);
      expect(arrivesAtUs - sentAtUs).toBe(500_000);
    }
  });
});

describe('links', () => {
  const FRONT_BACK = 2;

  it('tell what they carry, have carried and have lost, as the trace does', () => {
    const session = openSession(chain);
    session.advance(20 * SECOND_US);
    const sent = [0, 0, 0, 0];
    const lost = [0, 0, 0, 0];
    for (const { kind, subject } of entriesOf(session)) {
      if (kind === 'send') sent[(subject as Message).link]++;
      else if (kind === 'drop') lost[(subject as { message: Message }).message.link]++;
    }
    const carried = [0, 0, 0, 0];
    for (const { link } of underWay(session).values()) carried[link]++;
    const rows = rowsOf(packLinks(session.sim), LINK_FRAME_STRIDE);
    expect(rows.map((row) => row.slice(0, 3))).toEqual(
      [0, 1, 2, 3].map((i) => [carried[i], sent[i], lost[i]]),
    );
    expect(lost[FRONT_BACK]).toBeGreaterThan(0);
  });

  it('tell of the faults on them: cut, slowed and lossy, the scenario’s own loss included', () => {
    const session = openSession(chain);
    const faultsOf = (link: number) => {
      const [cut, delayUs, ...ratios] = rowsOf(packLinks(session.sim), LINK_FRAME_STRIDE)[link].slice(3);
      return [cut, delayUs, ...ratios.map((ratio) => Number(ratio.toFixed(12)))];
    };
    session.advance(SECOND_US);
    expect(faultsOf(FRONT_BACK)).toEqual([0, 0, 0.01, 0, 0]);
    session.act({ action: 'loss', target: 'front->back', args: [0.5] });
    session.act({ action: 'latency', target: 'front->back', args: [60_000] });
    session.act({ action: 'latency', target: 'front<->back', args: [7_000] });
    session.act({ action: 'duplicate', target: 'front->back', args: [0.2] });
    session.act({ action: 'reorder', target: 'front->back', args: [0.3] });
    session.act({ action: 'cut', target: 'clients->front', args: [] });
    session.advance(2 * SECOND_US);
    expect(faultsOf(FRONT_BACK)).toEqual([0, 67_000, 1 - 0.99 * 0.5, 0.2, 0.3]);
    expect(faultsOf(FRONT_BACK + 1)).toEqual([0, 7_000, 0.01, 0, 0]);
    expect(faultsOf(0)).toEqual([1, 0, 0, 0, 0]);
    expect(faultsOf(1)).toEqual([0, 0, 0, 0, 0]);
    session.act({ action: 'heal', target: '', args: [] });
    session.advance(3 * SECOND_US);
    expect([0, 1, FRONT_BACK].map(faultsOf)).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0.01, 0, 0],
    ]);
  });
});

describe('flashes', () => {
  /** Flashes of a run whose far machine is down for a while, as frames of a page show them. */
  async function watched() {
    const rig = await rigWithRun();
    await rig.ask('act', { action: 'crash', target: 'back', args: [], lastsUs: SECOND_US });
    for (let i = 0; i < 500; i++) {
      rig.nowMs += 50;
      rig.tick(50, 0.08);
    }
    return rig;
  }

  it('are shown once each: as many as the trace has of each kind', async () => {
    const rig = await watched();
    const flashes = rig.frames.flatMap((frame) => frame.flashes);
    const count = (kind: Flash['kind']) => flashes.filter((flash) => flash.kind === kind).length;
    const session = openSession(chain, { log: chainSpec().log });
    session.act({ action: 'crash', target: 'back', args: [], lastsUs: SECOND_US });
    session.advance(rig.lastFrame.position.us);
    const entries = entriesOf(session);
    expect(count('drop')).toBe(entries.filter(({ kind }) => kind === 'drop').length);
    expect(count('drop')).toBeGreaterThan(3);
    const refusals = entries.filter(({ kind, subject }) => {
      return kind === 'send' && (subject as Message).status === 'rejected';
    });
    expect(count('refuse')).toBe(refusals.length);
    const timeouts = entries.filter(({ kind, subject }) => {
      return kind === 'call' && (subject as { purpose: string }).purpose === 'giveUp';
    });
    expect(count('timeout')).toBe(timeouts.length);
    expect(count('timeout')).toBeGreaterThan(3);
  });

  it('are where it happened: a message to a dead machine is lost at its door', async () => {
    const rig = await watched();
    const drops = rig.frames.flatMap((frame) => frame.flashes).filter(({ kind }) => kind === 'drop');
    const atDoor = drops.filter(({ along }) => along > 0.9);
    expect(atDoor.length).toBeGreaterThan(3);
    expect(new Set(atDoor.map(({ node, link }) => `${node} ${String(link)}`))).toEqual(new Set(['back 2']));
  });

  it('are not those of what was jumped over', async () => {
    const rig = await rigWithRun();
    rig.tick(0, SLOW);
    await rig.ask('act', { action: 'crash', target: 'back', args: [] });
    await rig.ask('seek', { us: 5 * SECOND_US });
    rig.tick(0, SLOW);
    expect(rig.frames.flatMap((frame) => frame.flashes)).toEqual([]);
  });

  it('are not many at once', () => {
    const session = openSession(chain);
    session.act({ action: 'crash', target: 'back', args: [] });
    session.advance(30 * SECOND_US);
    expect(collectFlashes(session, 0)).toHaveLength(60);
  });
});

describe('what is sent', () => {
  it('is every face at first, then only those that changed', async () => {
    const rig = await rigWithRun();
    rig.tick(0, 1);
    expect(rig.lastFrame.faces.map(({ id }) => id)).toEqual(['clients', 'front', 'back']);
    rig.tick(0, 1);
    expect(rig.lastFrame.faces).toEqual([]);
  });

  it('is faces a dozen times a second, not sixty', async () => {
    const rig = await rigWithRun();
    for (let i = 0; i < 120; i++) {
      rig.nowMs += 16;
      rig.tick(16, 1);
    }
    const withFaces = rig.frames.filter(({ faces }) => faces.length > 0);
    expect(withFaces.length).toBeGreaterThan(15);
    expect(withFaces.length).toBeLessThanOrEqual(120 / 5);
  });

  it('is the faces of this very moment when the run is paused', async () => {
    const rig = await rigWithRun();
    const faces = new Map<string, unknown>();
    const take = (): void => {
      for (const face of rig.lastFrame.faces) faces.set(face.id, face);
    };
    for (let i = 0; i < 43; i++) {
      rig.nowMs += 16;
      rig.tick(16, 3);
      take();
    }
    rig.tick(0, 3);
    take();
    const fresh = await rigWithRun();
    await fresh.ask('seek', { us: rig.lastFrame.position.us });
    expect([...faces.values()]).toEqual(fresh.lastFrame.faces);
  });

  it('is the log and its clips once, and again only when something was done', async () => {
    const rig = await rigWithRun();
    for (let i = 0; i < 10; i++) rig.tick(16, 1);
    expect(rig.frames.map(({ log, clips }) => [log !== null, clips !== null])).toEqual([
      [true, true],
      ...Array.from({ length: 9 }, () => [false, false]),
    ]);
    await rig.ask('act', { action: 'pause', target: 'back', args: [], lastsUs: 500 });
    rig.tick(16, 1);
    expect(rig.lastFrame.clips).toMatchObject([{ input: { action: 'pause' }, endsAtUs: 160_501 }]);
    expect(rig.lastFrame.log?.branches).toHaveLength(1);
    rig.tick(16, 1);
    expect([rig.lastFrame.log, rig.lastFrame.clips]).toEqual([null, null]);
  });

  it('is each mark once, and all marks of a branch after a fork or a switch', async () => {
    const rig = await rigWithRun();
    await rig.ask('act', { action: 'crash', target: 'back', args: [], lastsUs: SECOND_US });
    for (let i = 0; i < 60; i++) rig.tick(100, 1);
    const marks = rig.frames.flatMap((frame) => frame.marks);
    expect(marks.length).toBeGreaterThan(2);
    expect(new Set(marks.map(({ event, text }) => `${String(event)} ${text}`)).size).toBe(marks.length);
    await rig.ask('seek', { us: 500_000 });
    expect([rig.lastFrame.marks, rig.lastFrame.marksFrom]).toEqual([[], marks.length]);
    await rig.ask('act', { action: 'pause', target: 'front', args: [] });
    rig.tick(0, 1);
    const early = marks.filter(({ atUs }) => atUs <= 500_000);
    expect([rig.lastFrame.marks, rig.lastFrame.marksFrom]).toEqual([early, 0]);
    await rig.ask('switchBranch', { branch: 'b0' });
    expect([rig.lastFrame.marks, rig.lastFrame.marksFrom]).toEqual([marks, 0]);
  });

  it('is what happens next, in words, and when', async () => {
    const rig = await rigWithRun();
    await rig.ask('runUntil', { us: SECOND_US });
    const { next } = rig.lastFrame;
    expect(next?.text).not.toBe('');
    const { position } = await rig.ask('step', { grain: 'event', back: false, focus: null });
    expect(position.us).toBe(next?.atUs);
  });
});
