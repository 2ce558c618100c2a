/** Every command of the page, for the palette and the keys. What is done to nodes and links comes from `actions`. */
import { navigate } from 'wouter/use-hash-location';
import { labEntries } from '../../labs/index';
import type { NodeDetails } from '../../protocol/messages';
import type { Experiment } from '../../scenario/types';
import { requestFit } from '../canvas/fit';
import { compareCommands } from '../compare/compare-commands';
import { disarmPartition, usePartitionTool } from '../canvas/partition-tool';
import { formatSpeed } from '../format';
import { themeInForce, toggleTheme, usePrefs } from '../prefs';
import { startWith } from '../run/baseline';
import { controller } from '../run/controller';
import { leaveExperiment, skipToVerdict, startExperiment } from '../run/experiments';
import { notify, select, useLab, type LabState } from '../run/store';
import { shareCommands } from '../share/actions';
import { showCanvas, showPanel, type SheetId } from '../shell/sheet';
import { nextStop, SPEED_STOPS } from '../timeline/speed';
import {
  healEverything,
  isThere,
  isSource,
  linkActions,
  messageActions,
  nodeActions,
  sourceIds,
  toggleCrash,
  trafficActions,
  type Action,
  type ActionGroup,
} from './actions';
import { exportCommands } from '../export/export-commands';
import { whyCommands } from '../why/why-commands';
import { leaveWhy } from '../why/why-store';
import { closeDialogs, openHelp, openPalette, openSides, useDialogs } from './dialogs';
import { shortcutOf } from './keys';
import { pickScenarioFile } from './scenario-file';
import { timeToolCommands } from './time-commands';
import { troubleCommands } from './trouble-commands';

/** A command as the palette shows it. */
export interface Command extends Action {
  group: string;
  /** What it is done to, beside the title. */
  context?: string;
  /** Further words that find it. */
  keywords?: readonly string[];
}

type Rest = Omit<Command, 'id' | 'group' | 'title' | 'run'>;

/** Commands of one group are made by one of these. */
function maker(group: string) {
  return (id: string, title: string, run: () => void, rest: Rest = {}): Command => ({
    id,
    group,
    title,
    shortcut: shortcutOf(id),
    run,
    ...rest,
  });
}

/** What keys can run: the same commands as in the palette, and those that only make sense as keys. */
export function keyCommands(state: LabState): Command[] {
  const make = maker('Page');
  return [
    ...timeCommands(state),
    ...timeToolCommands(state),
    ...systemCommands(state),
    ...selectCommands(state),
    ...compareCommands(state),
    make('fit', 'Show everything', requestFit),
    make('palette', 'All commands', togglePalette),
    make('help', 'Keys', openHelp),
    make('leave', 'Leave', () => {
      if (usePartitionTool.getState().armed) disarmPartition();
      else if (!leaveWhy()) select(null);
    }),
  ];
}

function togglePalette(): void {
  if (useDialogs.getState().open === 'palette') closeDialogs();
  else openPalette();
}

/**
 * Everything that can be done now.
 * @param details what the nodes say they can do beside what all nodes can
 */
export function allCommands(state: LabState, details: ReadonlyMap<string, NodeDetails>): Command[] {
  return [
    ...timeCommands(state),
    ...timeToolCommands(state),
    ...systemCommands(state),
    ...selectionCommands(state, details),
    ...experimentCommands(state),
    ...troubleCommands(state),
    ...presetCommands(state),
    ...compareCommands(state),
    ...shareCommands(),
    ...whyCommands(state),
    ...exportCommands(state),
    ...pageCommands(),
    ...labCommands(state),
    ...selectCommands(state),
    ...nodeCommands(state, details),
    ...linkCommands(state),
    ...speedCommands(),
  ];
}

/** Groups that only show once something is typed: there are too many of them. */
export const FOUND_ONLY: ReadonlySet<string> = new Set(['Nodes', 'Links', 'Speed']);

