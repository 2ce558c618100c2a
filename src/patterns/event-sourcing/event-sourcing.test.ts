import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountStream,
  addSnapshot,
  ANY_VERSION,
  append,
  copyAccount,
  createAccount,
  createBalances,
  createEventStore,
  decide,
  follow,
  NEWEST_SCHEMA,
  readAll,
  readStream,
  replay,
  snapshotDue,
  snapshotVersionOf,
  storeWithPast,
  upcast,
  versionOf,
  type Account,
  type AccountCommand,
  type DomainEvent,
  type EventStore,
} from './index';

const A = 'account-0';

const deposit = (id: number, cents: number): AccountCommand => ({ id, kind: 'deposit', cents });
const withdraw = (id: number, cents: number): AccountCommand => ({ id, kind: 'withdraw', cents });

/** The state of a stream from all its events. */
function stateOf(store: EventStore, stream = A, upTo?: number): Account {
  const account = createAccount();
  replay(account, readStream(store, { stream, after: 0, snapshot: false, upTo }).events);
  return account;
}

/** Decides and appends, as a service does. @returns whether it was accepted */
function handle(store: EventStore, command: AccountCommand, atUs = 0, stream = A): boolean {
  const account = stateOf(store, stream);
  const decision = decide(account, command);
  if (!decision.accepted) return false;
  const expected = account.version;
  const { events } = decision;
  return append(store, { stream, expected, events, command: command.id, basedOn: expected }, atUs).ok;
}

function storeOf(...commands: readonly AccountCommand[]): EventStore {
  const store = createEventStore();
  for (const [i, command] of commands.entries()) handle(store, command, i * 1000);
  return store;
}

const deposited = (cents: number): DomainEvent => ({
  type: 'Deposited',
  schema: NEWEST_SCHEMA,
  data: { cents, channel: 'app' },
});

describe('commands and events', () => {
  it('[ES1] [ES2] a withdrawal of more than the balance is refused and writes no event', () => {
    const store = storeOf(deposit(1, 5000));
    const account = stateOf(store);
    expect(decide(account, withdraw(2, 5001))).toEqual({ accepted: false, reason: 'insufficientFunds' });
    expect(account).toEqual(stateOf(store));
    expect(handle(store, withdraw(2, 5001))).toBe(false);
    expect(versionOf(store, A)).toBe(2);
    expect(handle(store, withdraw(3, 5000))).toBe(true);
    expect(stateOf(store).balanceCents).toBe(0);
  });

  it.each([0, -5, 0.5, NaN, Infinity])('[ES2] refuses to move %d cents', (cents) => {
    for (const command of [deposit(1, cents), withdraw(1, cents)])
      expect(decide(createAccount(), command)).toEqual({ accepted: false, reason: 'invalidAmount' });
  });

  it('[ES3] a command that comes again is accepted and adds nothing', () => {
    const store = storeOf(deposit(1, 100), deposit(2, 100), deposit(1, 100));
    expect(stateOf(store).balanceCents).toBe(200);
    expect(decide(stateOf(store), deposit(2, 100))).toEqual({ accepted: true, events: [] });
  });

  it('[ES3] sixteen commands are remembered', () => {
    const commands = Array.from({ length: 17 }, (_, i) => deposit(i + 1, 1));
    const account = stateOf(storeOf(...commands));
    expect([1, 2].map((id) => decide(account, deposit(id, 1)))).toMatchObject([
      { events: [{}] },
      { events: [] },
    ]);
  });

  it('[ES4] the first deposit opens the account', () => {
    const store = storeOf(deposit(1, 100), deposit(2, 100));
    expect(readAll(store, 0, 9).map(({ type, version }) => [type, version])).toEqual([
      ['Opened', 1],
      ['Deposited', 2],
      ['Deposited', 3],
    ]);
  });
});

