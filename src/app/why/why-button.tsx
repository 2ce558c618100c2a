import type { WhyAsk } from '../../protocol/messages';
import { Button } from '../../ui/button';
import { askWhy } from './why-store';

/** Asks why something happened, or is as it is. */
export function WhyButton({
  ask,
  about,
  className,
  tabIndex,
  refusal,
}: {
  ask: WhyAsk;
  /** What it asks about, for those who hear the button. */
  about: string;
  className?: string;
  tabIndex?: number;
  refusal?: string | null;
}) {
  return (
    <Button
      size="small"
      className={className}
      tabIndex={tabIndex}
      refusal={refusal}
      aria-label={`Why? ${about}`}
      onClick={() => void askWhy(ask)}
    >
      Why?
    </Button>
  );
}
