import type { StreamView } from '../../../protocol/messages';
import { Button } from '../../../ui/button';
import { formatMoment } from '../../format';
import { controller } from '../../run/controller';
import styles from './event-stream.module.css';
import { sayReplay, type Reader } from './words';

/** The aggregate as it was at the chosen version, and the event that made it so. */
export function FoldedState({ part, readers }: { part: StreamView; readers: readonly Reader[] }) {
  const { state, stream, lastVersion, newestSchema } = part;
  const event = part.events.find(({ version }) => version === state.version);
  const atUs = state.atUs ?? -1;
  return (
    <section className={styles.state} tabIndex={0} aria-label="State at this version">
      <div className={styles.title}>
        <h3>
          {stream} at version {state.version}
          {state.version === lastVersion && ' (newest)'}
        </h3>
        <Button
          size="small"
          refusal={atUs < 0 ? 'This was before the start of the run.' : null}
          onClick={() => void controller.seek(atUs)}
        >
          {atUs < 0 ? 'Go to its moment' : `Go to ${formatMoment(atUs)}`}
        </Button>
      </div>
      <dl>
        {state.fields.map(({ name, value, before }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value}
              {before !== value && <span className={styles.before}>was {before}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <p>
        {sayReplay(state)}
        {event && ` Position ${String(event.position)} in the store${byWhom(event.command)}.`}
      </p>
      {event && event.written !== '' && (
        <p>
          Written in schema {event.schema}: <code>{event.written}</code>. Upcast to schema {newestSchema}:{' '}
          <code>{event.text}</code>.
        </p>
      )}
      {readers.length > 0 && (
        <ul aria-label="Who has come how far">
          {readers.map(({ id, version }) => (
            <li key={id}>
              <span className={styles.reader}>{id}</span>{' '}
              {version === lastVersion ? 'knows all' : `knows ${String(version)} of ${String(lastVersion)}`}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function byWhom(command: number): string {
  return command > 0 ? `, by request ${String(command)}` : '';
}
