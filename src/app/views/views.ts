/** Views beside the topology, found by their folders and loaded when they are opened. */
import { lazy, type ComponentType } from 'react';

const modules = import.meta.glob<ComponentType>('./*/index.tsx', { import: 'View' });

const TITLES: Readonly<Record<string, string>> = { topology: 'Topology', 'space-time': 'Space-time' };

/** Views that every lab has, as soon as they are wanted: they compare runs. */
export const COMPARING: readonly string[] = ['twin', 'comparison', 'sweep'];

/** The title of a view: its folder's name in words. */
export function viewTitle(id: string): string {
  const words = id.replaceAll('-', ' ');
  return TITLES[id] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Components of views by id; undefined for one that does not exist. */
export const VIEWS: Readonly<Record<string, ComponentType | undefined>> = Object.fromEntries(
  Object.entries(modules).map(([path, load]) => [
    path.split('/')[1] ?? path,
    lazy(async () => ({ default: await load() })),
  ]),
);
