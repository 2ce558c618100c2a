/** Words that carry the picture of what they name, the same as on the canvas. */
import type { Glyph } from '../../protocol/messages';
import type { MarkName } from '../../ui/message-mark';

export type Picture = { glyph: Glyph } | { mark: MarkName };

const PICTURES: Readonly<Record<string, Picture>> = {
  client: { glyph: 'clients' },
  balancer: { glyph: 'balancer' },
  'load balancer': { glyph: 'balancer' },
  gateway: { glyph: 'gateway' },
  service: { glyph: 'service' },
  server: { glyph: 'server' },
  cache: { glyph: 'cache' },
  database: { glyph: 'database' },
  queue: { glyph: 'queue' },
  request: { mark: 'request' },
  reply: { mark: 'reply' },
  error: { mark: 'failure' },
  refusal: { mark: 'refusal' },
  'health probe': { mark: 'probe' },
  probe: { mark: 'probe' },
  'lost message': { mark: 'loss' },
  timeout: { mark: 'timeout' },
};

/** The picture of a word, in singular or plural; null for any other word. */
export function pictureOf(word: string): Picture | null {
  const plain = word.trim().toLowerCase();
  const singular = plain.endsWith('ies') ? `${plain.slice(0, -3)}y` : plain.replace(/s$/, '');
  for (const one of [plain, singular]) if (Object.hasOwn(PICTURES, one)) return PICTURES[one] ?? null;
  return null;
}
