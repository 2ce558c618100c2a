import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './popover.module.css';

/** A button with a small window above it. Esc and a click beside it close it. */
export function Popover({
  title,
  open,
  onOpen,
  button,
  children,
}: {
  title: string;
  open: boolean;
  onOpen: (open: boolean) => void;
  /** What opens it: one button. */
  button: ReactNode;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpen}>
      <Radix.Trigger asChild>{button}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.popover}
          side="top"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={title}
        >
          <h2 className={styles.title}>{title}</h2>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
