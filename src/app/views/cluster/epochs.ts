/** Terms, ballots and epochs have eight colours, the same in every lab; a ninth starts again at one. */

const COLOURS = 8;

/** The token of the colour of a term; of 0, before the first, that of quiet ink. */
export function epochToken(epoch: number): string {
  return epoch < 1 ? '--ink3' : `--r${String(((epoch - 1) % COLOURS) + 1)}`;
}

/** The same as a value for a style. */
export function epochColour(epoch: number): string {
  return `var(${epochToken(epoch)})`;
}
