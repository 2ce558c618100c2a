/** A few servers whose messages a test delivers, holds back or drops by hand, for stories told step by step. */
import { createServer, handle, lastIndex, termAt } from '../index';
import type {
  Answer,
  Effect,
  Entry,
  Operation,
  RaftEvent,
  RaftMessage,
  RaftServer,
  RaftSettings,
} from '../index';

const MS = 1_000;

export const SETTINGS: RaftSettings = {
  $shared: true,
  electionTimeoutMinUs: 150 * MS,
  electionTimeoutMaxUs: 300 * MS,
  heartbeatIntervalUs: 50 * MS,
  preVote: false,
  checkQuorum: false,
  noOp: true,
  conflictHints: true,
  reads: 'readIndex',
  clockRateBound: 1,
  snapshotEntries: 0,
  membership: 'joint',
  votesTwice: false,
  ignoresLogs: false,
  countsOldTerms: false,
  halfIsEnough: false,
  putsOffForEveryone: false,
  changesTooEarly: false,
  forgetsSessions: false,
};

/** A message on its way. */
export interface Flying {
  from: string;
  to: string;
  message: RaftMessage;
}

/** What happened at a server, in the order it happened. */
export type Happened = { server: string } & Exclude<Effect, { type: 'send' }>;

export class Cluster {
  readonly servers = new Map<string, RaftServer>();
  flying: Flying[] = [];
  readonly sent: Flying[] = [];
  readonly happened: Happened[] = [];
  readonly answers: { token: number; answer: Answer }[] = [];
  nowUs = 1_000 * MS;
  private tokens = 0;
  private readonly crashed = new Map<string, RaftServer>();
  private readonly settings: RaftSettings;

  constructor(ids: readonly string[], settings: Partial<RaftSettings> = {}, members = ids) {
    this.settings = { ...SETTINGS, ...settings };
    for (const id of ids) {
      this.servers.set(id, createServer(id, this.settings, members.includes(id) ? members : []));
      this.let(id, { type: 'start' });
    }
  }

  server(id: string): RaftServer {
    const server = this.servers.get(id);
    if (!server) throw new Error(`There is no server called ${id}.`);
    return server;
  }

  /** Lets something happen to a server; those that are down do not notice. */
  let(id: string, event: RaftEvent): void {
    const server = this.servers.get(id);
    if (!server) return;
    for (const effect of handle(server, event, this.nowUs, () => 0.5)) {
      if (effect.type === 'send') {
        const one = { from: id, to: effect.to, message: effect.message };
        if (!this.crashed.has(effect.to)) this.flying.push(one);
        this.sent.push(one);
        continue;
      }
      this.happened.push({ server: id, ...effect });
      if (effect.type === 'respond') this.answers.push({ token: effect.token, answer: effect.answer });
    }
  }

  /** Gives a server a log of these terms, and its term. */
  give(id: string, terms: readonly number[], term: number): void {
    const { durable } = this.server(id);
    durable.term = term;
    durable.log.items = terms.map((one, place): Entry => entryOf(place + 1, one));
    durable.log.length = terms.length;
  }

  /** Delivers what is under way among some servers, and what follows from it, until nothing is left. */
  settle(among: readonly string[] = [...this.servers.keys()]): void {
    for (let steps = 0; steps < 10_000; steps++) {
      const place = this.flying.findIndex(({ from, to }) => among.includes(from) && among.includes(to));
      if (place < 0) return;
      this.deliver(place);
    }
    throw new Error('The servers never come to rest.');
  }

  /** Delivers the first message under way that fits. @returns whether there was one */
  pass(from: string, to: string, type?: RaftMessage['type']): boolean {
    const place = this.flying.findIndex(
      (one) => one.from === from && one.to === to && (type === undefined || one.message.type === type),
    );
    if (place >= 0) this.deliver(place);
    return place >= 0;
  }

  private deliver(place: number): void {
    const [{ from, to, message }] = this.flying.splice(place, 1);
    this.let(to, { type: 'message', from, message });
  }

  /** Loses all that is under way. */
  drop(): void {
    this.flying = [];
  }

  /** Its election timeout is over. */
  timeOut(id: string): void {
    this.nowUs += MS;
    this.let(id, { type: 'election' });
  }

  /** Elects a server with the votes of these, and of nobody else. */
  elect(id: string, voters: readonly string[]): void {
    this.timeOut(id);
    for (const voter of voters) this.pass(id, voter, 'requestVote');
    for (const voter of voters) this.pass(voter, id, 'voteReply');
  }

  heartbeat(id: string): void {
    this.nowUs += 50 * MS;
    this.let(id, { type: 'heartbeat' });
  }

  crash(id: string): void {
    this.crashed.set(id, this.server(id));
    this.servers.delete(id);
    this.flying = this.flying.filter(({ to }) => to !== id);
  }

  /** Brings a crashed server back with what its disk holds. */
  restart(id: string): void {
    const before = this.crashed.get(id);
    if (!before) throw new Error(`${id} has not crashed.`);
    this.crashed.delete(id);
    this.servers.set(id, createServer(id, before.settings, before.durable));
    this.let(id, { type: 'start' });
  }

  /** A client asks a server. @returns the token of the answer */
  ask(id: string, operation: Operation, session = 'c', serial = ++this.tokens): number {
    const token = ++this.tokens;
    this.let(id, { type: 'command', command: { token, session, serial, operation } });
    return token;
  }

  write(id: string, value: number, key = 0): number {
    return this.ask(id, { $shared: true, kind: 'write', key, value });
  }

  read(id: string, key = 0): number {
    return this.ask(id, { $shared: true, kind: 'read', key });
  }

  answer(token: number): Answer | undefined {
    return this.answers.find((one) => one.token === token)?.answer;
  }

  /** Terms of a server's log, from index 1. */
  terms(id: string): number[] {
    const { durable } = this.server(id);
    return Array.from({ length: lastIndex(durable) }, (_, place) => termAt(durable, place + 1));
  }

  leaders(): string[] {
    return [...this.servers.values()].filter(({ role }) => role === 'leader').map(({ id }) => id);
  }

  /** How many messages of these types were sent. */
  count(...types: RaftMessage['type'][]): number {
    return this.sent.filter(({ message }) => types.includes(message.type)).length;
  }
}

function entryOf(index: number, term: number): Entry {
  return { $shared: true, index, term, kind: 'noOp' };
}

/** Ids of so many servers. */
export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s${String(index + 1)}`);
}
