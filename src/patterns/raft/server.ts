/** A server: plain data. What is in `durable` survives a crash, everything else is made anew. */
import { reachedByMajority, type Config } from './config';
import { configAt, emptyDisk, lastIndex, type Durable } from './log';
import { compiled, type Role } from './machine';
import type { RaftSettings } from './settings';
import { copyStore, type Store } from './store';

export interface RaftServer {
  readonly id: string;
  /** May be replaced at any time. */
  settings: RaftSettings;
  durable: Durable;
  role: Role;
  /** When it came into this role. All times are those of its own clock. */
  sinceUs: number;
  /** The leader of this term as far as it knows; empty for none. */
  leader: string;
  /** When it last heard from a leader. Starting counts, since it may have heard from one before the crash. */
  leaderHeardUs: number;
  /** When its election timer fires, and how long it was set for. */
  electionAtUs: number;
  electionTimeoutUs: number;
  /** The newest configuration in the log, which counts from the moment it is there, and its index. */
  config: Config;
  configIndex: number;
  /** The newest configuration that is committed. */
  committedConfig: Config;
  /** Highest index known to be committed. What is committed is applied at once. */
  commitIndex: number;
  store: Store;
  /** Who has granted it a vote, or would; and who has refused. */
  votes: string[];
  refusals: string[];
  /** The election was asked for by the leader. */
  transferred: boolean;
  /** A leader's view of the others; empty for all who are not leader. */
  peers: Peer[];
  /** Number of the leader's latest round of heartbeats. */
  round: number;
  /** Commands that a client waits for, in the order of the log. */
  waiting: WaitingCommand[];
  /** Reads that wait for a round of heartbeats, in the order they came. */
  reads: WaitingRead[];
  /** Whom the leader hands over to, until when it tries, and whether that server has been asked to stand. */
  transferTo: string;
  transferUntilUs: number;
  transferAsked: boolean;
  /** It has tried to hand over in this term, so that its leases are worth nothing any more. */
  handedOver: boolean;
}

/** What a leader knows of another server. */
export interface Peer {
  readonly id: string;
  /** Index of the next entry to send, and highest index known to be the same in both logs. */
  next: number;
  match: number;
  /** The leader does not know yet where the logs part: one message at a time, until one is accepted. */
  probing: boolean;
  /** A probe is out. */
  probed: boolean;
  /** The latest round it has answered, and when that answer's question was sent. */
  round: number;
  roundSentUs: number;
  heardUs: number;
}

export interface WaitingCommand {
  readonly index: number;
  /** What the host knows the client by. */
  readonly token: number;
}

export interface WaitingRead {
  readonly token: number;
  readonly key: number;
  /** The round that must be answered by a majority. */
  readonly round: number;
}

/**
 * A server that has not started: the first event it needs is `start`.
 * @param durable what its disk holds, after a crash; an array of members for a disk that is new
 */
export function createServer(
  id: string,
  settings: RaftSettings,
  durable: Durable | readonly string[],
): RaftServer {
  const disk = 'term' in durable ? durable : emptyDisk(durable);
  const { snapshot } = disk;
  const newest = configAt(disk, lastIndex(disk));
  return {
    id,
    settings,
    durable: disk,
    role: compiled.chart.initial as Role,
    sinceUs: 0,
    leader: '',
    leaderHeardUs: 0,
    electionAtUs: 0,
    electionTimeoutUs: 0,
    config: newest.config,
    configIndex: newest.index,
    committedConfig: snapshot.config,
    commitIndex: snapshot.index,
    store: copyStore(snapshot.store),
    votes: [],
    refusals: [],
    transferred: false,
    peers: [],
    round: 0,
    waiting: [],
    reads: [],
    transferTo: '',
    transferUntilUs: 0,
    transferAsked: false,
    handedOver: false,
  };
}

/** The largest number a majority has reached, as in `reachedByMajority`; the server itself counts with `own`. */
export function majorityReaches(server: RaftServer, own: number, other: (peer: Peer) => number): number {
  return reachedByMajority(server.config, server.settings.halfIsEnough, (id) => {
    if (id === server.id) return own;
    const peer = peerOf(server, id);
    return peer === undefined ? -Infinity : other(peer);
  });
}

/** What a leader knows of a server; undefined when it has nothing to do with it. */
export function peerOf({ peers }: RaftServer, id: string): Peer | undefined {
  for (const peer of peers) if (peer.id === id) return peer;
  return undefined;
}
