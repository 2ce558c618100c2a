import { DropdownMenu } from 'radix-ui';
import menu from '../../ui/menu.module.css';
import { formatSpeed } from '../format';
import { controller } from '../run/controller';
import styles from './transport.module.css';

/** Named stops of the speed, from a thousandth to a thousandfold. */
export const SPEED_STOPS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 200, 1000] as const;

/** The next stop above or below a speed. */
export function nextStop(speed: number, up: boolean): number {
  const found = up
    ? SPEED_STOPS.find((stop) => stop > speed * 1.001)
    : SPEED_STOPS.findLast((stop) => stop < speed * 0.999);
  return found ?? speed;
}

/** A slider on a logarithmic scale, and the named stops. */
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
