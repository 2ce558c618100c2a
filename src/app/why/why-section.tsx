import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { WhyStep } from '../../protocol/messages';
import { IconButton } from '../../ui/button';
import { classes } from '../../ui/classes';
import { formatMoment, formatSpan } from '../format';
import { EntryMark } from '../panels/entry-mark';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import styles from './why.module.css';
import { leaveWhy, useWhy } from './why-store';

const ROOTS = {
  input: 'You did this.',
  arrival: 'A request of the workload: nothing in the run brought it about.',
  start: 'Set going when the run started.',
} as const;

/** The chain of causes that is lit, in words; nothing when there is none. */
export function WhySection() {
  const chain = useWhy((state) => state.chain);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (chain) heading.current?.focus({ preventScroll: true });
  }, [chain]);
  if (!chain) return null;
  return (
    <section className={styles.why} aria-label="Why">
      <header className={styles.head}>
        <h2 ref={heading} tabIndex={-1}>
          Why?
        </h2>
        <IconButton
          label="Leave this chain"
          shortcut="Esc"
          look="ghost"
          size="small"
          icon={<X size={14} />}
          onClick={leaveWhy}
        />
      </header>
      <ol className={styles.steps}>
        {chain.steps.map((step, i) => (
          <Step
            key={`${String(step.event)} ${step.kind} ${String(i)}`}
            step={step}
            before={chain.steps.findLast((one, k) => k < i && one.depth <= step.depth) ?? null}
          />
        ))}
      </ol>
      {chain.cut !== null && <p className={styles.cut}>{chain.cut}</p>}
    </section>
  );
}

/** One step; pressing it goes to the moment after it. */
function Step({ step, before }: { step: WhyStep; before: WhyStep | null }) {
  const current = useLab((state) => state.life !== 'running' && state.position.events === step.event);
  const { atUs, event, depth, part, root, text, tone } = step;
  return (
    <li className={styles.item} style={{ marginInlineStart: `${String(Math.min(3, depth) * 14)}px` }}>
      <button
        type="button"
        className={classes(
          styles.step,
          styles[tone],
          part === 'reason' && styles.reason,
          current && styles.current,
        )}
        aria-current={current ? 'true' : undefined}
        onClick={() => void controller.seek(atUs, event)}
      >
        <EntryMark row={step} />
        <span>
          {before && <span className={styles.link}>{linkWords(step, before)} </span>}
          <span className={styles.text}>{text}</span>
          {root && <span className={styles.root}>{ROOTS[root]}</span>}
        </span>
        <span className={styles.time}>{formatMoment(atUs)}</span>
      </button>
    </li>
  );
}

/** How a step hangs together with the one before it. */
function linkWords({ part, atUs }: WhyStep, before: WhyStep): string {
  const spanUs = before.atUs - atUs;
  if (part === 'reason') return 'because';
  return spanUs > 0 ? `${formatSpan(spanUs)} after` : 'when';
}
