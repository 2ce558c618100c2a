import { useEffect, useState } from 'react';
import type { NodeDetails } from '../../protocol/messages';
import { controller } from '../run/controller';
import { useLab } from '../run/store';

const EVERY_MS = 220;

/** What can be seen inside a node, kept fresh while the run goes on. */
export function useInspection(id: string | null): NodeDetails | null {
  const [details, setDetails] = useState<NodeDetails | null>(null);
  const running = useLab((state) => state.life === 'running');
  const events = useLab((state) => (state.life === 'running' ? 0 : state.position.events));
  const log = useLab((state) => state.log);
  useEffect(() => {
    if (id === null) return;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const found = await controller.look('inspect', { node: id });
      if (ended) return;
      setDetails(found);
      if (running) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [id, running, events, log]);
  return details?.id === id ? details : null;
}
