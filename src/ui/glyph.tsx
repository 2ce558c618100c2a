import type { Glyph } from '../protocol/messages';

/** The picture of a kind of node: the same on the canvas, in legends, lists and words. */
export function GlyphMark({ glyph, size = 14 }: { glyph: Glyph; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {SHAPES[glyph]}
    </svg>
  );
}

const SHAPES: Record<Glyph, React.ReactNode> = {
  clients: <circle cx="8" cy="8" r="5.6" />,
  balancer: <rect x="2.4" y="2.4" width="11.2" height="11.2" rx="2.4" fill="currentColor" />,
  gateway: <path d="M2.6 13.8V8a5.4 5.4 0 0 1 10.8 0v5.8H9.8V10a1.8 1.8 0 0 0-3.6 0v3.8z" />,
  service: (
    <>
      <rect x="2.4" y="2.4" width="11.2" height="11.2" rx="2.6" />
      <path d="M5.4 6.4h5.2M5.4 9.6h3.4" />
    </>
  ),
  server: (
    <>
      <rect x="2.4" y="2.4" width="11.2" height="4.6" rx="1.2" />
      <rect x="2.4" y="9" width="11.2" height="4.6" rx="1.2" />
    </>
  ),
  cache: <path d="M9 1.8 3.4 9h4.2L7 14.2 12.6 7H8.4z" />,
  database: (
    <>
      <ellipse cx="8" cy="4" rx="5.4" ry="2.2" />
      <path d="M2.6 4v8c0 1.2 2.4 2.2 5.4 2.2s5.4-1 5.4-2.2V4M2.6 8c0 1.2 2.4 2.2 5.4 2.2s5.4-1 5.4-2.2" />
    </>
  ),
  queue: <path d="M2 4.4h12v7.2H2zM6 4.4v7.2M10 4.4v7.2" />,
};
