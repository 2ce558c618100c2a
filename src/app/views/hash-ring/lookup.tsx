import { Button } from '../../../ui/button';
import styles from './hash-ring.module.css';
import type { LookupStep } from './lookup-steps';

/** A key's lookup, step by step. */
export function Lookup({
  keys,
  chosen,
  steps,
  at,
  onChoose,
  onStep,
}: {
  /** How many keys can be chosen. */
  keys: number;
  /** −1 for none. */
  chosen: number;
  steps: readonly LookupStep[];
  at: number;
  onChoose: (key: number) => void;
  onStep: (at: number) => void;
}) {
  const open = chosen >= 0;
  return (
    <section className={styles.lookup} aria-label="Lookup">
      <div className={styles.asks}>
        <label>
          Look up key
          <input
            type="number"
            min={0}
            max={keys - 1}
            value={open ? chosen : ''}
            placeholder="0"
            onChange={({ target }) => {
              const key = target.valueAsNumber;
              onChoose(Number.isInteger(key) && key >= 0 && key < keys ? key : -1);
            }}
          />
        </label>
        <Button
          size="small"
          refusal={!open ? 'Choose a key first.' : at === 0 ? 'This is the first step.' : null}
          onClick={() => {
            onStep(at - 1);
          }}
        >
          Back
        </Button>
        <Button
          size="small"
          refusal={!open ? 'Choose a key first.' : at >= steps.length - 1 ? 'This is the last step.' : null}
          onClick={() => {
            onStep(at + 1);
          }}
        >
          Next step
        </Button>
      </div>
      {open ? (
        <ol aria-label="Steps">
          {steps.slice(0, at + 1).map(({ words }, i) => (
            <li key={words} aria-current={i === at ? 'step' : undefined}>
              {words}
            </li>
          ))}
        </ol>
      ) : (
        <p>Click a key, or type its number.</p>
      )}
    </section>
  );
}
