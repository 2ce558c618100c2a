import { useMemo, useState } from 'react';
import { useLab } from '../../run/store';
import { useLook } from '../cluster/use-look';
import { Empty, KeyList, Loading } from '../frame';
import styles from './hash-ring.module.css';
import { Lookup } from './lookup';
import { lookupSteps } from './lookup-steps';
import { lookOf, pictureOf, sayModulo, sayMove, saySpread, type RingPicture } from './picture';
import { Ring, type Looks } from './ring';
import { Shares } from './shares';

/** The ring of a hash router: points and arcs of nodes, keys and who owns them, and what the last change moved. */
export function View() {
  const opened = useLab((state) => state.opened);
  const router = opened?.nodes.find(({ kind }) => kind === 'hash-router')?.id ?? '';
  const glances = useLook('inspectMany', router === '' ? null : { nodes: [router] });
  const looks = useLooks();
  if (opened && router === '') return <Nothing>No node of this lab places keys by their hash.</Nothing>;
  if (!glances) return <Loading />;
  const picture = pictureOf(glances[0]);
  if (picture === null) return <Nothing>{`${router} is down: nobody knows where keys belong.`}</Nothing>;
  return <Placed picture={picture} looks={looks} />;
}

function Nothing({ children }: { children: string }) {
  return (
    <Empty label="Hash ring">
      <p>{children}</p>
    </Empty>
  );
}

/** How nodes are drawn: by their place in their group, as charts draw their lines. */
function useLooks(): Looks {
  const nodes = useLab((state) => state.opened?.nodes);
  return useMemo(() => {
    const groups = new Map<string, number>();
    return new Map(
      (nodes ?? []).map(({ id, group }) => {
        const place = groups.get(group) ?? 0;
        groups.set(group, place + 1);
        return [id, lookOf(place)];
      }),
    );
  }, [nodes]);
}

function Placed({ picture, looks }: { picture: RingPicture; looks: Looks }) {
  const [asked, setAsked] = useState({ key: -1, at: 0 });
  const chosen = asked.key < picture.positions.length ? asked.key : -1;
  const steps = chosen < 0 ? [] : lookupSteps(picture, chosen);
  const at = Math.min(asked.at, Math.max(0, steps.length - 1));
  const choose = useMemo(
    () => (key: number) => {
      setAsked({ key, at: 0 });
    },
    [],
  );
  return (
    <section className={styles.view} aria-label="Hash ring">
      <p className={styles.says}>
        <strong>{sayMove(picture)}</strong> {sayModulo(picture)}
      </p>
      <div className={styles.parts}>
        <div className={styles.stage}>
          <Ring picture={picture} looks={looks} chosen={chosen} step={steps[at] ?? null} onChoose={choose} />
          <Key />
        </div>
        <div className={styles.side} tabIndex={0} role="region" aria-label="Shares and lookup">
          <Shares picture={picture} looks={looks} />
          <p className={styles.spread}>{saySpread(picture)}</p>
          <Lookup
            keys={picture.positions.length}
            chosen={chosen}
            steps={steps}
            at={at}
            onChoose={choose}
            onStep={(next) => {
              setAsked({ key: chosen, at: next });
            }}
          />
        </div>
      </div>
    </section>
  );
}

/** What the dots mean. */
function Key() {
  return (
    <KeyList>
      <li>
        <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
          <circle r="4" fill="var(--ink2)" />
        </svg>
        key, in the colour of its owner
      </li>
      <li>
        <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
          <circle r="4" fill="none" stroke="var(--ink2)" strokeWidth="1.5" />
        </svg>
        not read there yet
      </li>
      <li>
        <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
          <circle r="3.5" fill="var(--ink2)" />
          <circle r="6" fill="none" stroke="var(--ink)" strokeWidth="1.5" />
        </svg>
        moved by the last change
      </li>
    </KeyList>
  );
}
