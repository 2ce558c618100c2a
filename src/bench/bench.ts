/** Runs the rows that were asked for, in interleaved rounds, and prints them as one table. */
import { availableParallelism, loadavg } from 'node:os';
import { median } from './measure';
import { Stage, type Setting } from './places';
import { pairRows, singleRows, type PairRow, type SingleRow } from './rows';

const USAGE = `Measures how fast Faultline is, and compares it with its goals.

  npm run bench                 all rows
  npm run bench -- <words>      the rows whose name contains every word

A ratio is the median of several rounds; in each, ours and the peer run one after the other, each in a fresh process.`;

interface Line {
  name: string;
  ours: string;
  peer: string;
  ratio: string;
  goal: string;
  met: boolean;
}

/**
 * Runs the benchmark.
 * @param words rows whose name contains all of them are run; all rows when there are none
 * @returns the exit code: 1 when a goal was missed
 */
export async function bench(words: readonly string[], setting: Setting): Promise<number> {
  if (words.some((word) => word === '--help' || word === '-h')) {
    console.log(USAGE);
    return 0;
  }
  const stage = new Stage(setting);
  const wanted = ({ name }: { name: string }): boolean =>
    words.every((word) => name.toLowerCase().includes(word.toLowerCase()));
  const pairs = pairRows(stage).filter(wanted);
  const singles = singleRows(stage).filter(wanted);
  if (pairs.length + singles.length === 0) {
    const names = [...pairRows(stage), ...singleRows(stage)].map(({ name }) => `\n  ${name}`);
    console.error(`No row is called anything with “${words.join(' ')}”. The rows are:${names.join('')}`);
    return 1;
  }
  try {
    const lines = [...(await measurePairs(pairs)), ...(await measureSingles(singles))];
    print(lines);
    return lines.every(({ met }) => met) ? 0 : 1;
  } finally {
    await stage.close();
  }
}

/** Tells on the error stream what is being done: the table comes last. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function measurePairs(rows: readonly PairRow[]): Promise<Line[]> {
  const measured = rows.map(() => ({ ours: [] as number[], peer: [] as number[], ratios: [] as number[] }));
  const most = Math.max(0, ...rows.map(({ rounds }) => rounds));
  for (let round = 1; round <= most; round++) {
    for (const [i, { name, ours, peer, rounds }] of rows.entries()) {
      if (round > rounds) continue;
      tell(`round ${String(round)} of ${String(rounds)}: ${name}`);
      // Turn about: neither is always the one that starts.
      const first = round % 2 === 0 ? await ours() : 0;
      const theirs = await peer();
      const own = first > 0 ? first : await ours();
      measured[i].ours.push(own);
      measured[i].peer.push(theirs);
      measured[i].ratios.push(own / theirs);
    }
  }
  return rows.map(({ name, atLeast }, i) => {
    const { ours, peer, ratios } = measured[i];
    const ratio = median(ratios);
    return {
      name,
      ours: perSecond(median(ours)),
      peer: perSecond(median(peer)),
      ratio: ratio.toFixed(2),
      goal: `≥ ${String(atLeast)}`,
      met: ratio >= atLeast,
    };
  });
}

function perSecond(millions: number): string {
  return `${millions.toFixed(millions < 10 ? 2 : 1)} M/s`;
}

async function measureSingles(rows: readonly SingleRow[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { name, measure, goal } of rows) {
    tell(name);
    const { says, met } = await measure();
    lines.push({ name, ours: says, peer: '', ratio: '', goal, met });
  }
  return lines;
}

function print(lines: readonly Line[]): void {
  tell('');
  const cells = lines.map(({ name, ours, peer, ratio, goal, met }) => [
    name,
    ours,
    peer,
    ratio,
    goal,
    met ? 'ok' : 'missed',
  ]);
  const table = [['case', 'ours', 'peer', 'ratio', 'goal', ''], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) {
    const padded = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    console.log(padded.join('  ').trimEnd());
  }
  const met = lines.filter((line) => line.met).length;
  const [load] = loadavg();
  const cores = availableParallelism();
  console.log(`\n${String(met)} of ${String(lines.length)} goals met.`);
  if (load > cores * 1.5) {
    console.log(
      `The machine was busy with other work (load ${load.toFixed(1)} on ${String(cores)} cores): measure again when it is quiet.`,
    );
  }
}
