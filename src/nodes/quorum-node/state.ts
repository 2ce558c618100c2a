/** What a node of a quorum store keeps. */
import type { Context } from '../../kernel/contract';
import type { Message } from '../../kernel/message';
import type { ParamsOf } from '../../kernel/params';
import type { Shared } from '../../kernel/plain';
import { NO_EVENT, type EventHandle } from '../../kernel/queue';
import type { Placement } from '../../patterns/consistent-hashing/index';
import {
  createIssuer,
  createPreference,
  type Clock,
  type Hints,
  type Issuer,
  neededFor,
  preferenceOf,
  type Rule,
  type Store,
  type Tally,
  type Version,
} from '../../patterns/quorum/index';
import type { quorumNodeParams } from './params';

export type QuorumContext = Context<typeof quorumNodeParams>;
export type QuorumParams = ParamsOf<typeof quorumNodeParams>;

/** Keys with what is under them, as messages carry them. */
export type Entries = readonly (readonly [key: number, versions: readonly Version[]])[];

/** What a client asks a coordinator. */
export interface ClientBody {
  readonly key: number;
  /** A write's value; no two writes have the same. */
  readonly value?: number;
  /** What the writer has seen of the key. */
  readonly context?: Clock;
  /** A read has to know of these. */
  readonly atLeast?: readonly Version[];
}

/** What a coordinator answers: what the key holds, or what was written. */
export interface ClientAnswer {
  readonly versions: readonly Version[];
}

/** What a coordinator asks a replica. */
export interface ReplicaBody {
  readonly key: number;
  readonly versions: readonly Version[];
  /** Whose copy it is: the replica's own, or, at a stand-in, that of another. */
  readonly owner: string;
  /** When it was sent, in true time: for statistics. */
  readonly sentUs: number;
}

/** What a replica has answered to a read. Its versions are replaced when it is repaired. */
export interface ReadAnswer {
  replica: string;
  versions: readonly Version[];
}

/** A request that this node coordinates. */
export interface Operation {
  id: number;
  message: Message;
  key: number;
  tally: Tally;
  /** Nodes that were asked, in the order of asking. */
  asked: string[];
  /** Asked, repairs included, and not ended. */
  outstanding: number;
  replied: boolean;
  /** A write: what replicas are to have. */
  sent: readonly Version[];
  /** A read: who has answered what, what the client is to be told, and repairs it waits for. */
  answers: ReadAnswer[];
  told: readonly Version[];
  repairing: number;
}

/** What goes to the disk, and who is told when it is there. */
export interface DiskJob {
  entries: Entries;
  /** Whose copies they are; its own when empty. */
  owner: string;
  /** The request to answer, or null. */
  message: Message | null;
  /** An operation of its own that waits for it, 0 for none. */
  operation: number;
  purpose: 'put' | 'repair' | 'quiet';
  sentUs: number;
}

/** The ring, as it was at the start: who comes or goes later changes no replica of a key. */
export interface Ring extends Shared {
  readonly members: readonly string[];
  readonly placement: Placement;
}

export interface QuorumNodeState {
  durable: {
    members: string[];
    store: Store;
    /** Kept for others. */
    hints: Hints;
    issuer: Issuer;
  };
  ring: Ring;
  operations: Map<number, Operation>;
  operationsMade: number;
  /** Nodes that did not answer, and until when they are passed over. */
  suspects: Map<string, number>;
  disk: { queue: DiskJob[]; busy: boolean };
  /** Owners that hints are being handed over to. */
  handingOver: string[];
  handOffTimer: EventHandle;
  compareTimer: EventHandle;
  /** Versions beyond the first of each key. */
  siblings: number;
}

export function emptyDisk(members: readonly string[]): QuorumNodeState['durable'] {
  return { members: [...members], store: new Map(), hints: new Map(), issuer: createIssuer() };
}

export function createNode(durable: QuorumNodeState['durable']): QuorumNodeState {
  const members = [...durable.members];
  const lists = [...durable.store.values()];
  return {
    durable,
    ring: { $shared: true, members, placement: createPreference(members) },
    operations: new Map(),
    operationsMade: 0,
    suspects: new Map(),
    disk: { queue: [], busy: false },
    handingOver: [],
    handOffTimer: NO_EVENT,
    compareTimer: NO_EVENT,
    siblings: lists.reduce((sum, list) => sum + list.length - 1, 0),
  };
}

/** All nodes of a key in its order: its replicas first. */
export function nodesOf({ ring }: QuorumNodeState, key: number): string[] {
  return preferenceOf(ring.placement, key).map((place) => ring.members[place]);
}

/** How many replicas a key has: N, unless there are not so many nodes. */
export function replicaCount({ ring }: Pick<QuorumNodeState, 'ring'>, params: QuorumParams): number {
  return Math.min(params.replicas, ring.members.length);
}

export function replicasOf(state: QuorumNodeState, params: QuorumParams, key: number): string[] {
  return nodesOf(state, key).slice(0, replicaCount(state, params));
}

export function ruleOf({ conflicts, clocksOnly }: QuorumParams): Rule {
  return conflicts === 'vectorClocks' && clocksOnly ? 'clocksOnly' : conflicts;
}

/** Replicas that a read and a write wait for. */
export function needsOf(params: QuorumParams, replicas: number): { read: number; write: number } {
  return {
    read: neededFor(params.readLevel, params.readCount, replicas),
    write: neededFor(params.writeLevel, params.writeCount, replicas),
  };
}
