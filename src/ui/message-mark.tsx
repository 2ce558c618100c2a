import type { ReactNode } from 'react';

/** What can happen to a message, as it is drawn. */
export type MarkName = 'request' | 'reply' | 'failure' | 'refusal' | 'probe' | 'loss' | 'timeout';

/** The mark of a message: the same on the canvas, in the legend and in words. */
export function MessageMark({ mark, size = 16 }: { mark: MarkName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {MARKS[mark]}
    </svg>
  );
}

const MARKS: Record<MarkName, ReactNode> = {
  request: <circle cx="8" cy="8" r="4.6" fill="var(--acc)" />,
  reply: <circle cx="8" cy="8" r="4" fill="none" stroke="var(--acc)" strokeWidth="2" />,
  failure: <path d="M8 2.6 13.4 8 8 13.4 2.6 8z" fill="none" stroke="var(--bad)" strokeWidth="2" />,
  refusal: <path d="M8 2.6 13.4 8 8 13.4 2.6 8zM6 8h4" fill="none" stroke="var(--warn)" strokeWidth="2" />,
  probe: <circle cx="8" cy="8" r="2.2" fill="var(--ink3)" />,
  loss: <path d="m4 4 8 8m0-8-8 8" stroke="var(--bad)" strokeWidth="2.4" strokeLinecap="round" />,
  timeout: <path d="M8 8V2a6 6 0 1 1-6 6z" fill="var(--warn)" />,
};
