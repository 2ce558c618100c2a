import { describe as group, expect, it } from 'vitest';
import { defineInvariant } from '../kernel/invariant';
import type { Message, Status } from '../kernel/message';
import { call, scripted } from '../kernel/testing/calling';
import {
  at,
  during,
  entriesOf,
  MS,
  plannedKind,
  tinyKind,
  tinyLink,
  tinyRun,
  type Moment,
} from '../kernel/testing/tiny';
import type { EntryKind } from '../kernel/trace';
import { chain, openSession } from './testing/sessions';
import { traceRows } from './rows';
import { describe, describeNext, messageName } from './words';

const silence = defineInvariant<{ said: number }>({
  id: 'silence',
  title: 'Silence',
  explain: 'Nothing is said.',
  on: ['log'],
  init: () => ({ said: 0 }),
  observe: (memo) => {
    memo.said++;
  },
  check: (memo) => memo.said === 0,
  says: () => 'Somebody spoke.',
});

/** A run in which everything that has words happens. */
function everything() {
  const plan: Moment[] = [
    [1, (ctx) => call(ctx, { ends: 'completed' })],
    [
      10,
      (ctx) => {
        ctx.send('b', 'hello');
      },
    ],
    [
      20,
      (ctx) => {
        ctx.log('a speaks');
      },
    ],
    [
      30,
      (ctx) => {
        ctx.changeMode({ event: 'failure', from: 'closed', to: 'open', guard: 'tooMany', refused: [] });
      },
    ],
    [
      31,
      (ctx) => {
        ctx.changeMode(
          {
            event: 'tick',
            from: 'open',
            to: 'open',
            guard: '',
            refused: [{ guard: 'rested', to: 'closed' }],
          },
          'b/breaker',
        );
      },
    ],
    [40, (ctx) => ctx.call('b', 'request', { ends: 'failed' }, { request: ctx.beginRequest() })],
    [50, (ctx) => call(ctx, { ends: 'never' })],
    [90, (ctx) => ctx.call('b', 'request', { ends: 'never' })],
  ];
  let refusals = 1;
  const policies = [
    scripted('retry', [], {
      after: (_ctx, _state, attempt, status) => (status === 'rejected' && attempt.attempt === 1 ? MS : null),
    }),
    scripted('bulkhead', [], {
      before: () => (refusals-- > 0 ? { do: 'refuse', status: 'rejected' } : { do: 'pass' }),
    }),
    scripted('timeout', [], {
      init: (ctx) => ctx.setTimer('bell', 25 * MS),
      before: () => ({ do: 'pass', giveUpAfterUs: 15 * MS }),
    }),
  ];
  const boot = (ctx: Parameters<Moment[1]>[0]): object => {
    ctx.usePolicies(
      'key',
      policies.map(({ id }) => ({ id, params: {} })),
    );
    return {};
  };
  const answer = tinyKind({
    onMessage: (ctx, _state, message) =>
      message.role === 'request' && ctx.work('serve', MS, message as never),
    onWork: (ctx, _state, work) => {
      const message = work.data as unknown as Message;
      const { ends } = message.body as { ends: Status | 'never' };
      ctx.span('serving', 0, message);
      if (ends !== 'never') ctx.reply(message, ends);
    },
  });
  const links = [tinyLink('a', 'b', { latencyMs: 2 }), tinyLink('b', 'a', { latencyMs: 2 })];
  const inputs = [
    during(70, 75, 'slow', 'b', 3),
    at(91, 'drop', 'a->b#5'),
    at(95, 'cut', 'b->a'),
    at(99, 'heal'),
  ];
  return tinyRun(
    { nodes: { a: plannedKind(plan, { boot }), b: answer }, links, policies, invariants: [silence] },
    inputs,
    120,
  ).sim;
}