describe('the store', () => {
  const one = (expected: number, command = 9) => ({
    stream: A,
    expected,
    events: [deposited(7)],
    command,
    basedOn: expected,
  });

  it('[ES6] of two appends with the same expected version one is refused, and says why', () => {
    const store = storeOf(deposit(1, 100));
    expect(append(store, one(2, 8), 0)).toEqual({ ok: true, version: 3, snapshotVersion: 0 });
    expect(append(store, one(2, 9), 0)).toEqual({
      ok: false,
      expected: 2,
      actual: 3,
      overlooked: 'Deposited',
    });
    expect(append(store, one(5), 0)).toEqual({ ok: false, expected: 5, actual: 3, overlooked: '' });
    expect(versionOf(store, A)).toBe(3);
  });

  it('[ES7] the same append again adds nothing, even after others', () => {
    const store = storeOf(deposit(1, 100));
    append(store, one(2, 8), 0);
    append(store, one(3, 9), 0);
    expect(append(store, one(2, 8), 0)).toMatchObject({ ok: true, version: 3 });
    expect(versionOf(store, A)).toBe(4);
  });

  it('[ES8] without an expected version an update is lost from sight', () => {
    const store = storeOf(deposit(1, 100));
    append(store, { ...one(ANY_VERSION, 8), basedOn: 2 }, 0);
    expect(append(store, { ...one(ANY_VERSION, 9), basedOn: 2 }, 0)).toMatchObject({ ok: true, version: 4 });
    expect(readAll(store, 3, 1)).toMatchObject([{ version: 4, basedOn: 2 }]);
  });

  it('[ES9] counts without gaps, and its time never goes back', () => {
    const store = createEventStore();
    for (const [stream, atUs] of [
      ['a', 10],
      ['b', 5],
      ['a', 20],
    ] as const)
      append(store, { ...one(ANY_VERSION), stream }, atUs);
    expect(readAll(store, 0, 9).map(({ position, version, atUs }) => [position, version, atUs])).toEqual([
      [1, 1, 10],
      [2, 1, 10],
      [3, 2, 20],
    ]);
  });

  it('[ES10] tells the balance at any version and at any time', () => {
    const store = storeOf(deposit(1, 1000), withdraw(2, 300), deposit(3, 50));
    const balanceAt = (asked: { upTo?: number; atUs?: number }): number => {
      const account = createAccount();
      replay(account, readStream(store, { stream: A, after: 0, snapshot: true, ...asked }).events);
      return account.balanceCents;
    };
    expect([0, 1, 2, 3, 4, 99].map((upTo) => balanceAt({ upTo }))).toEqual([0, 0, 1000, 700, 750, 750]);
    expect([-1, 0, 999, 1000, 1500, 2000].map((atUs) => balanceAt({ atUs }))).toEqual([
      0, 1000, 1000, 700, 700, 750,
    ]);
  });

  it('[ES10] has nothing of a stream that does not exist', () => {
    const part = readStream(createEventStore(), { stream: 'x', after: 0, snapshot: true });
    expect(part).toEqual({ snapshot: null, events: [], version: 0, snapshotVersion: 0 });
  });
});

/** Deposits one after the other, with a snapshot whenever one is due. */
function storeWithSnapshots(events: number, every: number): EventStore {
  const store = createEventStore();
  const account = createAccount();
  for (let version = 0; version < events; version++) {
    const event = deposited(1 + (version % 7));
    append(store, { stream: A, expected: version, events: [event], command: 0, basedOn: version }, version);
    replay(account, readStream(store, { stream: A, after: version, snapshot: false }).events);
    if (snapshotDue(account.version, snapshotVersionOf(store, A), every)) {
      addSnapshot(store, A, { $shared: true, version: account.version, state: copyAccount(account) });
    }
  }
  return store;
}

/** How many events a reader replays to have the state at a version, and that state. */
function load(store: EventStore, upTo: number): { replayed: number; account: Account } {
  const { snapshot, events } = readStream(store, { stream: A, after: 0, snapshot: true, upTo });
  const account = snapshot === null ? createAccount() : copyAccount(snapshot.state);
  replay(account, events);
  return { replayed: events.length, account };
}

describe('snapshots', () => {
  it.each([1, 2, 7, 100])(
    'GT ES-1, [ES11] [ES12] [ES13]: every %i events, stopped at each of 1,000 versions: (K−1)/2 replayed on average, K−1 at most, the same state',
    (every) => {
      const store = storeWithSnapshots(1000 + every, every);
      // Whole rounds of K, so that the mean is exact.
      const stops = Array.from({ length: Math.floor(1000 / every) * every }, (_, i) => every + i);
      const loads = stops.map((upTo) => load(store, upTo));
      const replayed = loads.map((one) => one.replayed);
      expect(replayed.reduce((a, b) => a + b, 0) / replayed.length).toBe((every - 1) / 2);
      expect(Math.max(...replayed)).toBe(every - 1);
      for (const [i, { account }] of loads.entries()) expect(account).toEqual(stateOf(store, A, stops[i]));
    },
  );

  it('are never due every 0 events', () => {
    expect(snapshotDue(1_000_000, 0, 0)).toBe(false);
  });

  it('older than the newest, or of versions that are not there, are not taken', () => {
    const store = storeOf(deposit(1, 100), deposit(2, 100));
    for (const version of [2, 1, 2, 4])
      addSnapshot(store, A, { $shared: true, version, state: createAccount() });
    expect(store.streams.get(A)?.snapshots.items.map(({ version }) => version)).toEqual([2]);
  });
});

