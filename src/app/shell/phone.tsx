import {
  BookOpen,
  ChartLine,
  Code,
  List,
  ScrollText,
  Search,
  SlidersHorizontal,
  type LucideIcon,
} from 'lucide-react';
import { Dialog } from 'radix-ui';
import { ChartStrip } from '../charts/chart-strip';
import { PanelContent } from '../panels/side-panel';
import { ViewArea } from '../views/view-area';
import { WhySection } from '../why/why-section';
import { useSheet, type SheetId } from './sheet';
import styles from './shell.module.css';
import { Sidebar } from './sidebar';

const SHEETS: readonly { id: SheetId; title: string; Icon: LucideIcon }[] = [
  { id: 'labs', title: 'Labs', Icon: List },
  { id: 'charts', title: 'Charts', Icon: ChartLine },
  { id: 'controls', title: 'Controls', Icon: SlidersHorizontal },
  { id: 'inspect', title: 'Inspect', Icon: Search },
  { id: 'story', title: 'Story', Icon: BookOpen },
  { id: 'code', title: 'Code', Icon: Code },
  { id: 'log', title: 'Log', Icon: ScrollText },
];

function setOpen(open: SheetId | null): void {
  useSheet.setState({ open });
}

/** A narrow screen: the canvas first, everything else as a sheet over it. */
export function Phone() {
  const open = useSheet((state) => state.open);
  const sheet = SHEETS.find(({ id }) => id === open);
  return (
    <div className={styles.phone}>
      <ViewArea />
      <nav className={styles.sheetBar} aria-label="Panels">
        {SHEETS.map(({ id, title, Icon }) => (
          <button
            key={id}
            type="button"
            className={styles.sheetButton}
            onClick={() => {
              setOpen(id);
            }}
          >
            <Icon size={18} aria-hidden="true" />
            {title}
          </button>
        ))}
      </nav>
      <Dialog.Root
        open={sheet !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) setOpen(null);
        }}
      >
        <Dialog.Portal>
          <Dialog.Overlay className={styles.scrim} />
          <Dialog.Content className={styles.sheet} aria-describedby={undefined}>
            <header className={styles.sheetHead}>
              <Dialog.Title>{sheet?.title}</Dialog.Title>
              <Dialog.Close className={styles.sheetClose}>Close</Dialog.Close>
            </header>
            <div className={styles.sheetBody}>
              {open === 'labs' && (
                <Sidebar
                  onLeave={() => {
                    setOpen(null);
                  }}
                />
              )}
              {open === 'charts' && <ChartStrip stacked />}
              {open !== null && open !== 'labs' && open !== 'charts' && (
                <>
                  <WhySection />
                  <PanelContent tab={open} />
                </>
              )}
            </div>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </div>
  );
}
