import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromWorker, RequestType } from '../protocol/messages';
import { labEntries, loadLab } from '../labs/index';
import { createLog } from '../run/log';

const UNTIL_US = 5_000_000;

type AnswerMessage = FromWorker & { type: 'answer' };

/** A host in a fresh worker, in which nothing but the first load is there. */
async function freshHost() {
  vi.resetModules();
  const { Host } = await import('./host');
  const { nodeKinds, policyKinds } = await import('../nodes/index');
  const { invariants } = await import('../invariants/index');
  const answers: AnswerMessage[] = [];
  const host = new Host({
    post: (message) => {
      if (message.type === 'answer') answers.push(message);
    },
    clockMs: () => performance.now(),
    later: (action) => setTimeout(action),
    loadClaims: () => Promise.resolve({}),
  });
  let requests = 0;
  const send = (type: RequestType, ask: object = {}): number => {
    const request = ++requests;
    host.receive({ type, request, run: 1, ...ask } as unknown as Parameters<typeof host.receive>[0]);
    return request;
  };
  const answerTo = (request: number): Promise<AnswerMessage> =>
    vi.waitFor(
      () => {
        const found = answers.find((answer) => answer.request === request);
        if (!found) throw new Error('There is no answer yet.');
        return found;
      },
      { timeout: 20_000 },
    );
  const names = () => [...nodeKinds.keys(), ...policyKinds.keys(), ...invariants.keys()];
  return { send, answerTo, answers, names };
}

async function openingOf(id: string) {
  const lab = await loadLab(id);
  if (!lab) throw new Error(`There is no lab ${id}.`);
  const { scenario, invariants } = lab;
  const spec = { scenario, knobs: {}, seed: scenario.seed, invariants, log: createLog() };
  return { lab: id, spec, at: null };
}

beforeEach(() => {
  vi.doUnmock('./looking-back');
});

describe('a fresh worker', { timeout: 60_000 }, () => {
  it.each(labEntries.map(({ id }) => id))('loads for %s what it needs to run', async (id) => {
    const { send, answerTo, names } = await freshHost();
    expect(names()).toEqual([]);
    const opening = await openingOf(id);
    expect(await answerTo(send('open', opening))).toMatchObject({ ok: true });
    const kinds = new Set(opening.spec.scenario.nodes.map(({ kind }) => kind));
    expect(names()).toEqual(expect.arrayContaining([...kinds, ...opening.spec.invariants]));
    expect(await answerTo(send('runUntil', { us: UNTIL_US }))).toMatchObject({ ok: true });
    expect(await answerTo(send('summary'))).toMatchObject({ ok: true, value: { untilUs: UNTIL_US } });
  });

  it('does not load what other labs need', async () => {
    const { send, answerTo, names } = await freshHost();
    await answerTo(send('open', await openingOf('raft')));
    expect(names().filter((name) => /breaker|balancer|cache|stale/.test(name))).toEqual([]);
  });

  it('handles requests in the order they came, though each needs other code', async () => {
    const { send, answerTo, answers } = await freshHost();
    const opening = await openingOf('load-balancing');
    const requests = [
      send('open', opening),
      send('step', { grain: 'event', back: false, focus: null }),
      send('spaceTime', { fromUs: 0, toUs: UNTIL_US, rebuild: true, limit: 100 }),
      send('moment'),
      send('summary'),
    ];
    await Promise.all(requests.map(answerTo));
    expect(answers.map(({ ok }) => ok)).toEqual(requests.map(() => true));
    expect(answers.map(({ request }) => request)).toEqual(requests);
  });

  it('says so when code cannot be loaded, and goes on', async () => {
    vi.doMock('./looking-back', () => {
      throw new Error('The network is away.');
    });
    const { send, answerTo } = await freshHost();
    const opened = send('open', await openingOf('load-balancing'));
    const lookedBack = send('shiviz', { fromUs: 0, toUs: 1 });
    const stepped = send('step', { grain: 'event', back: false, focus: null });
    expect(await answerTo(opened)).toMatchObject({ ok: true });
    const problem = 'A part of the simulator could not be loaded. Try again, or reload the page.';
    expect(await answerTo(lookedBack)).toMatchObject({ ok: false, problem, fatal: false });
    expect(await answerTo(stepped)).toMatchObject({ ok: true });
  });
});
