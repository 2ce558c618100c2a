import type { ShownOperation } from '../../../protocol/messages';
import { Button } from '../../../ui/button';
import { formatMoment, formatSpan } from '../../format';
import { controller } from '../../run/controller';
import { WhyButton } from '../../why/why-button';
import styles from './operation-timeline.module.css';
import { sayEnd, sayWhat } from './words';

/** The operation that was chosen, and the ways to what caused it. */
export function Details({ one }: { one: ShownOperation }) {
  const { invokedUs, endedUs, place, request, misfit, failing } = one;
  return (
    <div className={styles.details} role="region" aria-label="The operation chosen">
      <p>
        <strong>{sayWhat(one)}</strong>: {sayEnd(one)}
        {endedUs !== null && ` after ${formatSpan(endedUs - invokedUs)}`}.
        {place !== null && ` Number ${String(place)} in the order of its key.`}
        {misfit ? ' It fits in no order.' : failing ? ' It belongs to what no order explains.' : ''}
      </p>
      <div className={styles.ways}>
        <Button size="small" onClick={() => void controller.seek(invokedUs)}>
          To its call, {formatMoment(invokedUs)}
        </Button>
        {endedUs !== null && (
          <Button size="small" onClick={() => void controller.seek(endedUs)}>
            To its end, {formatMoment(endedUs)}
          </Button>
        )}
        <WhyButton ask={{ about: 'request', request }} about={`What became of request ${String(request)}`} />
      </div>
    </div>
  );
}
