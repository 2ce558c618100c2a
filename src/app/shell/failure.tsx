import { Button } from '../../ui/button';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import styles from './shell.module.css';

/** When a lab cannot go on: what happened, and the way out. */
export function Failure({ text }: { text: string }) {
  const { lab, labId } = useLab.getState();
  return (
    <main className={styles.failure}>
      <h1>This run cannot go on</h1>
      <p>{text}</p>
      {lab && (
        <Button
          look="primary"
          onClick={() => {
            void controller.openLab(labId, lab);
          }}
        >
          Start the lab anew
        </Button>
      )}
    </main>
  );
}
