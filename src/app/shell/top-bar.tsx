import { Command, Keyboard, Moon, PanelBottom, PanelLeft, PanelRight, Share2, Sun } from 'lucide-react';
import { Link } from 'wouter';
import { labEntries } from '../../labs/index';
import { FAMILIES } from '../../scenario/types';
import { Button, IconButton } from '../../ui/button';
import { openHelp, openPalette } from '../commands/dialogs';
import { CompareMenu } from '../compare/compare-menu';
import { themeInForce, toggleTheme, usePrefs } from '../prefs';
import { shareMoment } from '../share/actions';
import styles from './shell.module.css';
import { useMedia } from './use-media';

/** Name, place, and what concerns the whole page. */
export function TopBar({ labId }: { labId: string }) {
  const entry = labEntries.find((one) => one.id === labId);
  const family = FAMILIES.find((one) => one.id === entry?.family);
  const wide = useMedia('(min-width: 900px)');
  return (
    <header className={styles.topBar}>
      <Link href="/" className={styles.brand} aria-label="Faultline: all labs">
        <BrandMark />
        <span>Faultline</span>
      </Link>
      <h1 className={styles.place}>
        {wide && <span className={styles.family}>{family?.title} /</span>}{' '}
        <strong>{entry?.title ?? labId}</strong>
      </h1>
      <div className={styles.topButtons}>
        {wide && <PanelToggles />}
        <IconButton label="Commands" shortcut="⌘K" icon={<Command size={16} />} onClick={openPalette} />
        <IconButton label="Keys" shortcut="?" icon={<Keyboard size={16} />} onClick={openHelp} />
        <CompareMenu words={wide} />
        <ShareButton words={wide} />
        <ThemeButton />
      </div>
    </header>
  );
}

function ShareButton({ words }: { words: boolean }) {
  const share = (): void => void shareMoment();
  const icon = <Share2 size={16} aria-hidden="true" />;
  if (!words) return <IconButton label="Share" icon={icon} onClick={share} />;
  return <Button onClick={share}>{icon} Share</Button>;
}

function PanelToggles() {
  const { showSidebar, showCharts, showPanel } = usePrefs();
  return (
    <>
      <IconButton
        label={showSidebar ? 'Hide the labs' : 'Show the labs'}
        look="ghost"
        aria-pressed={showSidebar}
        icon={<PanelLeft size={16} />}
        onClick={() => {
          usePrefs.setState({ showSidebar: !showSidebar });
        }}
      />
      <IconButton
        label={showCharts ? 'Hide the charts' : 'Show the charts'}
        look="ghost"
        aria-pressed={showCharts}
        icon={<PanelBottom size={16} />}
        onClick={() => {
          usePrefs.setState({ showCharts: !showCharts });
        }}
      />
      <IconButton
        label={showPanel ? 'Hide the panel' : 'Show the panel'}
        look="ghost"
        aria-pressed={showPanel}
        icon={<PanelRight size={16} />}
        onClick={() => {
          usePrefs.setState({ showPanel: !showPanel });
        }}
      />
    </>
  );
}

export function ThemeButton() {
  usePrefs((prefs) => prefs.theme);
  const dark = themeInForce() === 'dark';
  return (
    <IconButton
      label={dark ? 'Light theme' : 'Dark theme'}
      icon={dark ? <Sun size={16} /> : <Moon size={16} />}
      onClick={toggleTheme}
    />
  );
}

export function BrandMark() {
  return (
    <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M3 20h6l4-9 5 14 4-8 2 3h5"
        fill="none"
        stroke="var(--acc)"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
