/** *Why?* ends in a root for whatever happens in any lab, under any fault. */
import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../kernel/time';
import { explainWhy, type Why } from '../run/why';
import { traceRows, type TraceRow } from '../run/rows';
import type { Session } from '../run/session';
import { openLabs } from './testing/open-labs';
import { runFor, sessionOf } from './testing/runs';

const PATIENT = { timeout: 120_000 };
const labs = await openLabs();

function rowsOf({ model, recorder }: Session): TraceRow[] {
  if (!recorder) throw new Error('The session keeps no trace.');
  return traceRows(model, recorder, { before: null, limit: 1e6 });
}

function why(session: Session, { event, text }: TraceRow): Why {
  const found = explainWhy(session, { about: 'event', event, text });
  if (!found) throw new Error(`Nothing is known of event ${String(event)}: ${text}`);
  return found;
}

/** What is wrong with a chain: it must be whole, go back in time, and every path of it must end in a root. */
function problemsOf({ steps, cut }: Why): string[] {
  const problems = cut === null ? [] : [cut];
  const events = new Set(steps.map(({ event }) => event));
  /** What caused it is another step's tale, or its own event is: an arrival that lost its request at once. */
  const toldElsewhere = (step: Why['steps'][number]): boolean =>
    events.has(step.cause) || steps.some((other) => other !== step && other.event === step.event);
  for (const [i, step] of steps.entries()) {
    const next = steps.slice(i + 1).find((one) => one.depth <= step.depth);
    const goesOn = next?.depth === step.depth && next.part === 'cause';
    if (goesOn) {
      if (next.event !== step.event && next.event !== step.cause)
        problems.push(`${step.text}: not its cause`);
      if (next.atUs > step.atUs) problems.push(`${next.text}: later than its effect`);
    } else if (step.root === null && !toldElsewhere(step)) problems.push(`${step.text}: no root`);
  }
  return problems;
}

/** Every node that is there crashes for a while, one after the other, and every link is cut once. */
function troubles(session: Session): string[] {
  const { nodes, links } = session.spec.scenario;
  const crashes = nodes
    .filter(({ present, kind }) => present !== false && kind !== 'traffic-source')
    .map(({ id }, i) => `${String(1 + i)}s..${String(1.8 + i)}s crash ${id}`);
  const [{ between }] = links;
  return [
    ...crashes.slice(0, 4),
    `5s..5.6s cut ${between[0]}->${between[1]}`,
    `6s..6.5s loss ${between[0]}->${between[1]} 50%`,
  ];
}

describe.each(labs)('$id: why', PATIENT, ({ lab }) => {
  const session = runFor(lab, 7, { inputs: troubles(sessionOf(lab)) });
  const rows = rowsOf(session);

  it('every chain of every entry ends in a root', () => {
    expect(session.recorder?.first).toBe(0);
    expect(rows.length).toBeGreaterThan(1_000);
    const wrong = rows.flatMap((row) => problemsOf(why(session, row)));
    expect(wrong).toEqual([]);
  });

  it('what a fault did leads to the fault', () => {
    const lost = rows.filter(({ kind, text }) => kind === 'drop' && /nobody is there|is cut/.test(text));
    expect(lost.length).toBeGreaterThan(0);
    for (const row of lost) {
      const roots = why(session, row).steps.filter(({ root }) => root === 'input');
      expect(roots.map(({ text }) => text).join()).toMatch(/crash|cut/);
    }
  });

  it('is the same when the entry is older than what is kept', () => {
    const other = runFor(lab, 7, { inputs: troubles(sessionOf(lab)), lookMs: 6 });
    const { recorder } = other;
    if (!recorder) throw new Error('The session keeps no trace.');
    // As after a jump: the ring starts anew and knows nothing of before.
    recorder.first = recorder.written = 0;
    other.advance(7.2 * US_PER_S);
    for (const row of rows.filter((_, i) => i % 97 === 0)) expect(why(other, row)).toEqual(why(session, row));
  });
});