describe('schemas', () => {
  it('[ES14] an event of schema 1 is read as the newest, and kept as it was', () => {
    const old: DomainEvent = { type: 'Deposited', schema: 1, data: { euros: 12 } };
    expect(upcast(old)).toEqual({
      type: 'Deposited',
      schema: 3,
      data: { cents: 1200, channel: 'unknown' },
    });
    expect(old.data).toEqual({ euros: 12 });
    expect(upcast({ type: 'Withdrawn', schema: 2, data: { cents: 5 } }).data).toEqual({
      cents: 5,
      channel: 'unknown',
    });
  });

  it('[ES15] the newest schema, and a type that never changed, stay as they are', () => {
    const event = deposited(5);
    expect(upcast(event)).toBe(event);
    expect(upcast({ type: 'Opened', schema: 1, data: {} })).toEqual({ type: 'Opened', schema: 3, data: {} });
  });

  it('[ES14] a changed unit needs its upcaster, an added field does not', () => {
    const read = (event: DomainEvent, upcasts: boolean): number => {
      const store = createEventStore();
      append(store, { stream: A, expected: 0, events: [event], command: 0, basedOn: 0 }, 0);
      const account = createAccount();
      replay(account, readAll(store, 0, 1), upcasts);
      return account.balanceCents;
    };
    const [one, two]: DomainEvent[] = [
      { type: 'Deposited', schema: 1, data: { euros: 3 } },
      { type: 'Deposited', schema: 2, data: { cents: 300 } },
    ];
    expect([read(one, true), read(one, false)]).toEqual([300, 0]);
    expect([read(two, true), read(two, false)]).toEqual([300, 300]);
  });
});

const anyCommands = fc.array(
  fc.record({
    kind: fc.constantFrom('deposit' as const, 'withdraw' as const),
    cents: fc.integer({ min: 1, max: 9999 }),
    account: fc.nat(2),
  }),
  { maxLength: 60 },
);

describe('laws', () => {
  it('[ES5] [ES17] the balance is what was accepted, never below nothing, and a read model agrees in any batches', () => {
    fc.assert(
      fc.property(anyCommands, fc.integer({ min: 1, max: 9 }), (commands, batch) => {
        const store = createEventStore();
        const expected = [0, 0, 0];
        for (const [i, { kind, cents, account }] of commands.entries()) {
          if (!handle(store, { id: i + 1, kind, cents }, i, accountStream(account))) continue;
          expected[account] += kind === 'deposit' ? cents : -cents;
        }
        const balances = createBalances();
        while (balances.position < store.all.length)
          for (const event of readAll(store, balances.position, batch)) follow(balances, event);
        for (const [account, cents] of expected.entries()) {
          const stream = accountStream(account);
          expect(cents).toBeGreaterThanOrEqual(0);
          expect(stateOf(store, stream).balanceCents).toBe(cents);
          expect(balances.accounts.get(stream)?.balanceCents ?? 0).toBe(cents);
          expect(balances.accounts.get(stream)?.version ?? 0).toBe(versionOf(store, stream));
        }
      }),
    );
  });

  it('[ES16] what a read model has taken in changes nothing when it comes again', () => {
    const store = storeOf(deposit(1, 100), withdraw(2, 30));
    const balances = createBalances();
    for (let round = 0; round < 3; round++) for (const event of readAll(store, 0, 9)) follow(balances, event);
    expect(balances).toEqual({ position: 3, accounts: new Map([[A, { version: 3, balanceCents: 70 }]]) });
  });
});

describe('a past', () => {
  it('is as long as asked for, in three schemas, before the start, and never overdrawn', () => {
    let seed = 1;
    const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const store = storeWithPast(3, 50, chance);
    expect(store.all.length).toBe(150);
    expect(store.all.items.every(({ atUs }) => atUs < 0)).toBe(true);
    const schemas = store.streams.get(A)?.events.items.map(({ schema }) => schema) ?? [];
    expect([1, 2, 3].map((one) => schemas.filter((schema) => schema === one).length)).toEqual([20, 20, 10]);
    for (let version = 0; version <= 50; version++)
      expect(stateOf(store, A, version).balanceCents).toBeGreaterThanOrEqual(0);
    expect(storeWithPast(3, 0, chance).all.length).toBe(0);
  });
});
