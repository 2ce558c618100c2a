import { Switch as Radix } from 'radix-ui';
import styles from './switch.module.css';

/** On or off. Its name comes from a label for `id`. */
export function Switch({
  id,
  checked,
  onChange,
}: {
  id: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <Radix.Root id={id} className={styles.switch} checked={checked} onCheckedChange={onChange}>
      <Radix.Thumb className={styles.thumb} />
    </Radix.Root>
  );
}
