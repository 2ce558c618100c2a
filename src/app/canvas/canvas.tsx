import '@xyflow/react/dist/base.css';
import {
  Background,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type EdgeChange,
  type NodeChange,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { openClips } from '../run/open-clips';
import { select, useLab } from '../run/store';
import { CanvasBar } from './canvas-bar';
import styles from './canvas.module.css';
import { useFitRequests } from './fit';
import type { Box, Point } from './geometry';
import { nearestMessage, placeOfMenu, thingAt } from './hit';
import { boxOf, CARD, storedPlaces, storePlaces } from './layout';
import { LinkEdgeView, type LinkEdge } from './link-edge';
import { MessageLayer } from './message-layer';
import { NodeCard, type CardNode } from './node-card';
import { PartitionTool, PartitionVeils } from './partition';
import { openActionMenu } from './open-menu';
import { makeScene, type Scene } from './scene';
import { SideContext, useAbsent, useSide, type Side } from './side';
import { useLongPress } from './use-long-press';

const nodeTypes = { card: NodeCard };
const edgeTypes = { link: LinkEdgeView };
/** How near a message the pointer must be, in pixels of the screen. */
const MESSAGE_REACH = 14;
const FIT = { padding: { x: '6%', top: '16px', bottom: '60px' }, maxZoom: 1.35 } as const;
/** Where what comes next has a row of its own below the buttons. */
const FIT_NARROW = { ...FIT, padding: { ...FIT.padding, bottom: '100px' } } as const;
const NARROW = 640;
/** Below what says which run it is. */
const CAPTION = '60px' as const;

interface CanvasProps {
  /** The pinned run is only looked at. */
  side?: Side;
  /** Which run it is, where two are seen. */
  caption?: ReactNode;
}

/** The topology: nodes, links, messages, and everything that can be done to them by pointer and keyboard. */
export function Canvas({ side = 'own', caption }: CanvasProps) {
  return (
    <SideContext value={side}>
      <ReactFlowProvider>
        <Topology caption={caption} />
      </ReactFlowProvider>
    </SideContext>
  );
}

function Topology({ caption }: Pick<CanvasProps, 'caption'>) {
  const own = useSide() === 'own';
  const labId = useLab((state) => state.labId);
  const { boxes, measure, move, settle } = useBoxes(labId);
  const paused = useLab((state) => state.life === 'paused' || state.life === 'seeking');
  const flow = useReactFlow();
  const wrapper = useFitting(boxes.size, labId, caption !== undefined);
  const { scene, nodes, edges } = useGraph(boxes);
  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      for (const change of changes) {
        if (change.type === 'dimensions' && change.dimensions) measure(change.id, change.dimensions.height);
        else if (change.type === 'position' && change.position) {
          move(change.id, change.position);
          if (change.dragging === false) settle();
        } else if (change.type === 'select' && change.selected) select({ kind: 'node', id: change.id });
      }
    },
    [measure, move, settle],
  );
  const onEdgesChange = useCallback((changes: EdgeChange<LinkEdge>[]) => {
    for (const change of changes) {
      if (change.type !== 'select' || !change.selected) continue;
      const [from = '', to = ''] = change.id.split(' ');
      select({ kind: 'link', from, to });
    }
  }, []);
  const messageAt = useCallback(
    (at: Point) =>
      own ? nearestMessage(scene, flow.screenToFlowPosition(at), MESSAGE_REACH / flow.getZoom()) : null,
    [scene, flow, own],
  );
  const onPaneClick = useCallback(
    (event: MouseEvent) => {
      select(messageAt({ x: event.clientX, y: event.clientY }));
    },
    [messageAt],
  );
  const onEdgeClick = useCallback(
    (event: MouseEvent) => {
      const found = messageAt({ x: event.clientX, y: event.clientY });
      if (found) select(found);
    },
    [messageAt],
  );
  const longPress = useLongPress((target, at) => {
    const found = thingAt(target, paused ? messageAt(at) : null) ?? messageAt(at);
    if (found) openActionMenu(found, at.x, at.y);
  });
  const onContextMenu = useCallback(
    (event: MouseEvent) => {
      const at = placeOfMenu(event);
      const found = thingAt(event.target as Element, paused ? messageAt(at) : null) ?? messageAt(at);
      event.preventDefault();
      if (found) openActionMenu(found, at.x, at.y);
    },
    [messageAt, paused],
  );
  return (
    <section
      ref={wrapper}
      className={styles.canvas}
      aria-label={own ? 'Topology' : 'Topology of the pinned run'}
      {...(own && { onContextMenu, ...longPress })}
    >
      {caption !== undefined && <div className={styles.caption}>{caption}</div>}
      {paused && caption === undefined && (
        <div className={styles.pauseMark} aria-hidden="true">
          ❚❚
        </div>
      )}
      <MessageLayer scene={scene} boxes={boxes} />
      <div className={styles.flow}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onEdgeClick={onEdgeClick}
          onPaneClick={onPaneClick}
          fitView
          fitViewOptions={FIT}
          minZoom={0.15}
          maxZoom={3}
          nodesConnectable={false}
          nodesDraggable={own}
          nodesFocusable={own}
          edgesFocusable={own}
          nodeDragThreshold={4}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode={null}
          zoomOnDoubleClick={false}
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={24} size={1.2} color="var(--line)" className={styles.dots} />
        </ReactFlow>
      </div>
      {own && (
        <>
          <PartitionVeils boxes={boxes} />
          <PartitionTool boxes={boxes} />
          <CanvasBar />
        </>
      )}
    </section>
  );
}

