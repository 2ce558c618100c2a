import { useEffect, useState } from 'react';
import type { Answer, Requests, RequestType } from '../../../protocol/messages';
import { controller } from '../../run/controller';
import { useLab } from '../../run/store';

const EVERY_MS = 220;

/**
 * The answer to a request that only looks, kept fresh: every now and then while the run goes on and is seen, else when
 * something has changed. Null before the first one, and for nothing to ask.
 */
export function useLook<T extends RequestType>(type: T, ask: Requests[T]['ask'] | null): Answer<T> | null {
  const [seen, setSeen] = useState<{ of: unknown; answer: Answer<T> } | null>(null);
  const opened = useLab((state) => state.opened);
  const running = useLab((state) => state.life === 'running');
  const events = useLab((state) => (state.life === 'running' ? 0 : state.position.events));
  const log = useLab((state) => state.log);
  const text = JSON.stringify(ask);
  useEffect(() => {
    if (text === 'null') return;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      if (!running || !document.hidden) {
        const answer = await controller.look(type, JSON.parse(text) as Requests[T]['ask']);
        if (ended) return;
        if (answer !== null) setSeen({ of: opened, answer });
      }
      if (running) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [type, text, running, events, log, opened]);
  return seen !== null && seen.of === opened ? seen.answer : null;
}
