/** What is shown of one message in flight. */
import { findInFlight, linkName } from '../kernel/network';
import { entryAt, entryCount } from '../kernel/trace';
import type { MessageDetails } from '../protocol/messages';
import type { Session } from '../run/session';

/** The message with a number on a link; null when it is not on its way any more. */
export function messageDetails(session: Session, linkIndex: number, number: number): MessageDetails | null {
  const { sim } = session;
  const link = sim.world.links.find((one) => one.index === linkIndex);
  const found = link ? findInFlight(sim, link, number) : null;
  if (!link || !found) return null;
  const { message, arrivesAtUs } = found;
  return {
    name: `${linkName(sim, link)}#${String(number)}`,
    type: message.type,
    role: message.role,
    status: message.status ?? '',
    from: message.from,
    to: message.to,
    request: message.request,
    sentAtUs: message.sentAtUs,
    arrivesAtUs,
    bytes: message.bytes,
    body: message.body,
    spans: spansOf(session, message.request),
  };
}

/** The journey of a logical request so far, as far as the trace reaches back. */
function spansOf({ recorder, model }: Session, request: number): MessageDetails['spans'] {
  const spans: MessageDetails['spans'] = [];
  if (!recorder || request === 0) return spans;
  for (let i = 0; i < entryCount(recorder); i++) {
    const entry = entryAt(recorder, i);
    if (entry.kind !== 'span') continue;
    const span = entry.subject as { name: string; fromUs: number; request: number };
    if (span.request !== request) continue;
    spans.push({ node: model.nodes[entry.node].id, name: span.name, fromUs: span.fromUs, toUs: entry.atUs });
  }
  return spans;
}
