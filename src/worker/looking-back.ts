/** Requests that look into the past of a run and change nothing. */
import type { Answer, RequestMessage } from '../protocol/messages';
import type { Session } from '../run/session';
import { shivizLog } from '../run/shiviz';
import { explainWhy } from '../run/why';
import { packSpaceTime } from './space-time';

/** Viewers of such logs show no more. */
const SHIVIZ_EVENTS = 20_000;

type LookingBack = 'why' | 'spaceTime' | 'shiviz';

export function lookBack(
  session: Session,
  message: RequestMessage & { type: LookingBack },
): Answer<LookingBack> {
  switch (message.type) {
    case 'why':
      return explainWhy(session, message);
    case 'spaceTime':
      return packSpaceTime(session, message);
    case 'shiviz':
      return shivizLog(session, message.fromUs, message.toUs, SHIVIZ_EVENTS);
  }
}
