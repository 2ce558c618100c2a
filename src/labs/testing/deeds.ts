/** Everything a user can do to the nodes, links and messages of a lab at rest. */
import type { AnyNodeKind } from '../../kernel/contract';
import { defaultParams } from '../../kernel/params';
import { nodeKinds } from '../../nodes/index';
import type { Lab, ScenarioNode } from '../../scenario/types';

/** When a deed is done, when everything is healed, and when the lab must be well again. */
export const DEED_SEC = 3;
export const HEALED_SEC = 8;
export const WELL_SEC = 28;

/** Something a node may use, or links that may carry something: `lb->s1`. */
export type Usage = { node: string; what: 'memory' | 'timers' } | { ways: readonly string[] };

/** Something a user does. */
export interface Deed {
  name: string;
  /** In the words of the command line, all at or after `DEED_SEC` and before `HEALED_SEC`. */
  inputs: readonly string[];
  /** Whether healing makes up for it. What a user switches, drains or takes out by hand is no fault and stays. */
  heals: boolean;
  /** What it shows on: nothing is to be seen while the node uses none, or while no link carries anything. */
  showsOn?: Usage;
  /** A node that may show it in its state alone: a clock that is read leaves its time there before it decides anything. */
  marks?: string;
}

/** Something that lasts until it is healed, or does not last; steps follow each other by a second. */
function fault(...steps: readonly string[]): Deed {
  const inputs = steps.map((words, index) => `${String(DEED_SEC + index)}s ${words}`);
  return { name: steps.join(', then '), inputs, heals: true };
}

function byHand(...steps: readonly string[]): Deed {
  return { ...fault(...steps), heals: false };
}

/** All deeds on the nodes and links that are there at the start. */
export function deedsOf({ scenario }: Lab): Deed[] {
  const nodes = scenario.nodes.filter(({ present }) => present !== false);
  const ids = nodes.map(({ id }) => id);
  const links = scenario.links.filter(({ between }) => between.every((id) => ids.includes(id)));
  return [
    ...nodes.flatMap(nodeDeeds),
    ...links.flatMap(({ between: [a, b], oneWay }) => {
      const elects = nodes.some((node) => [a, b].includes(node.id) && ELECTING.has(node.kind));
      return linkDeeds(a, b, oneWay === true, elects);
    }),
    ...sidesOf(ids).map((sides) => fault(`partition ${sides}`)),
    ...membershipDeeds(scenario.nodes),
  ];
}

function kindOf(node: ScenarioNode): AnyNodeKind {
  const kind = nodeKinds.get(node.kind);
  if (!kind) throw new Error(`The node ${node.id} is of kind ${node.kind}, which does not exist.`);
  return kind;
}

function nodeDeeds(node: ScenarioNode): Deed[] {
  const { id } = node;
  return [
    fault(`crash ${id}`),
    fault(`pause ${id}`),
    fault(`isolate ${id}`),
    fault(`slow ${id} 5`),
    { ...fault(`skew ${id} +500ms`), marks: id },
    { ...fault(`drift ${id} 1.1`), showsOn: { node: id, what: 'timers' } },
    { ...fault(`memory ${id} 0`), showsOn: { node: id, what: 'memory' } },
    fault(`restart ${id}`),
    fault(`resume ${id}`),
    fault(`crash ${id}`, `restart ${id}`),
    fault(`pause ${id}`, `resume ${id}`),
    ...(kindOf(node).glyph === 'clients' ? [fault(`spike ${id} 10x 5s`), fault(`spike ${id} 0x 5s`)] : []),
    ...ownDeeds(node),
  ];
}

/** The actions of its kind: each alone, and all one after the other. */
function ownDeeds(node: ScenarioNode): Deed[] {
  const { actions = {}, params } = kindOf(node);
  const values = { ...defaultParams(params), ...node.params };
  const offered = Object.entries(actions).filter(([, action]) => action.offered?.(values) ?? true);
  const words = offered.map(([name]) => `do ${node.id} ${name}`);
  return [...words.map((one) => byHand(one)), ...(words.length > 1 ? [byHand(...words)] : [])];
}

/** Kinds whose nodes talk to whom they elected alone: links between the others carry nothing at rest. */
const ELECTING: ReadonlySet<string> = new Set(['raft-server']);

/** Every fault of a link must show, except that a link which may be idle has to carry something first. */
function linkDeeds(a: string, b: string, oneWay: boolean, mayBeIdle: boolean): Deed[] {
  const whole = oneWay ? `${a}->${b}` : `${a}<->${b}`;
  const ways = oneWay ? [whole] : [`${a}->${b}`, `${b}->${a}`];
  const onUse = (deed: Deed, used = ways): Deed => (mayBeIdle ? { ...deed, showsOn: { ways: used } } : deed);
  return [
    onUse(fault(`cut ${whole}`)),
    ...(oneWay ? [] : ways.map((way) => onUse(fault(`cut ${way}`), [way]))),
    ...[
      fault(`latency ${whole} 200ms`),
      fault(`loss ${whole} 20%`),
      fault(`duplicate ${whole} 20%`),
      fault(`reorder ${whole} 30%`),
      fault(`restore ${whole}`),
      fault(`cut ${whole}`, `restore ${whole}`),
    ].map((deed) => onUse(deed)),
  ];
}

/** Most nodes for which every way to split them in two is tried. */
const SPLIT_NODES = 6;

/** Ways to split nodes in two: all of them for a few nodes, else each alone against the rest, and in the middle. */
function sidesOf(ids: readonly string[]): string[] {
  const masks =
    ids.length <= SPLIT_NODES
      ? Array.from({ length: 2 ** (ids.length - 1) - 1 }, (_, i) => i + 1)
      : [...ids.map((_, i) => 2 ** i), 2 ** Math.floor(ids.length / 2) - 1];
  return masks.map((mask) => {
    const side = (index: number): number => Math.floor(mask / 2 ** index) % 2;
    const left = ids.filter((_, index) => side(index) === 1);
    const right = ids.filter((_, index) => side(index) === 0);
    return `${left.join(',')} | ${right.join(',')}`;
  });
}

/** The first absent member of each group joins; the last present one of several leaves. */
function membershipDeeds(nodes: readonly ScenarioNode[]): Deed[] {
  const groups = new Set(nodes.flatMap(({ group }) => (group === undefined ? [] : [group])));
  return [...groups].flatMap((group) => {
    const members = nodes.filter((node) => node.group === group);
    const absent = members.find(({ present }) => present === false);
    const present = members.filter(({ present: isThere }) => isThere !== false);
    const leaver = present.length > 1 ? present.at(-1) : undefined;
    return [
      ...(absent ? [byHand(`join ${absent.id}`)] : []),
      ...(leaver ? [byHand(`leave ${leaver.id}`)] : []),
    ];
  });
}

/** What can be done to messages in flight just before `DEED_SEC`, given by their names. */
export function messageDeeds(names: readonly string[]): Deed[] {
  return names.flatMap((name) => [
    fault(`drop ${name}`),
    fault(`delay ${name} 200ms`),
    fault(`deliver ${name}`),
    fault(`copy ${name}`),
  ]);
}
