import type { RunSummary } from '../../protocol/messages';

/** A word in single quotes where the shell would take it apart. */
function quoted(word: string): string {
  return /^[\w.=:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command that gives the very same run. */
export function commandLine({ lab, seed, untilUs, knobs, inputs }: RunSummary): string {
  const words = ['npm run -s sim --', 'run', lab, `--seed ${String(seed)}`, `--until ${String(untilUs)}us`];
  for (const [knob, value] of Object.entries(knobs))
    words.push(`--set ${quoted(`${knob}=${String(value)}`)}`);
  for (const input of inputs) words.push(`--input ${quoted(input)}`);
  return words.join(' ');
}
