/** Requests about many nodes at once: for charts, and for views that show nodes side by side. */
import type { SimNode } from '../kernel/world';
import type { Answer, NodeLog, RequestMessage } from '../protocol/messages';
import { chartData } from '../run/charts';
import { glanceAt, logOf, streamOf } from '../run/faces';
import type { Session } from '../run/session';

/** Entries of each log that are sent at most. */
const MOST_ENTRIES = 400;

export function chartsOf(
  { model, sim, playheadUs }: Session,
  { specs, fromUs, toUs, maxPoints }: RequestMessage & { type: 'charts' },
): Answer<'charts'> {
  const { metrics } = sim.world;
  const endUs = Math.min(toUs, playheadUs);
  return specs.map((spec) => chartData(model, metrics, spec, fromUs, endUs, maxPoints));
}

type AboutMany = 'inspectMany' | 'logs';

export function glance(session: Session, message: RequestMessage & { type: AboutMany }): Answer<AboutMany> {
  const { model, sim } = session;
  const nodes = message.nodes.flatMap((id) => {
    const index = model.nodeIndex.get(id);
    return index === undefined ? [] : [sim.world.nodes[index]];
  });
  if (message.type === 'inspectMany') return nodes.map((node) => glanceAt(sim, node));
  const count = Math.min(MOST_ENTRIES, Math.max(0, message.count));
  const stretch = (from: number): NodeLog[] => nodes.flatMap((node) => logOf(sim, node, from, count) ?? []);
  if (message.from !== null) return stretch(message.from);
  const last = Math.max(0, ...nodes.map((node) => logOf(sim, node, 0, 0)?.lastIndex ?? 0));
  return stretch(last - count + 1);
}

/** Part of the streams of events of a node. */
export function streamPart(
  { sim }: Session,
  node: SimNode,
  { stream, from, count, at }: RequestMessage & { type: 'stream' },
): Answer<'stream'> {
  return streamOf(sim, node, { stream, from, at, count: Math.min(MOST_ENTRIES, Math.max(0, count)) });
}
