/** What a balancer knows of one server at the moment of a pick. */
export interface Candidate {
  /** Its name, different from all others. */
  id: string;
  /** Whole number from 1: how much the server is worth. Only the two weighted strategies read it. */
  weight: number;
  /** Requests in flight to the server, as the balancer knows them. */
  load: number;
  /** It may get new requests. */
  usable: boolean;
  /** Slow start: the portion of its normal share the server may get now, from 0 to 1. */
  share: number;
}

/** What a balancer knows of the request it has to place. */
export interface ClientRequest {
  /** Number of the client, a whole number from 0 below 2³²: what its address is to an IP hash. */
  client: number;
  /** The present, in microseconds: only `peakEwma` reads it. */
  nowUs: number;
}

/** Chance: uniform on [0, 1). */
export type Chance = () => number;
