import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { MessageMark, type MarkName } from '../../ui/message-mark';
import styles from './legend.module.css';

const MESSAGES: readonly (readonly [MarkName, string])[] = [
  ['request', 'request'],
  ['reply', 'reply'],
  ['failure', 'reply with an error'],
  ['refusal', 'refusal: it bounces where it was refused'],
  ['probe', 'health probe'],
  ['loss', 'message lost here'],
  ['timeout', 'timeout: somebody gave up waiting'],
];

/** What the marks of the canvas mean: always in reach. */
export function Legend() {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.trigger}>Legend</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.legend}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Legend"
        >
          {MESSAGES.map(([mark, text]) => (
            <p key={mark} className={styles.row}>
              <MessageMark mark={mark} />
              {text}
            </p>
          ))}
          <hr className={styles.rule} />
          <Row mark={<path d="M1 8h14" stroke="var(--link)" strokeWidth="1.5" />}>link, hardly used</Row>
          <Row mark={<path d="M1 8h14" stroke="var(--link)" strokeWidth="5" />}>
            link, about 100 messages a second
          </Row>
          <Row mark={<path d="M1 8h4m6 0h4M6 6l4 4m0-4-4 4" stroke="var(--you)" strokeWidth="2" />}>
            cut by you
          </Row>
          <hr className={styles.rule} />
          <Row
            mark={
              <text x="8" y="12" textAnchor="middle" fontSize="9" fontWeight="700" fill="var(--ink)">
                ×50
              </text>
            }
          >
            a bundle of 50 messages on their way
          </Row>
          <Row mark={<path d="M1 8h14" stroke="var(--acc)" strokeWidth="4" />}>
            flow: messages too fast to follow; the number is their rate
          </Row>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Row({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <p className={styles.row}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        {mark}
      </svg>
      {children}
    </p>
  );
}
