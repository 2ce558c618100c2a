/** *Why?* as commands of the palette. */
import type { Command } from '../commands/commands';
import type { LabState } from '../run/store';
import { askWhy, leaveWhy, useWhy } from './why-store';

export function whyCommands({ selection, position }: Pick<LabState, 'selection' | 'position'>): Command[] {
  const group = 'Why';
  const lit = useWhy.getState().chain !== null;
  const ofEvent: Command = {
    id: 'why event',
    group,
    title: 'Why did the last event happen?',
    keywords: ['cause', 'reason', 'chain'],
    run: () => void askWhy({ about: 'event', event: position.events }),
  };
  const leave: Command = { id: 'why leave', group, title: 'Leave the chain of causes', run: leaveWhy };
  const commands = lit ? [ofEvent, leave] : [ofEvent];
  if (selection?.kind === 'node') {
    const { id } = selection;
    const run = (): void => void askWhy({ about: 'node', node: id });
    return [{ id: 'why node', group, title: `Why did ${id} change last?`, run }, ...commands];
  }
  if (selection?.kind !== 'message') return commands;
  const { link, number } = selection;
  const run = (): void => void askWhy({ about: 'message', link, number });
  return [{ id: 'why message', group, title: 'Why is this message on its way?', run }, ...commands];
}
