/** Requests that look into the past of a run and change nothing. */
import type { Answer, RequestMessage } from '../protocol/messages';
import type { Session } from '../run/session';
import { traceRows } from '../run/rows';
import { shivizLog } from '../run/shiviz';
import { explainWhy } from '../run/why';
import { messageDetails } from './message-details';
import { packSpaceTime } from './space-time';

/** Viewers of such logs show no more. */
const SHIVIZ_EVENTS = 20_000;

type LookingBack = 'message' | 'trace' | 'why' | 'spaceTime' | 'shiviz';

export function lookBack(
  session: Session,
  message: RequestMessage & { type: LookingBack },
): Answer<LookingBack> {
  switch (message.type) {
    case 'message':
      return messageDetails(session, message.link, message.number);
    case 'trace':
      return session.recorder ? traceRows(session.model, session.recorder, message) : [];
    case 'why':
      return explainWhy(session, message);
    case 'spaceTime':
      return packSpaceTime(session, message);
    case 'shiviz':
      return shivizLog(session, message.fromUs, message.toUs, SHIVIZ_EVENTS);
  }
}
