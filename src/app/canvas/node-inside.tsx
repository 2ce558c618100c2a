import { useInspection } from '../panels/use-inspection';
import { PlainTree } from '../panels/plain-tree';
import styles from './node-card.module.css';

/** What is inside a node, for those who look closely. */
export function NodeInside({ id }: { id: string }) {
  const details = useInspection(id);
  if (!details) return null;
  return (
    <div className={styles.inside}>
      <PlainTree value={details.state} depth={2} />
    </div>
  );
}
