/** Finding commands by what is typed. */
import { defaultFilter } from 'cmdk';
import { FOUND_ONLY, type Command } from './commands';

/** More than this nobody reads. */
const SHOWN = 60;
/** What matches by so small a share of the best match is found by chance: its letters lie far apart. */
const WEAK = 0.05;
/** And so does what matches no better than this, whatever else there is. */
const CHANCE = 0.05;
/** These end the run on screen, which should not be the first thing that Enter does. */
const REPLACING: ReadonlySet<string> = new Set(['Experiments', 'Start from', 'Labs']);

export interface CommandGroup {
  title: string;
  commands: Command[];
}

/** Commands that match, best first and in groups; without a search those of general use. */
export function findCommands(commands: readonly Command[], text: string): CommandGroup[] {
  const wanted = text.trim();
  if (wanted === '') return grouped(commands.filter(({ group }) => !FOUND_ONLY.has(group)));
  const scored = commands
    .map((command) => ({ command, score: scoreOf(command, wanted) }))
    .sort((a, b) => b.score - a.score);
  const least = Math.max(CHANCE, (scored[0]?.score ?? 0) * WEAK);
  const found = scored.filter(({ score }) => score >= least).slice(0, SHOWN);
  return grouped(found.map(({ command }) => command));
}

/** What can be done now comes before what is refused. */
function scoreOf({ group, title, context = '', keywords = [], refusal }: Command, wanted: string): number {
  const score = defaultFilter(`${title} ${context}`.trim(), wanted, [`${context} ${title}`, ...keywords]);
  return typeof refusal === 'string' || REPLACING.has(group) ? score * 0.8 : score;
}

function grouped(commands: readonly Command[]): CommandGroup[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const known = groups.get(command.group);
    if (known) known.push(command);
    else groups.set(command.group, [command]);
  }
  return [...groups].map(([title, members]) => ({ title, commands: members }));
}
