import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { NodeDetails, ShownFace } from '../../protocol/messages';
import type { Lab } from '../../scenario/types';
import { useLab, type LabState } from '../run/store';
import { allCommands, keyCommands, type Command } from './commands';
import { findCommands } from './find';
import { KEY_ROWS } from './keys';

const deeds = vi.hoisted(() => ({
  act: vi.fn(() => Promise.resolve()),
  setSpeed: vi.fn(),
  togglePlay: vi.fn(),
  prefs: { singleKeys: true, showSidebar: true, showCharts: true, showPanel: true },
}));

vi.mock('../run/controller', () => ({ controller: deeds }));
vi.mock('../prefs', () => ({
  usePrefs: { getState: () => deeds.prefs, setState: vi.fn() },
  themeInForce: () => 'dark',
  toggleTheme: vi.fn(),
  showTab: vi.fn(),
}));

function face(id: string, life: ShownFace['life'] = 'up'): ShownFace {
  return {
    id,
    life,
    died: '',
    sinceUs: 0,
    paused: false,
    slow: 1,
    isolated: false,
    headline: { value: 0, unit: '', help: '' },
    chip: null,
    meters: [],
    slots: null,
    note: '',
  };
}

const LAB: Lab = {
  scenario: { version: 1, title: 'Test', seed: 1, pace: 1, nodes: [], links: [] },
  knobs: [],
  presets: [{ id: 'slow', title: 'A slow start', help: 'It starts slowly.', knobs: {} }],
  charts: [],
  views: [],
  invariants: [],
  experiments: [{ id: 'kill', title: 'Kill a server', expect: 'Errors stop.', untilSec: 10 }],
  code: [],
};

function stateWith(change: Partial<LabState> = {}): LabState {
  const node = (id: string, glyph: 'clients' | 'service', present = true) => ({
    id,
    kind: glyph,
    title: id,
    glyph,
    group: id,
    present,
    actions: id === 's1' ? [{ name: 'flush', title: 'Empty the cache', help: 'All gone.' }] : [],
  });
  useLab.setState({
    labId: 'test',
    lab: LAB,
    life: 'running',
    speed: 1,
    selection: null,
    trial: null,
    opened: {
      nodes: [node('clients', 'clients'), node('s1', 'service'), node('s2', 'service', false)],
      links: [
        { from: 'clients', to: 's1' },
        { from: 's1', to: 'clients' },
        { from: 's1', to: 's2' },
      ],
      params: {},
      invariants: [],
      metrics: [],
    },
    faces: { clients: face('clients'), s1: face('s1'), s2: face('s2', 'absent') },
    ...change,
  });
  return useLab.getState();
}

const nobody = new Map<string, NodeDetails>();
const titles = (commands: readonly Command[], group: string): string[] =>
  commands
    .filter((one) => one.group === group)
    .map(({ title, context }) => `${title} ${context ?? ''}`.trim());

beforeEach(() => {
  vi.clearAllMocks();
});

