import { outcomesOf } from '../../scenario/outcome';
import { Button } from '../../ui/button';
import { Tip } from '../../ui/tip';
import { openTrouble } from '../commands/dialogs';
import { NONE, useLab } from '../run/store';
import { backToMyRun, useTrouble } from '../run/trouble';
import styles from './sidebar.module.css';

/** Outcomes worth finding in the open lab, and what was found last. */
export function Outcomes({ onLeave }: { onLeave?: () => void }) {
  const labId = useLab((state) => state.labId);
  const declared = useLab((state) => state.lab?.outcomes) ?? NONE;
  const promises = useLab((state) => state.opened?.invariants) ?? NONE;
  const says = useTrouble((state) => state.says);
  if (outcomesOf(declared, promises).length === 0) return null;
  const open = (outcome: string | null) => () => {
    onLeave?.();
    openTrouble(outcome);
  };
  return (
    <section>
      <h2 className={styles.heading}>Outcomes</h2>
      <div className={styles.presets}>
        {declared.map(({ id, title, help }) => (
          <Tip key={id} text={help}>
            <Button size="small" look="ghost" className={styles.preset} onClick={open(id)}>
              {title}
            </Button>
          </Tip>
        ))}
        <Button size="small" className={styles.trouble} onClick={open(null)}>
          Find me trouble…
        </Button>
      </div>
      {says?.labId === labId && (
        <div className={styles.says}>
          <p>{says.text}</p>
          {says.before && (
            <Button size="small" onClick={() => void backToMyRun()}>
              Back to my run
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
