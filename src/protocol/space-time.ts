/** What the space-time view is sent: messages and points on lifelines, packed, and words in a table. */
import type { Tone } from '../kernel/contract';

/** Which stretch of time is wanted. */
export interface SpaceTimeQuery {
  fromUs: number;
  toUs: number;
  /** Rows of messages and points at most. */
  limit: number;
  /** Whether what is older than the kept trace is to be rebuilt by replay. */
  rebuild: boolean;
}

export interface SpaceTimeData {
  /** The stretch that is covered in full: less than what was asked for when `missing` says so. */
  fromUs: number;
  toUs: number;
  /** Where the run stood: its time, and the number of its last event. */
  nowUs: number;
  events: number;
  /** Words that rows name by their place here. */
  texts: string[];
  /** Rows of `FLIGHT_STRIDE` doubles, by the time of sending. */
  flights: Float64Array;
  /** Rows of `POINT_STRIDE` doubles, by time. */
  points: Float64Array;
  source: 'kept' | 'rebuilt';
  /** `old`: the rest is older than what is kept. `limit`: there is more than can be shown at once. */
  missing: 'old' | 'limit' | null;
}

/** Where the fields of a message stand in its row. */
export const FLIGHT = {
  sentUs: 0,
  /** Arrival or loss; of what is in flight, when it will arrive. */
  endUs: 1,
  /** Nodes, by their place in `Opened.nodes`. */
  from: 2,
  to: 3,
  /** See `LOOK`. */
  look: 4,
  /** See `FATE`. */
  fate: 5,
  /** Places in `texts`: the type, and what it is in words. */
  type: 6,
  about: 7,
  /** Logical request, 0 for none. */
  request: 8,
  /** Events that sent it and that ended it; −1 when not known or not yet. */
  sendEvent: 9,
  endEvent: 10,
  link: 11,
  number: 12,
  /** How far along its way it was lost; 1 when it was not. */
  share: 13,
} as const;
export const FLIGHT_STRIDE = 14;

export const FATE = { arrived: 0, lost: 1, inFlight: 2 } as const;

/** Where the fields of a point stand in its row. */
export const POINT = {
  atUs: 0,
  /** Node by its place in `Opened.nodes`; −1 for none. */
  node: 1,
  /** See `POINT_KIND`. */
  kind: 2,
  /** Place of its words in `texts`. */
  text: 3,
  event: 4,
  /** Place of its tone in `TONES`. */
  tone: 5,
} as const;
export const POINT_STRIDE = 6;

/** `local`: a timer, the end of work, a moment of a call. */
export const POINT_KIND = { local: 0, mode: 1, life: 2, log: 3, broken: 4, input: 5 } as const;

export const TONES: readonly Tone[] = ['calm', 'good', 'warn', 'bad', 'muted', 'chosen'];
