/** Everything that can be done to a run, in one place: menus, buttons, palette and keys all take it from here. */
import type { Act, NodeDetails, ShownFace } from '../../protocol/messages';
import { controller } from '../run/controller';
import { openClips } from '../run/open-clips';
import { useLab, type LabState } from '../run/store';

export interface Action {
  id: string;
  title: string;
  help?: string;
  /** The key that does it, as shown. */
  shortcut?: string;
  /** Other words for it, for those who search. */
  keywords?: readonly string[];
  /** Why it cannot be done now. */
  refusal?: string | null;
  run: () => void;
}

/** Actions that belong together, under a heading. */
export interface ActionGroup {
  title: string;
  actions: Action[];
}

const US_PER_S = 1_000_000;
const SPIKE_FACTOR = 10;
const SPIKE_LASTS_US = 5 * US_PER_S;

function act(action: string, target: string, ...args: Act['args']): () => void {
  return () => void controller.act({ action, target, args });
}

/** Faults and cures of a node; `details` add what only its kind can do. */
export function nodeActions(face: ShownFace, details: NodeDetails | null): ActionGroup[] {
  const { id } = face;
  const down = face.life === 'down' ? `${id} is down.` : null;
  const faults: Action[] = [
    face.life === 'down'
      ? {
          id: `restart ${id}`,
          title: 'Restart',
          shortcut: 'X',
          keywords: [`start ${id}`],
          run: act('restart', id),
        }
      : {
          id: `crash ${id}`,
          title: 'Crash',
          shortcut: 'X',
          keywords: [`kill ${id}`, `stop ${id}`],
          run: act('crash', id),
        },
    face.paused
      ? { id: `resume ${id}`, title: 'Resume', run: act('resume', id) }
      : { id: `pause ${id}`, title: 'Pause', refusal: down, run: act('pause', id) },
    { id: `slow ${id}`, title: 'Slow ×5', refusal: down, run: act('slow', id, 5) },
    {
      id: `isolate ${id}`,
      title: 'Isolate',
      keywords: [`cut off ${id}`, `partition ${id}`],
      refusal: face.isolated ? `${id} is isolated already.` : null,
      run: act('isolate', id),
    },
    { id: `skew ${id}`, title: 'Skew clock +0.5 s', refusal: down, run: act('skew', id, 500_000) },
    { id: `drift ${id}`, title: 'Drift clock ×1.1', refusal: down, run: act('drift', id, 1.1) },
  ];
  const hurt = face.life === 'down' || openClips(useLab.getState()).some(({ input }) => input.target === id);
  faults.push({
    id: `heal ${id}`,
    title: `Heal ${id}`,
    refusal: hurt ? null : `${id} has no fault to heal.`,
    run: act('heal', id),
  });
  const offered = useLab.getState().opened?.nodes.find((node) => node.id === id)?.actions ?? [];
  const known = details?.actions ?? offered.map((action) => ({ ...action, refusal: down }));
  const own = known.map(({ name, title, help, refusal }): Action => ({
    id: `do ${id} ${name}`,
    title,
    help,
    refusal,
    run: act('do', id, name),
  }));
  const groups: ActionGroup[] = [{ title: 'Faults', actions: faults }];
  if (own.length > 0) groups.unshift({ title: 'Actions', actions: own });
  if (isSource(useLab.getState(), id)) groups.unshift({ title: 'Traffic', actions: trafficActions(id) });
  return groups;
}

export function isSource(state: LabState, id: string): boolean {
  return state.opened?.nodes.find((node) => node.id === id)?.glyph === 'clients';
}

/** Whether a node is part of the system now: a member of a group may join later. */
export function isThere(state: LabState, id: string): boolean {
  const node = state.opened?.nodes.find((one) => one.id === id);
  return node !== undefined && (state.faces[id]?.life ?? (node.present ? 'up' : 'absent')) !== 'absent';
}