function timeCommands({ life, speed }: LabState): Command[] {
  const make = maker('Time');
  const step = (grain: 'event' | 'meaningful', back = false) => {
    return () => void controller.step(grain, back);
  };
  const pace = (up: boolean) => () => {
    controller.setSpeed(nextStop(speed, up));
  };
  const fastest = nextStop(speed, true) === speed ? 'It cannot go any faster.' : null;
  const slowest = nextStop(speed, false) === speed ? 'It cannot go any slower.' : null;
  return [
    make(
      'play',
      life === 'running' ? 'Pause' : 'Play',
      () => {
        controller.togglePlay();
      },
      { keywords: ['play', 'pause', 'go', 'stop'] },
    ),
    make('next event', 'Next event', step('event'), { keywords: ['step forward'] }),
    make('previous event', 'Previous event', step('event', true), { keywords: ['step back'] }),
    make('next meaningful', 'Next event that matters', step('meaningful'), { keywords: ['step forward'] }),
    make('previous meaningful', 'Previous event that matters', step('meaningful', true), {
      keywords: ['step back'],
    }),
    make('start', 'To the start', () => void controller.seek(0), { keywords: ['beginning'] }),
    make('live', 'Live: to the newest moment', () => void controller.goLive()),
    make('restart', 'Start over', () => void controller.restart(), {
      keywords: ['restart the run from the beginning'],
    }),
    make('faster', 'Faster', pace(true), { refusal: fastest, keywords: ['speed up'] }),
    make('slower', 'Slower', pace(false), { refusal: slowest, keywords: ['speed down'] }),
  ];
}

function speedCommands(): Command[] {
  const make = maker('Speed');
  return SPEED_STOPS.map((stop) =>
    make(`speed ${String(stop)}`, `Speed ${formatSpeed(stop)}`, () => {
      controller.setSpeed(stop);
    }),
  );
}

function systemCommands(state: LabState): Command[] {
  const make = maker('System');
  const { selection, faces } = state;
  const node = selection?.kind === 'node' ? selection.id : null;
  const source = node !== null && isSource(state, node) ? node : sourceIds(state)[0];
  const spike = source === undefined ? undefined : trafficActions(source)[0];
  return [
    make('spike', spike?.title ?? 'Spike', spike?.run ?? (() => undefined), {
      context: source,
      refusal: spike ? null : 'This lab has no traffic source.',
      keywords: ['traffic', 'load'],
    }),
    make(
      'crash',
      node === null ? 'Crash or restart' : faces[node]?.life === 'down' ? 'Restart' : 'Crash',
      () => {
        if (node !== null) toggleCrash(node);
      },
      { context: node ?? undefined, refusal: node === null ? 'Select a node first.' : null },
    ),
    make('heal', healEverything().title, healEverything().run, { keywords: ['repair', 'restore'] }),
    make('partition', 'Draw partition', () => {
      showCanvas();
      usePartitionTool.setState({ armed: true });
    }),
    make('sides', 'Choose partition sides', openSides, { keywords: ['split', 'network'] }),
  ];
}

/** Nodes that are there, in the order of the scenario. */
function presentNodes(state: LabState): string[] {
  return (state.opened?.nodes ?? []).map(({ id }) => id).filter((id) => isThere(state, id));
}

function selectCommands(state: LabState): Command[] {
  const make = maker('Nodes');
  return presentNodes(state).map((id, index) =>
    make(`node ${String(index + 1)}`, `Select ${id}`, () => {
      showCanvas();
      select({ kind: 'node', id });
    }),
  );
}

/** Actions of a thing as commands of one group. Their keys work for the selection alone. */
function fromActions(
  groups: readonly ActionGroup[],
  group: string,
  context: string,
  selected: boolean,
): Command[] {
  return groups.flatMap(({ actions }) =>
    actions.map((action) => ({
      ...action,
      group,
      context,
      shortcut: selected ? action.shortcut : undefined,
    })),
  );
}

function actionsOfNode(
  state: LabState,
  id: string,
  details: ReadonlyMap<string, NodeDetails>,
): ActionGroup[] {
  const face = state.faces[id];
  return face ? nodeActions(face, details.get(id) ?? null) : [];
}

function selectionCommands(state: LabState, details: ReadonlyMap<string, NodeDetails>): Command[] {
  const { selection, opened } = state;
  if (selection?.kind === 'node') {
    const { id } = selection;
    return fromActions(actionsOfNode(state, id, details), `Selected: ${id}`, id, true);
  }
  if (selection?.kind === 'link') {
    const name = `${selection.from} ↔ ${selection.to}`;
    return fromActions(linkActions(selection.from, selection.to), `Selected: ${name}`, name, true);
  }
  const link = selection ? opened?.links[selection.link] : undefined;
  if (!selection || !link) return [];
  const name = `${link.from} → ${link.to} #${String(selection.number)}`;
  return fromActions(messageActions(link.from, link.to, selection.number), `Selected: ${name}`, name, true);
}

