/**
 * Golden hashes: what a run of each lab came to when it was last looked at. `UPDATE_GOLDEN=1 npx vitest run
 * src/labs/labs.test.ts` writes them anew; do that only when runs were meant to change.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeKinds } from '../../nodes/index';
import type { Lab } from '../../scenario/types';
import { runFor } from './runs';

/** How long the runs last. */
export const GOLDEN_SEC = 30;

/** One line for a run at rest, one for a run with a crash: hash, and inputs in words. */
export function goldenText(lab: Lab): string {
  const victim = lab.scenario.nodes.find(({ kind }) => nodeKinds.get(kind)?.glyph !== 'clients');
  const fault = `10s..20s crash ${victim?.id ?? ''}`;
  const lines = [[], [fault]].map((inputs) => {
    const hash = runFor(lab, GOLDEN_SEC, { inputs }).sim.hashHex();
    return `${hash} ${inputs.length === 0 ? 'no input' : inputs.join(', ')}\n`;
  });
  return lines.join('');
}

/** The golden text of a lab as it is kept, written anew first when the environment asks for it. */
export function keptGoldenText(id: string, now: string): string {
  const file = join(dirname(fileURLToPath(import.meta.url)), '..', id, 'golden', 'hash.txt');
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, now);
  }
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
