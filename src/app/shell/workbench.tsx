import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { ChartStrip } from '../charts/chart-strip';
import { SidePanel } from '../panels/side-panel';
import { usePrefs } from '../prefs';
import { ViewArea } from '../views/view-area';
import styles from './shell.module.css';
import { Sidebar } from './sidebar';

/** The desk of a wide screen: labs, canvas and charts, and the panel beside them. Sizes are remembered. */
export function Workbench() {
  const { showSidebar, showCharts, showPanel } = usePrefs();
  const columns = useDefaultLayout({
    id: 'faultline.columns',
    panelIds: ['labs', 'middle', 'panel'].filter((id) =>
      id === 'labs' ? showSidebar : id === 'panel' ? showPanel : true,
    ),
  });
  const rows = useDefaultLayout({
    id: 'faultline.rows',
    panelIds: showCharts ? ['view', 'charts'] : ['view'],
  });
  return (
    <Group className={styles.workbench} orientation="horizontal" {...columns}>
      {showSidebar && (
        <>
          <Panel
            id="labs"
            defaultSize="204px"
            minSize="150px"
            maxSize="320px"
            groupResizeBehavior="preserve-pixel-size"
          >
            <Sidebar />
          </Panel>
          <Separator className={styles.separator} aria-label="Resize the list of labs" />
        </>
      )}
      <Panel id="middle" minSize="320px">
        <Group orientation="vertical" {...rows}>
          <Panel id="view" minSize="160px">
            <ViewArea />
          </Panel>
          {showCharts && (
            <>
              <Separator className={styles.separator} aria-label="Resize the charts" />
              <Panel id="charts" defaultSize="190px" minSize="110px" maxSize="70%">
                <ChartStrip />
              </Panel>
            </>
          )}
        </Group>
      </Panel>
      {showPanel && (
        <>
          <Separator className={styles.separator} aria-label="Resize the panel" />
          <Panel
            id="panel"
            defaultSize="336px"
            minSize="260px"
            maxSize="560px"
            groupResizeBehavior="preserve-pixel-size"
          >
            <SidePanel />
          </Panel>
        </>
      )}
    </Group>
  );
}
