import { ChevronDown, ChevronUp, SkipForward } from 'lucide-react';
import type { StreamView } from '../../../protocol/messages';
import { IconButton } from '../../../ui/button';
import styles from './event-stream.module.css';

/** The version or time whose state is asked for; null for the newest. */
export type At = { version: number } | { us: number } | null;

/** Which stream, and which version or time of it. */
export function Tools({
  part,
  at,
  onStream,
  onAt,
}: {
  part: StreamView;
  at: At;
  onStream: (stream: string) => void;
  onAt: (at: At) => void;
}) {
  const { version } = part.state;
  const asOf = at !== null && 'us' in at ? at.us / 1_000_000 : '';
  return (
    <div className={styles.tools}>
      <label>
        Stream
        <select
          value={part.stream}
          onChange={({ target }) => {
            onStream(target.value);
          }}
        >
          {part.streams.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <span className={styles.steps}>
        <IconButton
          label="Version before"
          size="small"
          icon={<ChevronUp size={14} />}
          refusal={version === 0 ? 'Nothing is before the first event.' : null}
          onClick={() => {
            onAt({ version: version - 1 });
          }}
        />
        <IconButton
          label="Next version"
          size="small"
          icon={<ChevronDown size={14} />}
          refusal={version >= part.lastVersion ? 'This is the newest version.' : null}
          onClick={() => {
            onAt({ version: version + 1 });
          }}
        />
        <IconButton
          label="Follow the newest"
          size="small"
          look={at === null ? 'chosen' : 'plain'}
          icon={<SkipForward size={14} />}
          onClick={() => {
            onAt(null);
          }}
        />
      </span>
      <label>
        As of
        <input
          type="number"
          step="any"
          value={asOf}
          placeholder="now"
          onChange={({ target }) => {
            const sec = target.valueAsNumber;
            onAt(Number.isFinite(sec) ? { us: Math.round(sec * 1_000_000) } : null);
          }}
        />
        s
      </label>
    </div>
  );
}
