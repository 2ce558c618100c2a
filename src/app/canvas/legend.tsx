import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './legend.module.css';

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
          <Row mark={<circle cx="8" cy="8" r="4.6" fill="var(--acc)" />}>request</Row>
          <Row mark={<circle cx="8" cy="8" r="4" fill="none" stroke="var(--acc)" strokeWidth="2" />}>
            reply
          </Row>
          <Row
            mark={<path d="M8 2.6 13.4 8 8 13.4 2.6 8z" fill="none" stroke="var(--bad)" strokeWidth="2" />}
          >
            reply with an error
          </Row>
          <Row
            mark={
              <path d="M8 2.6 13.4 8 8 13.4 2.6 8zM6 8h4" fill="none" stroke="var(--warn)" strokeWidth="2" />
            }
          >
            refusal: it bounces where it was refused
          </Row>
          <Row mark={<circle cx="8" cy="8" r="2.2" fill="var(--ink3)" />}>health probe</Row>
          <Row
            mark={<path d="m4 4 8 8m0-8-8 8" stroke="var(--bad)" strokeWidth="2.4" strokeLinecap="round" />}
          >
            message lost here
          </Row>
          <Row mark={<path d="M8 8V2a6 6 0 1 1-6 6z" fill="var(--warn)" />}>
            timeout: somebody gave up waiting
          </Row>
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