describe('all commands', () => {
  it('have ids of their own within their groups', () => {
    const ids = allCommands(stateWith(), nobody).map(({ group, id }) => `${group} ${id}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('name every node that is there, and no other', () => {
    const nodes = titles(allCommands(stateWith(), nobody), 'Nodes');
    expect(nodes).toContain('Select s1');
    expect(nodes).toContain('Crash s1');
    expect(nodes.join()).not.toContain('s2');
  });

  it('name every link once, both ways of it together', () => {
    const links = titles(allCommands(stateWith(), nobody), 'Links');
    expect(links.filter((title) => title.startsWith('Cut both ways'))).toEqual([
      'Cut both ways clients ↔ s1',
    ]);
  });

  it('put what is selected in a group of its own, with its keys', () => {
    const commands = allCommands(stateWith({ selection: { kind: 'node', id: 's1' } }), nobody);
    const crash = commands.find(({ group, title }) => group === 'Selected: s1' && title === 'Crash');
    expect(crash?.shortcut).toBe('X');
    expect(titles(commands, 'Nodes')).not.toContain('Crash s1');
  });

  it('offer what the kind of a node can do, before the node has been asked', () => {
    const command = allCommands(stateWith(), nobody).find(({ title }) => title === 'Empty the cache');
    expect(command).toMatchObject({ group: 'Nodes', context: 's1', refusal: null });
  });

  it('offer what a node says that it can do', () => {
    const drain = { name: 'drain', title: 'Drain', help: 'No new requests.', refusal: 'It drains already.' };
    const details = new Map([['s1', { actions: [drain] } as unknown as NodeDetails]]);
    const command = allCommands(stateWith(), details).find(({ title }) => title === 'Drain');
    expect(command).toMatchObject({ group: 'Nodes', context: 's1', refusal: 'It drains already.' });
  });

  it('hold presets and experiments of the lab, and the way out of an experiment', () => {
    expect(titles(allCommands(stateWith(), nobody), 'Experiments')).toEqual(['Kill a server']);
    expect(titles(allCommands(stateWith(), nobody), 'Start from')).toEqual(['A slow start']);
    const [experiment] = LAB.experiments;
    const during = stateWith({ trial: { experiment, verdict: null, beside: null } });
    expect(titles(allCommands(during, nobody), 'Experiments')[0]).toBe('Back to my run');
  });

  it('say why they cannot be done', () => {
    const without = stateWith({ opened: null });
    const refusals = new Map(allCommands(without, nobody).map(({ id, refusal }) => [id, refusal]));
    expect(refusals.get('spike')).toBe('This lab has no traffic source.');
    expect(refusals.get('crash')).toBe('Select a node first.');
    const fastest = allCommands(stateWith({ speed: 1000 }), nobody).find(({ id }) => id === 'faster');
    expect(fastest?.refusal).toBe('It cannot go any faster.');
  });
});

describe('keys', () => {
  it('run commands that exist', () => {
    const ids = new Set(keyCommands(stateWith()).map(({ id }) => id));
    const wanted = KEY_ROWS.flatMap(({ commands }) => Object.values(commands));
    // Of the nine that can be selected by number there are two.
    const known = wanted.filter((id) => !/^node [3-9]$/.test(id));
    expect(known.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('crash what is selected, and restart it', () => {
    const run = (life: ShownFace['life']) => {
      const state = stateWith({ selection: { kind: 'node', id: 's1' }, faces: { s1: face('s1', life) } });
      keyCommands(state)
        .find(({ id }) => id === 'crash')
        ?.run();
    };
    run('up');
    expect(deeds.act).toHaveBeenLastCalledWith({ action: 'crash', target: 's1', args: [] });
    run('down');
    expect(deeds.act).toHaveBeenLastCalledWith({ action: 'restart', target: 's1', args: [] });
  });

  it('go to the next stop of the speed', () => {
    keyCommands(stateWith({ speed: 1 }))
      .find(({ id }) => id === 'slower')
      ?.run();
    expect(deeds.setSpeed).toHaveBeenCalledWith(0.5);
  });
});

describe('finding commands', () => {
  const found = (text: string): string[] =>
    findCommands(allCommands(stateWith(), nobody), text).flatMap(({ commands }) =>
      commands.map(({ title, context }) => `${title} ${context ?? ''}`.trim()),
    );

  it('shows what is of general use before anything is typed', () => {
    const groups = findCommands(allCommands(stateWith(), nobody), ' ').map(({ title }) => title);
    expect(groups.slice(0, 2)).toEqual(['Time', 'System']);
    expect(groups).not.toContain('Nodes');
  });

  it('finds a deed with its node, in either order', () => {
    expect(found('crash s1')[0]).toBe('Crash s1');
    expect(found('s1 crash')[0]).toBe('Crash s1');
  });

  it('finds by other words and by letters that are left out', () => {
    expect(found('zoom')).toContain('Show everything');
    expect(found('lose clints')[0]).toBe('Lose 20 % clients ↔ s1');
    expect(found('qwxz')).toEqual([]);
    expect(found('spike clints')[0]).toBe('Spike ×10 for 5 s clients');
  });

  it('leaves out what matches by chance', () => {
    expect(found('crash s1')).not.toContain('Stop the traffic for 5 s clients');
  });
});
