/** Requests about what clients asked and were told. What was found broken stays so, and is not looked for again. */
import type { HistoryQuery, ShownHistory } from '../protocol/messages';
import { showHistory, type Flaw } from '../run/operations';
import type { Session } from '../run/session';

const flaws = new WeakMap<Session, Flaw>();

export function operationsAt(session: Session, query: HistoryQuery): ShownHistory {
  const { shown, flaw } = showHistory(session, query, flaws.get(session) ?? null);
  if (flaw === null) flaws.delete(session);
  else flaws.set(session, flaw);
  return shown;
}
