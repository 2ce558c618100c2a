/** Which machine is shown, and what it is called. */
import type { MachineView } from '../../../protocol/messages';
import { lowerFirst } from './last-change';

/** A machine and the node it belongs to. */
export interface Found {
  node: string;
  machine: MachineView;
}

/** A machine's name in the list: with what it is for where a node has several of the same title. */
export function nameOf({ node, machine }: Found, all: readonly Found[]): string {
  const title = lowerFirst(machine.title);
  const alike = all.filter((one) => one.node === node && one.machine.title === machine.title);
  const key = machine.id.split('/')[0] ?? '';
  return `${node}: ${title}${alike.length > 1 ? ` for ${key}` : ''}`;
}

/** Where the view looks. */
export interface MachineRef {
  node: string;
  machine: string;
}

/** The machine at a place, else the first of the selected node, else the first there is. */
export function chooseMachine(
  all: readonly Found[],
  place: MachineRef | null,
  selected: string | null,
): Found | undefined {
  return (
    all.find(({ node, machine }) => node === place?.node && machine.id === place.machine) ??
    all.find(({ node }) => node === selected) ??
    all[0]
  );
}
