/** A node that keys can be placed on. */
export interface Member {
  /** Its name, different from all others. */
  id: string;
  /** Whole number from 1: how many times the share of a node of weight 1 it should get. */
  weight: number;
}

/** Whether a node takes a key, asked for nodes by their place in the list. */
export type Takes = (place: number) => boolean;
