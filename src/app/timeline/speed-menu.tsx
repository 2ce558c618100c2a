import { DropdownMenu } from 'radix-ui';
import menu from '../../ui/menu.module.css';
import { formatSpeed } from '../format';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { SPEED_STOPS } from './speed';
import styles from './transport.module.css';

/** The named stops of the speed. */
export function SpeedMenu({ speed }: { speed: number }) {
  const adaptive = useLab((state) => state.adaptive);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className={styles.speedButton}
        aria-label={`Speed: ${formatSpeed(speed)}${adaptive ? ', adaptive' : ''}`}
      >
        {formatSpeed(speed)}
        <span className={adaptive ? styles.adaptive : styles.speedUnit}>
          {adaptive ? 'adaptive' : 'sim : real'}
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={menu.menu}
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
          <DropdownMenu.CheckboxItem
            className={menu.item}
            checked={adaptive}
            onCheckedChange={(on) => {
              useLab.setState({ adaptive: on });
            }}
          >
            <span>
              Adaptive pace
              <span className={menu.reason}>slow through bursts of what matters, quick over silence</span>
            </span>
            <DropdownMenu.ItemIndicator aria-hidden>✓</DropdownMenu.ItemIndicator>
          </DropdownMenu.CheckboxItem>
          <DropdownMenu.Label className={menu.label}>Simulated time per real time</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={String(speed)}
            onValueChange={(value) => {
              controller.setSpeed(Number(value));
            }}
          >
            {SPEED_STOPS.toReversed().map((stop) => (
              <DropdownMenu.RadioItem key={stop} value={String(stop)} className={menu.item}>
                {formatSpeed(stop)}
                <DropdownMenu.ItemIndicator aria-hidden>●</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
