/** A piece of a chart's line, as it is drawn there: for legends. */
export function LineMark({
  token,
  dash = '',
  width = 2,
  faint = false,
}: {
  /** Colour token, such as `--acc`. */
  token: string;
  dash?: string;
  width?: number;
  faint?: boolean;
}) {
  return (
    <svg width="16" height="8" viewBox="0 0 16 8" aria-hidden="true">
      <path
        d="M0 4h16"
        stroke={`var(${token})`}
        strokeWidth={width}
        strokeDasharray={dash === '' ? undefined : dash}
        strokeOpacity={faint ? 0.5 : undefined}
      />
    </svg>
  );
}