/** What is drawn of the topology: the way of every link, and the nodes and links as React Flow takes them. */
function useGraph(boxes: ReadonlyMap<string, Box>) {
  const opened = useLab((state) => state.opened);
  const selection = useLab((state) => state.selection);
  const faults = useLab((state) =>
    openClips(state)
      .map(({ words }) => words)
      .join('\n'),
  );
  const scene = useMemo<Scene>(
    () => (opened ? makeScene(opened, boxes) : { cables: [], tracks: [] }),
    [opened, boxes],
  );
  const nodes = useMemo(
    () =>
      (opened?.nodes ?? []).flatMap(({ id, glyph, title }): CardNode[] => {
        const box = boxes.get(id);
        if (!box) return [];
        const selected = selection?.kind === 'node' && selection.id === id;
        const position = { x: box.x, y: box.y };
        return [
          { id, type: 'card', position, selected, data: { glyph, title }, ariaLabel: `${title} ${id}` },
        ];
      }),
    [opened, boxes, selection],
  );
  const edges = useMemo(
    () =>
      scene.cables.map(({ a, b, curve }): LinkEdge => ({
        id: `${a} ${b}`,
        type: 'link',
        source: a,
        target: b,
        selected: selection?.kind === 'link' && selection.from === a && selection.to === b,
        data: { curve },
        ariaLabel: [`Link between ${a} and ${b}`, ...faultsOn(faults, a, b)].join(': '),
      })),
    [scene, selection, faults],
  );
  return { scene, nodes, edges };
}

/** Those of the faults, one a line, that are on the link between two nodes, either way. */
function faultsOn(faults: string, a: string, b: string): string[] {
  const starts = [`${a} ↔ ${b} `, `${b} ↔ ${a} `, `${a} → ${b} `, `${b} → ${a} `];
  return faults.split('\n').filter((words) => starts.some((start) => words.startsWith(start)));
}

/** Boxes of the nodes that are there: the lab's layout, the user's changes to it, and heights as measured. */
function useBoxes(labId: string) {
  const lab = useLab((state) => state.lab);
  const opened = useLab((state) => state.opened);
  const absent = useAbsent();
  const [places, setPlaces] = useState<{ labId: string; places: Record<string, Point> }>({
    labId: '',
    places: {},
  });
  const [heights, setHeights] = useState<Readonly<Record<string, number>>>({});
  if (places.labId !== labId) setPlaces({ labId, places: storedPlaces(labId) });
  const boxes = useMemo(() => {
    const gone = new Set(absent.split(' '));
    const map = new Map<string, Box>();
    for (const node of opened ? (lab?.scenario.nodes ?? []) : []) {
      if (!gone.has(node.id))
        map.set(node.id, { ...boxOf(node, places.places), height: heights[node.id] ?? CARD.height });
    }
    return map;
  }, [lab, opened, absent, places, heights]);
  const measure = useCallback((id: string, height: number) => {
    setHeights((known) => (known[id] === height ? known : { ...known, [id]: height }));
  }, []);
  const move = useCallback((id: string, at: Point) => {
    setPlaces((known) => ({ ...known, places: { ...known.places, [id]: at } }));
  }, []);
  const settle = useCallback(() => {
    setPlaces((known) => {
      storePlaces(known.labId, known.places);
      return known;
    });
  }, []);
  return { boxes, measure, move, settle };
}

/** Keeps everything in view when the panel's size or the set of nodes changes, and when somebody asks for it. */
function useFitting(count: number, labId: string, captioned: boolean) {
  const wrapper = useRef<HTMLElement>(null);
  const { fitView } = useReactFlow();
  const asked = useFitRequests((requests) => requests.count);
  useEffect(() => {
    if (!wrapper.current || count === 0) return;
    let frame = 0;
    const refit = (): void => {
      cancelAnimationFrame(frame);
      const narrow = (wrapper.current?.clientWidth ?? 0) < NARROW;
      const fit = narrow ? FIT_NARROW : FIT;
      const padding = captioned ? { ...fit.padding, top: CAPTION } : fit.padding;
      frame = requestAnimationFrame(() => void fitView({ ...fit, padding }));
    };
    refit();
    const observer = new ResizeObserver(refit);
    observer.observe(wrapper.current);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [fitView, count, labId, asked, captioned]);
  return wrapper;
}
