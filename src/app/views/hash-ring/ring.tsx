import { memo, useMemo } from 'react';
import { arcPath, arcsOf, INNER, keyPlaces, OUTER, placeAt } from './geometry';
import styles from './hash-ring.module.css';
import type { LookupStep } from './lookup-steps';
import { hashTitle, movedFrom, ownerOf, type NodeLook, type RingPicture } from './picture';

/** What a pointer must find, around a dot. */
const REACH = 6;

export type Looks = ReadonlyMap<string, NodeLook>;

/** The ring: whose arcs are where, and the keys outside it. */
export function Ring({
  picture,
  looks,
  chosen,
  step,
  onChoose,
}: {
  picture: RingPicture;
  looks: Looks;
  /** The key whose lookup is shown; −1 for none. */
  chosen: number;
  step: LookupStep | null;
  onChoose: (key: number) => void;
}) {
  const { ids, members, title, hash, last } = picture;
  return (
    <svg className={styles.ring} viewBox="-238 -238 476 476" role="img" aria-label={inWords(picture)}>
      <circle className={styles.ground} r={(INNER + OUTER) / 2} strokeWidth={OUTER - INNER} />
      <Arcs picture={picture} looks={looks} />
      <Search picture={picture} chosen={chosen} step={step} />
      <Keys key={last?.atUs ?? -1} picture={picture} looks={looks} chosen={chosen} onChoose={onChoose} />
      <text className={styles.title} y={-14}>
        {title}
      </text>
      <text className={styles.middle} y={12}>
        {ids.length === members.length
          ? `${String(ids.length)} nodes`
          : `${String(ids.length)} of ${String(members.length)} nodes`}
      </text>
      <text className={styles.middle} y={36}>
        {picture.points === null
          ? hashTitle(hash)
          : `${String(picture.points.length)} points, ${hashTitle(hash)}`}
      </text>
    </svg>
  );
}

function inWords({ title, ids, keys, shares }: RingPicture): string {
  const parts = ids.map((id, place) => `${id} ${String(shares.counts[place] ?? 0)}`);
  return `${title}: ${String(keys)} keys on ${String(ids.length)} nodes. ${parts.join(', ')}.`;
}

/** The arcs of every node, each node as one shape. */
const Arcs = memo(function Arcs({ picture, looks }: { picture: RingPicture; looks: Looks }) {
  // The picture comes anew every now and then; the shapes are made anew only when it says something else.
  const points = picture.points?.join() ?? '';
  const owners = picture.pointOwners?.join() ?? '';
  const names = picture.ids.join();
  const shapes = useMemo(() => {
    if (points === '') return [];
    const arcs = arcsOf(
      Float64Array.from(points.split(','), Number),
      Int32Array.from(owners.split(','), Number),
    );
    return names.split(',').map((id, place) => {
      const inner = looks.get(id)?.second === true ? INNER + 9 : INNER;
      const own = arcs.filter(({ owner }) => owner === place);
      return { id, d: own.map((arc) => arcPath(arc, inner, OUTER)).join('') };
    });
  }, [points, owners, names, looks]);
  return shapes.map(({ id, d }) => (
    <path key={id} d={d} style={{ fill: looks.get(id)?.colour }}>
      <title>{id}</title>
    </path>
  ));
});

/** What the search still considers, the point it looks at, and where the key lies. */
function Search({
  picture,
  chosen,
  step,
}: {
  picture: RingPicture;
  chosen: number;
  step: LookupStep | null;
}) {
  const { points, positions } = picture;
  if (chosen < 0) return null;
  const position = positions[chosen] ?? 0;
  const [from, to] = [points?.[step?.low ?? 0] ?? 0, points?.[(step?.high ?? 0) - 1] ?? 0];
  const at = step && step.point >= 0 ? points?.[step.point] : undefined;
  return (
    <g className={styles.search}>
      {step && step.high - step.low > 1 && <path d={arcPath({ from, to }, INNER - 12, INNER - 7)} />}
      {at !== undefined && <Spoke position={at} from={INNER - 24} to={OUTER + 4} kind="point" />}
      <Spoke position={position} from={60} to={OUTER + 6} kind="key" />
    </g>
  );
}

function Spoke({ position, from, to, kind }: { position: number; from: number; to: number; kind: string }) {
  const [a, b] = [placeAt(position, from), placeAt(position, to)];
  return <line data-kind={kind} x1={a.x} y1={a.y} x2={b.x} y2={b.y} />;
}

/** A dot for each key in the colour of its owner: hollow while the owner has not been asked for it. */
function Keys({
  picture,
  looks,
  chosen,
  onChoose,
}: {
  picture: RingPicture;
  looks: Looks;
  chosen: number;
  onChoose: (key: number) => void;
}) {
  const text = picture.positions.join();
  const places = useMemo(() => keyPlaces(Float64Array.from(text.split(','), Number)), [text]);
  return (
    <g className={styles.keys}>
      {places.map(({ x, y }, key) => {
        const owner = ownerOf(picture, key);
        return (
          <Dot
            key={key}
            name={key}
            x={x}
            y={y}
            colour={looks.get(owner)?.colour ?? 'var(--ink3)'}
            square={looks.get(owner)?.second === true}
            cold={picture.cold[key] === 1}
            owner={owner}
            from={movedFrom(picture, key)}
            chosen={key === chosen}
            onChoose={onChoose}
          />
        );
      })}
    </g>
  );
}

const Dot = memo(function Dot(props: {
  name: number;
  x: number;
  y: number;
  colour: string;
  square: boolean;
  cold: boolean;
  owner: string;
  from: string;
  chosen: boolean;
  onChoose: (key: number) => void;
}) {
  const { name, x, y, colour, square, cold, owner, from, chosen, onChoose } = props;
  const size = chosen ? 5.5 : 3.6;
  const paint = { fill: cold ? 'var(--ground)' : colour, stroke: colour };
  return (
    <g
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
      onClick={() => {
        onChoose(name);
      }}
    >
      <circle r={REACH} className={styles.reach} />
      <g className={styles.dot} data-moved={from !== '' || undefined} data-chosen={chosen || undefined}>
        {from !== '' && <circle r={size + 2.2} className={styles.halo} />}
        {square ? (
          <rect x={-size} y={-size} width={2 * size} height={2 * size} style={paint} />
        ) : (
          <circle r={size} style={paint} />
        )}
      </g>
      <title>{`key-${String(name)}: ${from === '' ? '' : `from ${from} to `}${owner}${cold ? ', not read there yet' : ''}`}</title>
    </g>
  );
});
