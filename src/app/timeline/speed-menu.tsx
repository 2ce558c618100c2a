import { DropdownMenu } from 'radix-ui';
import menu from '../../ui/menu.module.css';
import { formatSpeed } from '../format';
import { controller } from '../run/controller';
import { SPEED_STOPS } from './speed';
import styles from './transport.module.css';

/** The named stops of the speed. */
export function SpeedMenu({ speed }: { speed: number }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className={styles.speedButton} aria-label={`Speed: ${formatSpeed(speed)}`}>
        {formatSpeed(speed)}
        <span className={styles.speedUnit}>sim : real</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={menu.menu}
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
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
                <DropdownMenu.ItemIndicator>●</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
