/** Exports as commands of the palette. */
import type { Command } from '../commands/commands';
import type { LabState } from '../run/store';
import { EXPORTS, isOffered } from './export-list';

export function exportCommands({ lab }: Pick<LabState, 'lab'>): Command[] {
  return EXPORTS.filter((choice) => isOffered(choice, lab?.views ?? [])).map(({ id, title, run }) => ({
    id,
    group: 'Export',
    title,
    run,
    keywords: ['export', 'save', 'download', 'picture', 'file'],
  }));
}
