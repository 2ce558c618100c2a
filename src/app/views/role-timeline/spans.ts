/** Modes of nodes over time, read from the marks of the run. Pure. */
import type { Mark } from '../../../protocol/messages';

/** A stretch of time in which a machine keeps its mode and its term. */
export interface Span {
  fromUs: number;
  /** Infinity while it lasts. */
  toUs: number;
  /** Empty while the node is down, or where its mode is not known. */
  mode: string;
  down: boolean;
  /** Term, ballot or epoch; null where none is counted. */
  epoch: number | null;
  /** Number of the event that began it; 0 for the start of the run. */
  event: number;
}

/** One machine of one node. */
export interface Lane {
  node: string;
  /** Empty for the node's own. */
  machine: string;
  spans: readonly Span[];
}

/** What is known of a node at this moment: for those that have never changed their mode. */
export interface Seed {
  id: string;
  mode: string;
}

/** Nothing more is heard of a node after this, until it starts. */
const ENDS = /^(crashes|dies|leaves)/;
const STARTS = /^(starts|restarts)/;

/** What a lane is called: the node, and what its machine is about if it is not the node's own. */
export function laneName({ node, machine }: Lane): string {
  const about = machine.split('/')[0] ?? '';
  return about === '' ? node : `${node}: ${about}`;
}

/** A lane for each machine that has a mode, in the order of the nodes. */
export function lanesOf(nodes: readonly string[], marks: readonly Mark[], seeds: readonly Seed[]): Lane[] {
  const ofNode = new Map(nodes.map((node): [string, Mark[]] => [node, []]));
  for (const mark of marks) if (mark.node !== '') ofNode.get(mark.node)?.push(mark);
  return [...ofNode].flatMap(([node, own]) => {
    const machines = [...new Set(own.flatMap(({ moved }) => (moved ? [moved.machine] : [])))];
    const seed = seeds.find(({ id }) => id === node);
    if (machines.length === 0 && seed) machines.push('');
    return machines.map((machine) => ({ node, machine, spans: spansOf(own, machine, seed?.mode ?? '') }));
  });
}

function spansOf(marks: readonly Mark[], machine: string, seed: string): Span[] {
  const spans: Span[] = [];
  const begin = (fromUs: number, event: number, what: Pick<Span, 'mode' | 'down' | 'epoch'>): void => {
    const last = spans.at(-1);
    if (last) last.toUs = fromUs;
    // What lasted no time at all is not seen.
    if (last?.fromUs === fromUs) spans.pop();
    spans.push({ fromUs, toUs: Infinity, event, ...what });
  };
  const first = marks.find(({ moved }) => moved?.machine === machine);
  begin(0, 0, { mode: first?.moved?.change.from ?? seed, down: false, epoch: null });
  for (const mark of marks) {
    const now = spans.at(-1);
    if (!now) continue;
    const epoch = mark.epoch ?? now.epoch;
    if (mark.moved) {
      if (mark.moved.machine !== machine) continue;
      begin(mark.atUs, mark.event, { mode: mark.moved.change.to, down: false, epoch });
    } else if (mark.kind === 'epoch') begin(mark.atUs, mark.event, { ...pick(now), epoch });
    else if (mark.kind === 'life' && ENDS.test(mark.text))
      begin(mark.atUs, mark.event, { mode: '', down: true, epoch });
    else if (mark.kind === 'life' && STARTS.test(mark.text) && now.down)
      begin(mark.atUs, mark.event, { mode: '', down: false, epoch });
  }
  return spans;
}

function pick({ mode, down }: Span): Pick<Span, 'mode' | 'down'> {
  return { mode, down };
}

/** Spans that are seen in a stretch of time, cut to it and to what has been run. */
export function spansIn(lane: Lane, fromUs: number, toUs: number, headUs: number): Span[] {
  return lane.spans.flatMap((span) => {
    const from = Math.max(span.fromUs, fromUs);
    const to = Math.min(span.toUs, toUs, headUs);
    return to > from ? [{ ...span, fromUs: from, toUs: to }] : [];
  });
}

/** The change before or after a moment, over all lanes; null when there is none. */
export function changeBeside(
  lanes: readonly Lane[],
  { us, event }: { us: number; event: number },
  way: 'before' | 'after',
): { us: number; event: number } | null {
  let best: { us: number; event: number } | null = null;
  for (const { spans } of lanes) {
    for (const span of spans) {
      const later = span.event > event || (span.event === event && span.fromUs > us);
      const earlier = span.event < event && span.fromUs <= us;
      if (way === 'after' ? !later : !earlier) continue;
      const nearer = best === null || (way === 'after' ? span.event < best.event : span.event > best.event);
      if (nearer) best = { us: span.fromUs, event: span.event };
    }
  }
  return best;
}
