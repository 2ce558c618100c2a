import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { classes } from './classes';
import { Kbd } from './kbd';
import { Tip } from './tip';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'primary' | 'chosen' | 'ghost' | 'live';
  size?: 'normal' | 'small';
  /** Key that does the same. */
  shortcut?: string;
  /** Why it cannot be used now. It stays reachable, so that the reason can be read. */
  refusal?: string | null;
}

/** A button with words. */
export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'normal', shortcut, refusal, className, children, onClick, ...rest } = props;
  const refused = typeof refusal === 'string';
  const button = (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[look], size === 'small' && styles.small, className)}
      aria-disabled={refused || undefined}
      onClick={refused ? undefined : onClick}
    >
      {children}
      {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
    </button>
  );
  return refused ? <Tip text={refusal}>{button}</Tip> : button;
}

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** What it does: its name, and its tip. */
  label: string;
  icon: ReactNode;
}

/** A button with a picture; its name is read out and shown on hover. */
export function IconButton({
  label,
  icon,
  shortcut,
  className,
  refusal,
  onClick,
  look = 'plain',
  size,
  ...rest
}: IconButtonProps) {
  const refused = typeof refusal === 'string';
  return (
    <Tip text={refused ? `${label}: ${refusal}` : label} shortcut={shortcut}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={refused || undefined}
        onClick={refused ? undefined : onClick}
        className={classes(
          styles.button,
          styles.icon,
          styles[look],
          size === 'small' && styles.small,
          className,
        )}
      >
        {icon}
      </button>
    </Tip>
  );
}
