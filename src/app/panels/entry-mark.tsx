import type { ReactNode } from 'react';
import type { Tone, TraceRow } from '../../protocol/messages';
import { MessageMark, type MarkName } from '../../ui/message-mark';

const COLOURS: Record<Tone, string> = {
  calm: 'var(--ink2)',
  good: 'var(--ok)',
  warn: 'var(--warn)',
  bad: 'var(--bad)',
  chosen: 'var(--you)',
  muted: 'var(--ink3)',
};

/** The mark of a log entry: its shape tells the kind, its colour the tone. */
export function EntryMark({ row }: { row: TraceRow }) {
  const mark = markOf(row);
  if (mark) return <MessageMark mark={mark} size={14} />;
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" style={{ color: COLOURS[row.tone] }}>
      {SHAPES[row.kind]}
    </svg>
  );
}

/** Messages look as on the canvas. */
function markOf({ kind, tone, message }: TraceRow): MarkName | null {
  if (kind === 'drop') return 'loss';
  if (kind === 'call' && tone === 'bad') return 'timeout';
  if (kind !== 'deliver' || !message) return null;
  if (message.role === 'control') return 'probe';
  if (message.role !== 'reply') return 'request';
  return message.status === 'rejected' ? 'refusal' : tone === 'bad' ? 'failure' : 'reply';
}

const dot = <circle cx="8" cy="8" r="2.2" fill="currentColor" />;
const arrows = <path d="M3 8h9M9 5l3 3-3 3" fill="none" stroke="currentColor" strokeWidth="1.6" />;

const SHAPES: Partial<Record<TraceRow['kind'], ReactNode>> = {
  timer: dot,
  work: dot,
  call: dot,
  send: arrows,
  mode: <path d="M8 2.4 13.6 8 8 13.6 2.4 8z" fill="currentColor" />,
  node: <rect x="3" y="3" width="10" height="10" rx="2" fill="currentColor" />,
  input: <path d="M3 2.6 13.4 7 9 8.8 7.2 13.4z" fill="currentColor" />,
  log: <path d="M3 4.6h10M3 8h10M3 11.4h6" stroke="currentColor" strokeWidth="1.6" />,
  invariant: (
    <path d="M8 2 14.4 13.4H1.6zM8 6.4v3.2M8 11.2v.4" fill="none" stroke="currentColor" strokeWidth="1.6" />
  ),
};
