import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from './kbd';
import styles from './tip.module.css';

/** A line of help that shows on hover and focus. */
export function Tip({ text, shortcut, children }: { text: string; shortcut?: string; children: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles.tip} sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Stands once around everything that has tips. */
export function TipProvider({ children }: { children: ReactNode }) {
  return <Tooltip.Provider delayDuration={400}>{children}</Tooltip.Provider>;
}
