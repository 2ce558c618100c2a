import { Handle, Position as Side, useStore, type Node, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { Glyph, ShownFace } from '../../protocol/messages';
import { Chip } from '../../ui/chip';
import { classes } from '../../ui/classes';
import { GlyphMark } from '../../ui/glyph';
import { Meter, Slots } from '../../ui/meter';
import { formatNumber, formatSince } from '../format';
import { openClips } from '../run/open-clips';
import { useLab, type LabState } from '../run/store';
import { useWhy } from '../why/why-store';
import styles from './node-card.module.css';
import { NodeInside } from './node-inside';
import { useFace, useSide } from './side';

export type CardNode = Node<{ glyph: Glyph; title: string }, 'card'>;

type Nearness = 'far' | 'card' | 'near';

/** How much of a node can be read at this zoom. */
function nearnessOf(zoom: number): Nearness {
  if (zoom < 0.45) return 'far';
  return zoom > 1.7 ? 'near' : 'card';
}

/** One component draws every node: its face, and what faults have made of it. */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const own = useSide() === 'own';
  const face = useFace(id);
  const next = useLab((state) => own && state.life !== 'running' && state.next?.node === id);
  const dimmed = useLab((state) => state.selection?.kind === 'node' && !selected && !isNeighbour(state, id));
  const fault = useLab((state) => (own ? faultOn(state, id) : ''));
  const lit = useWhy((state) => state.lit?.nodes.has(id) ?? null);
  const nearness = useStore((store) => nearnessOf(store.transform[2]));
  const down = face?.life === 'down';
  return (
    <div
      className={classes(
        styles.card,
        styles[nearness],
        down && styles.down,
        face?.paused === true && styles.paused,
        face?.isolated === true && styles.isolated,
        (face?.slow ?? 1) > 1 && styles.slow,
        selected && styles.selected,
        lit === null ? dimmed && styles.dimmed : lit ? styles.lit : styles.unlit,
        next && styles.next,
      )}
    >
      <Handle type="target" position={Side.Left} className={styles.handle} isConnectable={false} />
      <Handle type="source" position={Side.Right} className={styles.handle} isConnectable={false} />
      <header className={styles.head}>
        <span className={styles.glyph}>
          <GlyphMark glyph={data.glyph} />
        </span>
        <span className={styles.name}>{id}</span>
        {face && <State face={face} fault={fault} />}
      </header>
      {face && !down && <Body face={face} nearness={nearness} id={id} inside={own} />}
      {face && down && <p className={styles.note}>{downText(face)}</p>}
    </div>
  );
});

function isNeighbour(state: ReturnType<typeof useLab.getState>, id: string): boolean {
  const { selection, opened } = state;
  if (selection?.kind !== 'node') return true;
  return opened?.links.some((link) => link.from === selection.id && link.to === id) ?? true;
}

/** What the user does to a node that its face does not tell, in words; empty for nothing. */
function faultOn(state: LabState, id: string): string {
  const clip = openClips(state).findLast(({ input }) => input.target === id);
  return clip ? clip.words.slice(id.length + 1) : '';
}

/** The mode, or what a fault makes of it, which goes first. */
function State({ face, fault }: { face: ShownFace; fault: string }) {
  if (face.life === 'down') return <Chip tone="bad">{face.died === '' ? 'crashed' : 'died'}</Chip>;
  if (face.paused) return <Chip tone="chosen">❚❚ paused</Chip>;
  if (face.slow > 1) return <Chip tone="warn">slow ×{formatNumber(face.slow)}</Chip>;
  if (face.isolated) return <Chip tone="chosen">isolated</Chip>;
  if (fault !== '') return <Chip tone="chosen">{fault}</Chip>;
  return face.chip ? <Chip tone={face.chip.tone}>{face.chip.text}</Chip> : null;
}

function downText(face: ShownFace): string {
  const why = face.died === '' ? '' : `${face.died}, `;
  return `${why}down since ${formatSince(face.sinceUs)}`;
}

interface BodyProps {
  face: ShownFace;
  nearness: Nearness;
  id: string;
  /** What is inside can be looked at. */
  inside: boolean;
}

function Body({ face, nearness, id, inside }: BodyProps) {
  const { headline, meters, slots } = face;
  return (
    <>
      <p className={styles.headline} title={headline.help}>
        {formatNumber(headline.value)}
        <span className={styles.unit}>{headline.unit}</span>
      </p>
      {nearness !== 'far' && (
        <div className={styles.meters}>
          {meters.slice(0, 3).map((meter) => (
            <Meter
              key={meter.label}
              label={meter.label}
              value={[formatNumber(meter.text), meter.unit].filter((part) => part !== '').join(' ')}
              ratio={meter.ratio}
              tone={meter.tone}
            />
          ))}
        </div>
      )}
      {nearness !== 'far' && slots && <Slots {...slots} />}
      {nearness === 'near' && inside && <NodeInside id={id} />}
    </>
  );
}
