import { useMemo, useRef, useState, type MouseEvent, type RefObject } from 'react';
import type { Glance, OpenedNode } from '../../../protocol/messages';
import { nearestMessage, placeOfMenu } from '../../canvas/hit';
import { openActionMenu } from '../../canvas/open-menu';
import { useLongPress } from '../../canvas/use-long-press';
import { useSize } from '../../charts/use-size';
import { isThere } from '../../commands/actions';
import { NONE, select, useLab } from '../../run/store';
import { epochToken } from '../cluster/epochs';
import { groupOf, largestGroup, memberOf, sayLeaders, type Member } from '../cluster/members';
import { useLook } from '../cluster/use-look';
import { Key } from './key';
import { layoutRing } from './layout';
import { Moving } from './moving';
import type { RingPicture, Spot } from './painter';
import { Empty, Loading } from '../frame';
import styles from './ring.module.css';
import { ringScene } from './scene';
import { Server } from './server';

/** How near a message the pointer must be. */
const REACH_PX = 14;

/** The nodes of a cluster on a ring: roles, terms, timers that run down, votes, and what they say to each other. */
export function View() {
  const opened = useLab((state) => state.opened);
  const there = useLab((state) =>
    (state.opened?.nodes ?? []).flatMap(({ id }) => (isThere(state, id) ? [id] : [])).join(' '),
  );
  const nodes = useMemo(() => (there === '' ? [] : there.split(' ')), [there]);
  const glances = useLook('inspectMany', nodes.length > 0 ? { nodes } : null);
  const group = useGroup(opened?.nodes ?? NONE, glances);
  if (!opened || !glances) return <Loading />;
  const ids = new Set(opened.nodes.filter((node) => groupOf(node) === group).map(({ id }) => id));
  const shown = glances.filter(({ id }) => ids.has(id));
  if (shown.length === 0) return <Nothing />;
  return <Ring glances={shown} />;
}

function Nothing() {
  return (
    <Empty label="Ring">
      <p>No group of nodes of this lab has modes.</p>
      <p>The servers of a cluster that elects a leader have, and they stand here on a ring.</p>
    </Empty>
  );
}

/** The group on the ring. It stays when all of its nodes crash. */
function useGroup(nodes: readonly OpenedNode[], glances: readonly Glance[] | null): string {
  const [known, setKnown] = useState<{ of: readonly OpenedNode[]; group: string }>({ of: NONE, group: '' });
  const found = largestGroup(nodes, glances ?? NONE);
  if (found !== '' && (known.group !== found || known.of !== nodes)) setKnown({ of: nodes, group: found });
  return known.of === nodes ? known.group : found;
}

function Ring({ glances }: { glances: readonly Glance[] }) {
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const members = useMemo(() => glances.map(memberOf), [glances]);
  const paused = useLab((state) => state.life !== 'running');
  const us = useLab((state) => (state.life === 'running' ? 0 : state.position.us));
  const { layout, picture } = usePicture(members, size);
  const hands = useHands(stage, picture);
  return (
    <section className={styles.view} aria-label="Ring">
      <p className={styles.says}>{sayLeaders(members)}</p>
      <div ref={stage} className={styles.stage} {...hands}>
        {layout && (
          <>
            <Moving picture={picture} />
            {members.map((member, i) => {
              const centre = layout.centres[i];
              const dial = glances[i]?.dial ?? null;
              const firesInUs = paused && dial ? Math.max(0, dial.dueUs - us) : null;
              return (
                centre && (
                  <Server
                    key={member.id}
                    member={member}
                    centre={centre}
                    nodeR={layout.nodeR}
                    firesInUs={firesInUs}
                  />
                )
              );
            })}
          </>
        )}
      </div>
      <Key members={members} />
    </section>
  );
}

/** Where everything stands, and what the painter needs of it: made anew only when that changes. */
function usePicture(members: readonly Member[], size: { width: number; height: number } | null) {
  const opened = useLab((state) => state.opened);
  const [width, height] = [size?.width ?? 0, size?.height ?? 0];
  const ids = members.map(({ id }) => id).join(' ');
  const looks = members.map(({ epoch, mode }) => `${String(epoch ?? 0)} ${mode?.id ?? ''}`).join('\n');
  const layout = useMemo(
    () => (width > 0 ? layoutRing(ids.split(' ').length, width, height) : null),
    [ids, width, height],
  );
  const scene = useMemo(() => {
    const centres = new Map(ids.split(' ').map((id, i) => [id, layout?.centres[i] ?? { x: 0, y: 0 }]));
    return ringScene(layout ? (opened?.links ?? NONE) : NONE, centres, layout?.nodeR ?? 0);
  }, [ids, layout, opened]);
  const picture = useMemo((): RingPicture => {
    const all = opened?.nodes ?? NONE;
    const tokens = looks.split('\n').map((look) => look.split(' '));
    const spots = ids.split(' ').flatMap((id, i): [number, Spot][] => {
      const centre = layout?.centres[i];
      const [epoch, mode] = tokens[i] ?? [];
      if (!centre) return [];
      const at = all.findIndex((node) => node.id === id);
      return [[at, { centre, token: epochToken(Number(epoch)), leads: mode === 'leader' }]];
    });
    return { scene, nodeR: layout?.nodeR ?? 0, spots: new Map(spots) };
  }, [ids, looks, layout, scene, opened]);
  return { layout, picture };
}

/** Clicks on messages and on the ground, and the menu of whatever is there. */
function useHands(stage: RefObject<HTMLDivElement | null>, { scene }: RingPicture) {
  const messageAt = (x: number, y: number) => {
    const box = stage.current?.getBoundingClientRect();
    return box ? nearestMessage(scene, { x: x - box.left, y: y - box.top }, REACH_PX) : null;
  };
  const menuAt = (target: Element, x: number, y: number): boolean => {
    const id = target.closest('[data-id]')?.getAttribute('data-id');
    const about = typeof id === 'string' ? ({ kind: 'node', id } as const) : messageAt(x, y);
    if (about) openActionMenu(about, x, y);
    return about !== null;
  };
  const longPress = useLongPress((target, { x, y }) => {
    menuAt(target, x, y);
  });
  return {
    ...longPress,
    onClick: (event: MouseEvent) => {
      select(messageAt(event.clientX, event.clientY));
    },
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault();
      const { x, y } = placeOfMenu(event);
      menuAt(event.target as Element, x, y);
    },
  };
}
