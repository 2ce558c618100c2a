/** Names of files: the lab, the seed and the time they show. Pure. */

/** A time in a name: `12.345s`. */
function timeName(us: number): string {
  return `${String(Number((us / 1e6).toFixed(3)))}s`;
}

export interface NameParts {
  labId: string;
  seed: number;
  /** What the file holds, such as `topology`. */
  what: string;
  /** A moment, or from when to when. */
  atUs: number;
  toUs?: number;
  ending: string;
}

/** Such as `load-balancing-seed7-12.345s-topology.svg`. */
export function fileName({ labId, seed, what, atUs, toUs, ending }: NameParts): string {
  const time = toUs === undefined ? timeName(atUs) : `${timeName(atUs)}-${timeName(toUs)}`;
  const bare = [labId, `seed${String(seed)}`, time, what].join('-');
  return `${bare.replace(/[^\w.-]+/g, '_')}.${ending}`;
}