/** Spikes and stops of a traffic source. */
export function trafficActions(id: string): Action[] {
  return [
    {
      id: `spike ${id}`,
      title: `Spike ×${String(SPIKE_FACTOR)} for 5 s`,
      shortcut: 'S',
      run: () =>
        void controller.act({ action: 'spike', target: id, args: [SPIKE_FACTOR], lastsUs: SPIKE_LASTS_US }),
    },
    {
      id: `double ${id}`,
      title: 'Double the traffic for 20 s',
      run: () => void controller.act({ action: 'spike', target: id, args: [2], lastsUs: 20 * US_PER_S }),
    },
    {
      id: `stop ${id}`,
      title: 'Stop the traffic for 5 s',
      run: () => void controller.act({ action: 'spike', target: id, args: [0], lastsUs: SPIKE_LASTS_US }),
    },
  ];
}

/** Faults and cures of a link. */
export function linkActions(from: string, to: string): ActionGroup[] {
  const state = useLab.getState();
  const both = state.opened?.links.some((link) => link.from === to && link.to === from) === true;
  const target = both ? `${from}<->${to}` : `${from}->${to}`;
  const names = new Set([target, `${to}<->${from}`, `${from}->${to}`, `${to}->${from}`]);
  const hurt = openClips(state).some(({ input }) => names.has(input.target));
  const actions: Action[] = [
    { id: `cut ${target}`, title: both ? 'Cut both ways' : 'Cut', run: act('cut', target) },
    { id: `latency ${target}`, title: 'Add 200 ms', run: act('latency', target, 200_000) },
    { id: `loss ${target}`, title: 'Lose 20 %', run: act('loss', target, 0.2) },
    { id: `duplicate ${target}`, title: 'Duplicate 20 %', run: act('duplicate', target, 0.2) },
    { id: `reorder ${target}`, title: 'Reorder 30 %', run: act('reorder', target, 0.3) },
    {
      id: `restore ${target}`,
      title: 'Restore',
      refusal: hurt ? null : 'This link has no fault of its own.',
      run: act('restore', target),
    },
  ];
  if (both) {
    actions.splice(
      1,
      0,
      { id: `cut ${from}->${to}`, title: `Cut ${from} → ${to} only`, run: act('cut', `${from}->${to}`) },
      { id: `cut ${to}->${from}`, title: `Cut ${to} → ${from} only`, run: act('cut', `${to}->${from}`) },
    );
  }
  return [{ title: `${from} ${both ? '↔' : '→'} ${to}`, actions }];
}

/** What can be done to a message in flight. */
export function messageActions(from: string, to: string, number: number): ActionGroup[] {
  const target = `${from}->${to}#${String(number)}`;
  return [
    {
      title: target,
      actions: [
        { id: `drop ${target}`, title: 'Drop', run: act('drop', target) },
        { id: `delay ${target}`, title: 'Delay by 200 ms', run: act('delay', target, 200_000) },
        { id: `copy ${target}`, title: 'Duplicate', run: act('copy', target) },
        { id: `deliver ${target}`, title: 'Deliver now', run: act('deliver', target) },
      ],
    },
  ];
}

/** Ends every open fault. */
export function healEverything(): Action {
  return {
    id: 'heal',
    title: 'Heal everything',
    shortcut: 'H',
    run: act('heal', ''),
  };
}

/** Splits the network in two. */
export function partition(a: readonly string[], b: readonly string[]): void {
  void controller.act({ action: 'partition', target: `${a.join(',')} | ${b.join(',')}`, args: [] });
}

/** Crash or restart, whichever changes something. */
export function toggleCrash(id: string): void {
  const face = useLab.getState().faces[id];
  if (!face) return;
  act(face.life === 'down' ? 'restart' : 'crash', id)();
}

/** Ids of the traffic sources that are there. */
export function sourceIds(state: LabState): string[] {
  return (state.opened?.nodes ?? [])
    .filter((node) => node.glyph === 'clients' && node.present)
    .map((node) => node.id);
}