function nodeCommands(state: LabState, details: ReadonlyMap<string, NodeDetails>): Command[] {
  const selected = state.selection?.kind === 'node' ? state.selection.id : null;
  return presentNodes(state)
    .filter((id) => id !== selected)
    .flatMap((id) => fromActions(actionsOfNode(state, id, details), 'Nodes', id, false));
}

/** Actions of every link, both ways of it together. */
function linkCommands(state: LabState): Command[] {
  const there = new Set(presentNodes(state));
  const seen = new Set<string>();
  const { selection } = state;
  if (selection?.kind === 'link') seen.add(`${selection.from} ${selection.to}`);
  return (state.opened?.links ?? []).flatMap(({ from, to }) => {
    if (!there.has(from) || !there.has(to)) return [];
    if (seen.has(`${from} ${to}`) || seen.has(`${to} ${from}`)) return [];
    seen.add(`${from} ${to}`);
    return fromActions(linkActions(from, to), 'Links', `${from} ↔ ${to}`, false);
  });
}

/** Away from the story nothing else says that an experiment has begun. */
async function announced(experiment: Experiment): Promise<void> {
  await startExperiment(experiment);
  if (useLab.getState().trial?.experiment !== experiment) return;
  notify(`${experiment.title}: under way, with a verdict at ${String(experiment.untilSec)} s.`);
}

function experimentCommands({ lab, trial }: LabState): Command[] {
  const make = maker('Experiments');
  const underWay = trial
    ? [
        make('leave experiment', 'Back to my run', () => void leaveExperiment()),
        make('skip to verdict', 'Skip to the verdict', () => void skipToVerdict(), {
          refusal: trial.verdict ? 'There is a verdict already.' : null,
        }),
      ]
    : [];
  const all = (lab?.experiments ?? []).map((experiment) =>
    make(`experiment ${experiment.id}`, experiment.title, () => void announced(experiment), {
      help: experiment.expect,
      keywords: ['experiment', 'run'],
    }),
  );
  return [...underWay, ...all];
}

function presetCommands({ lab }: LabState): Command[] {
  const make = maker('Start from');
  return (lab?.presets ?? []).map(({ id, title, help, knobs }) =>
    make(`preset ${id}`, title, () => void startWith(knobs), {
      help,
      keywords: ['preset', 'start'],
    }),
  );
}

const PANELS: readonly (readonly [SheetId, string])[] = [
  ['controls', 'Controls'],
  ['inspect', 'Inspect'],
  ['story', 'Story'],
  ['code', 'Code'],
  ['log', 'Log'],
  ['charts', 'Charts'],
  ['labs', 'Labs'],
];

function pageCommands(): Command[] {
  const make = maker('Page');
  const { singleKeys, showSidebar, showCharts, showPanel: panelShown } = usePrefs.getState();
  const hide = (id: string, title: string, change: Partial<ReturnType<typeof usePrefs.getState>>): Command =>
    make(`hide ${id}`, `Hide the ${title}`, () => {
      usePrefs.setState(change);
    });
  return [
    ...PANELS.map(([id, title]) =>
      make(`show ${id}`, `Show ${title}`, () => {
        showPanel(id);
      }),
    ),
    ...(showSidebar ? [hide('labs', 'list of labs', { showSidebar: false })] : []),
    ...(showCharts ? [hide('charts', 'charts', { showCharts: false })] : []),
    ...(panelShown ? [hide('panel', 'panel', { showPanel: false })] : []),
    make('fit', 'Show everything', requestFit, { keywords: ['fit view', 'zoom'] }),
    make('theme', themeInForce() === 'dark' ? 'Light theme' : 'Dark theme', toggleTheme, {
      keywords: ['colours', 'mode'],
    }),
    make('help', 'Keys', openHelp, { keywords: ['shortcuts', 'help', 'keyboard'] }),
    make('single keys', singleKeys ? 'Switch single keys off' : 'Switch single keys on', () => {
      usePrefs.setState({ singleKeys: !singleKeys });
    }),
    make('file', 'Open scenario file or recording…', pickScenarioFile, {
      keywords: ['import', 'json', 'load'],
    }),
  ];
}

function labCommands({ labId }: LabState): Command[] {
  const make = maker('Labs');
  const others = labEntries.filter(({ id }) => id !== labId);
  return [
    ...others.map(({ id, title, summary, keywords }) =>
      make(
        `lab ${id}`,
        title,
        () => {
          navigate(`/${id}`);
        },
        { help: summary, keywords: ['open lab', ...keywords] },
      ),
    ),
    make('labs', 'All labs', () => {
      navigate('/');
    }),
  ];
}
