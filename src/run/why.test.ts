import { describe, expect, it } from 'vitest';
import { forEachInFlight } from '../kernel/network';
import { chain, openSession } from './testing/sessions';
import type { Session } from './session';
import { explainWhy, type Why, type WhyAsk } from './why';

function crashed(): Session {
  const session = openSession(chain);
  session.advance(500_000);
  session.act({ action: 'crash', target: 'back', args: [] });
  session.advance(1_600_000);
  return session;
}

function why(session: Session, ask: WhyAsk): Why {
  const found = explainWhy(session, ask);
  if (!found) throw new Error('Nothing is known of it.');
  return found;
}

function rootsOf({ steps }: Why): (string | null)[] {
  return steps.flatMap(({ root, text }) => (root === null ? [] : [`${root}: ${text}`]));
}

describe('why', () => {
  const session = crashed();

  it('of a node is why it changed last', () => {
    const { steps, cut } = why(session, { about: 'node', node: 'back' });
    expect(steps.map(({ text, part, root }) => [text, part, root])).toEqual([
      ['back crashes', 'itself', null],
      ['you: back crash', 'cause', 'input'],
    ]);
    expect(cut).toBeNull();
  });

  it('of a breaker that opened leads to the failing calls and to what made them fail', () => {
    const chainOf = why(session, { about: 'node', node: 'front' });
    expect(chainOf.steps[0].text).toMatch(/^front: closed → open/);
    const reason = chainOf.steps.find(({ part }) => part === 'reason');
    expect(reason?.text).toMatch(/is lost: nobody is there$/);
    expect(rootsOf(chainOf)).toEqual(['input: you: back crash', 'arrival: clients: arrival timer']);
  });

  it('of a request is how it ended for its source', () => {
    const { steps } = why(session, { about: 'request', request: 40 });
    expect(steps[0].text).toMatch(/^clients (gets a .* reply of request 40|gives a call up)/);
    expect(steps.at(-1)?.root).toBe('arrival');
  });

  it('of a message in flight is why it was sent', () => {
    const own = crashed();
    const flying: { link: number; number: number; words: string }[] = [];
    while (flying.length === 0 && own.stepEvent()) {
      forEachInFlight(own.sim, ({ link, number, from, to }) => {
        flying.push({ link, number, words: `${from} sends ${to} a ` });
      });
    }
    for (const { link, number, words } of flying) {
      const { steps } = why(own, { about: 'message', link, number });
      expect(steps[0].text.startsWith(words)).toBe(true);
      expect(steps[0].flight).toMatchObject({ link, number });
      expect(steps.at(-1)?.root).toBe('arrival');
    }
    expect(flying.length).toBeGreaterThan(0);
  });

  it('leaves the shown run where it is', () => {
    const before = [session.playheadUs, session.sim.world.events, session.sim.hashHex()];
    why(session, { about: 'event', event: 3 });
    expect([session.playheadUs, session.sim.world.events, session.sim.hashHex()]).toEqual(before);
  });

  it('is nothing for what is not there', () => {
    expect(explainWhy(session, { about: 'node', node: 'nobody' })).toBeNull();
    expect(explainWhy(session, { about: 'message', link: 0, number: 1 })).toBeNull();
    expect(explainWhy(session, { about: 'request', request: 1e9 })).toBeNull();
    expect(explainWhy(session, { about: 'event', event: 1e9 })).toBeNull();
  });

  it('of a message that a cut link lost leads to the cut', () => {
    const cut = openSession(chain);
    cut.advance(500_000);
    cut.act({ action: 'partition', target: 'clients,front | back', args: [] });
    cut.advance(900_000);
    const { steps } = why(cut, { about: 'node', node: 'front' });
    expect(
      steps.some(({ text, root }) => root === 'input' && text.startsWith('you: clients, front | back')),
    ).toBe(true);
  });

  it('of a call given up at a slow service leads to what made it slow', () => {
    const slow = openSession(chain);
    slow.advance(500_000);
    slow.act({ action: 'slow', target: 'back', args: [40] });
    slow.advance(2_000_000);
    const { steps } = why(slow, { about: 'node', node: 'front' });
    expect(steps.some(({ text, root }) => root === 'input' && text === 'you: back slow ×40')).toBe(true);
  });
});
