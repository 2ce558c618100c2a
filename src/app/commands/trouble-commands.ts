/** *Find me trouble* in the palette: the dialog, and each outcome by its name. */
import { outcomesOf } from '../../scenario/outcome';
import { NONE, type LabState } from '../run/store';
import type { Command } from './commands';
import { openTrouble } from './dialogs';

/** One command for the dialog, and one for each outcome of the lab. */
export function troubleCommands({ lab, opened }: LabState): Command[] {
  const outcomes = outcomesOf(lab?.outcomes ?? NONE, opened?.invariants ?? NONE);
  const group = 'Find me trouble';
  const refusal = outcomes.length > 0 ? null : 'This lab has nothing to look for.';
  const any: Command = {
    id: 'trouble',
    group,
    title: 'Find me trouble…',
    keywords: ['search', 'outcome', 'fuzz', 'seeds', 'invariant'],
    refusal,
    run: () => {
      openTrouble();
    },
  };
  const named = outcomes.map(({ id, title, help }): Command => ({
    id: `find ${id}`,
    group,
    title: `Find: ${title}`,
    help,
    keywords: ['search', 'outcome', 'break'],
    run: () => {
      openTrouble(id);
    },
  }));
  return [any, ...named];
}