group('the trace in words', () => {
  const sim = everything();
  const said = (...kinds: EntryKind[]) =>
    entriesOf(sim, ...kinds).map((entry) => {
      const words = describe(sim.model, entry);
      return words === null ? null : [words.text, words.tone, words.node];
    });

  it('tells of messages', () => {
    expect(said('send').slice(0, 2)).toEqual([
      ['a sends b a request', 'muted', 'a'],
      ['b sends a a good reply', 'muted', 'b'],
    ]);
    expect(said('deliver')).toEqual([
      ['b gets a request from a', 'calm', 'b'],
      ['a gets a good reply from b', 'calm', 'a'],
      ['b gets a hello from a', 'calm', 'b'],
      ['b gets a request of request 1 from a', 'calm', 'b'],
      ['a gets a failed reply of request 1 from b', 'bad', 'a'],
      ['b gets a request from a', 'calm', 'b'],
    ]);
    expect(said('drop')).toEqual([['the request from a to b is lost: dropped by hand', 'bad', 'b']]);
  });

  it('tells of timers, work and calls', () => {
    expect(said('timer')[0]).toEqual(['a: plan timer', 'calm', 'a']);
    expect(said('work')[0]).toEqual(['b ends serve', 'calm', 'b']);
    expect(said('call')).toEqual([
      ['a makes no call: its bulkhead refuses', 'calm', 'a'],
      ['a tries a call again', 'calm', 'a'],
      ['a timeout: bell timer', 'calm', 'a'],
      ['a gives a call up: no answer in time', 'bad', 'a'],
    ]);
  });

  it('tells of inputs, modes, words, lives and promises', () => {
    expect(said('input').map((words) => words?.[0])).toEqual([
      'you: b slow ×3',
      'you: end of b slow ×3',
      'you: a → b #5 drop',
      'you: b → a cut',
      'you: heal everything',
    ]);
    expect(said('mode')).toEqual([
      ['a: closed → open (failure, too many)', 'warn', 'a'],
      ['a on b stays open at tick: refused by rested', 'muted', 'a'],
    ]);
    expect(said('log')).toEqual([['a speaks', 'warn', 'a']]);
    expect(said('node')).toEqual([
      ['a starts', 'warn', 'a'],
      ['b starts', 'warn', 'b'],
    ]);
    expect(said('invariant')).toEqual([['Silence: broken. Somebody spoke.', 'bad', null]]);
  });

  it('says nothing of spans', () => {
    expect(new Set(said('span'))).toEqual(new Set([null]));
    expect(said('span').length).toBeGreaterThan(0);
  });

  it('says why a message is lost', () => {
    const lost = (inputs: Parameters<typeof tinyRun>[1], lossRatio = 0) => {
      const send = plannedKind([
        [
          10,
          (ctx) => {
            ctx.send('b', 'note');
          },
        ],
      ]);
      const run = tinyRun(
        { nodes: { a: send, b: tinyKind() }, links: [tinyLink('a', 'b', { lossRatio })] },
        inputs,
        20,
      ).sim;
      return entriesOf(run, 'drop').map((entry) => describe(run.model, entry)?.text);
    };
    const words = (why: string) => [`the note from a to b is lost: ${why}`];
    expect(lost([at(5, 'cut', 'a->b')])).toEqual(words('the link is cut'));
    expect(lost([at(5, 'crash', 'b')])).toEqual(words('nobody is there'));
    expect(lost([], 1)).toEqual(words('the link loses messages'));
  });
});

group('what comes next', () => {
  it('is said as it will be when it has happened', () => {
    const session = openSession(chain);
    for (let i = 0; i < 400; i++) {
      const next = describeNext(session.model, session.sim.peek());
      expect(session.stepEvent()).toBe(true);
      const { events } = session.sim.world;
      const happened = entriesOf(session.sim).find((entry) => entry.event === events);
      const words = happened ? describe(session.model, happened) : null;
      if (happened?.kind !== 'drop') expect(next).toEqual({ text: words?.text, node: words?.node });
    }
    session.act({ action: 'crash', target: 'back', args: [] });
    expect(describeNext(session.model, session.sim.peek())?.text).toBe('you: back crash');
    expect(describeNext(session.model, null)).toBeNull();
  });
});

group('rows of the log', () => {
  const session = openSession(chain);
  session.advance(2_000 * MS);
  const { recorder, model } = session;
  if (!recorder) throw new Error('The session has no recorder.');
  const rows = (query: Partial<Parameters<typeof traceRows>[2]> = {}) =>
    traceRows(model, recorder, { before: null, limit: 1e6, ...query });
  const all = rows();

  it('are all entries that have words, newest first', () => {
    const entries = entriesOf(session.sim).filter((entry) => describe(model, entry) !== null);
    const plain = (kind: string): string => (kind === 'refusal' ? 'mode' : kind);
    expect(all.map(({ event, kind, atUs }) => [event, plain(kind), atUs])).toEqual(
      entries.reverse().map(({ event, kind, atUs }) => [event, kind, atUs]),
    );
    expect(all.length).toBeGreaterThan(1_000);
    expect(new Set(all.map(({ entry }) => entry)).size).toBe(all.length);
  });

  it('may be those of a node, of a kind, or with a word in them', () => {
    expect(rows({ node: 'back' })).toEqual(all.filter(({ node }) => node === 'back'));
    expect(rows({ kinds: ['call', 'mode'] })).toEqual(
      all.filter(({ kind }) => kind === 'call' || kind === 'mode'),
    );
    const refusals = rows({ kinds: ['refusal'] });
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.every(({ text }) => text.includes(' stays '))).toBe(true);
    expect(rows({ text: '  SENDS back ' })).toEqual(all.filter(({ text }) => text.includes('sends back')));
    expect(rows({ text: 'unicorn' })).toEqual([]);
  });

  it('come in pages that fit together and tear no event apart', () => {
    const paged: typeof all = [];
    for (let before: number | null = null; ; before = paged[paged.length - 1].event) {
      const page = rows({ before, limit: 50 });
      if (page.length === 0) break;
      paged.push(...page);
    }
    expect(paged).toEqual(all);
    const middle = all[500].event;
    expect(rows({ after: middle })).toEqual(all.filter(({ event }) => event > middle));
  });

  it('name messages as inputs do', () => {
    const [message] = entriesOf(session.sim, 'deliver').map(({ subject }) => subject as Message);
    expect(messageName(message)).toBe(`${message.from}->${message.to}#${String(message.number)}`);
  });
});
