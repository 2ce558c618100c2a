import { Tabs } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { showTab, usePrefs, type PanelTab } from '../prefs';
import { Controls } from './controls';
import { WhySection } from '../why/why-section';
import { Inspect } from './inspect';
import styles from './panels.module.css';

const Story = lazy(async () => ({ default: (await import('./story')).Story }));
const Code = lazy(async () => ({ default: (await import('./code')).Code }));
const Log = lazy(async () => ({ default: (await import('./log')).Log }));

const TABS: readonly { id: PanelTab; title: string }[] = [
  { id: 'controls', title: 'Controls' },
  { id: 'inspect', title: 'Inspect' },
  { id: 'story', title: 'Story' },
  { id: 'code', title: 'Code' },
  { id: 'log', title: 'Log' },
];

/** The panel beside the canvas: the same five tabs in every lab. */
export function SidePanel() {
  const tab = usePrefs((prefs) => prefs.tab);
  return (
    <Tabs.Root
      className={styles.panel}
      value={tab}
      onValueChange={(value) => {
        showTab(value as PanelTab);
      }}
    >
      <Tabs.List className={styles.tabs} aria-label="Panel">
        {TABS.map(({ id, title }) => (
          <Tabs.Trigger key={id} value={id} className={styles.tab}>
            {title}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <WhySection />
      {TABS.map(({ id }) => (
        <Tabs.Content key={id} value={id} className={styles.content}>
          <PanelContent tab={id} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

/** One of the five, alone. */
export function PanelContent({ tab }: { tab: PanelTab }) {
  if (tab === 'controls') return <Controls />;
  if (tab === 'inspect') return <Inspect />;
  const Lazy = tab === 'story' ? Story : tab === 'code' ? Code : Log;
  return (
    <Suspense fallback={<p className={styles.loading}>Loading…</p>}>
      <Lazy />
    </Suspense>
  );
}
