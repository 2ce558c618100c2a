import type { Plain } from '../../protocol/messages';
import { formatMoment, formatNumber } from '../format';
import styles from './plain-tree.module.css';

const ITEMS_SHOWN = 24;

/** Plain data as names and values. `depth` levels are opened. */
export function PlainTree({ value, depth = 3 }: { value: Plain; depth?: number }) {
  if (value === null || typeof value !== 'object') return <span>{leaf('', value)}</span>;
  const entries = entriesOf(value);
  if (entries.length === 0) return <span className={styles.empty}>empty</span>;
  return (
    <dl className={styles.tree}>
      {entries.slice(0, ITEMS_SHOWN).map(([name, item]) => (
        <div key={name} className={styles.row}>
          <dt>{wordsOf(name)}</dt>
          <dd>
            {typeof item === 'object' && item !== null && depth > 1 ? (
              <PlainTree value={item} depth={depth - 1} />
            ) : (
              leaf(name, item)
            )}
          </dd>
        </div>
      ))}
      {entries.length > ITEMS_SHOWN && (
        <div className={styles.empty}>and {entries.length - ITEMS_SHOWN} more</div>
      )}
    </dl>
  );
}

function entriesOf(value: Plain): [string, Plain][] {
  if (Array.isArray(value)) return (value as readonly Plain[]).map((item, i) => [String(i + 1), item]);
  if (value instanceof Map)
    return [...(value as ReadonlyMap<string | number, Plain>)].map(([k, v]) => [String(k), v]);
  if (value instanceof Set)
    return [...(value as ReadonlySet<string | number>)].map((item, i) => [String(i + 1), item]);
  // What begins with a dollar sign tells the kernel how to copy it.
  return Object.entries(value as Record<string, Plain>).filter(([name]) => !name.startsWith('$'));
}

/** `failureRatio` reads as *failure ratio*; a header field such as `Retry-After` keeps its name. */
function wordsOf(name: string): string {
  if (/^[A-Z].*-/.test(name)) return name;
  return name
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .replace(/ (us|ms)$/, '');
}

function leaf(name: string, value: Plain): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'object') return `${String(entriesOf(value).length)} items`;
  if (typeof value === 'number' && name.endsWith('Us')) return formatMoment(value);
  return typeof value === 'number' ? formatNumber(value) : String(value);
}
