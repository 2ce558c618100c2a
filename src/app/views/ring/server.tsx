import { Crown, Megaphone, Vote as Ballot } from 'lucide-react';
import { memo, type CSSProperties, type ReactNode } from 'react';
import type { ShownFace } from '../../../protocol/messages';
import type { Point } from '../../canvas/geometry';
import { formatNumber, formatSpan } from '../../format';
import { select, useLab } from '../../run/store';
import { epochColour } from '../cluster/epochs';
import { sayVotes, type Member } from '../cluster/members';
import { voteDots } from './layout';
import styles from './ring.module.css';

/** From this radius on there is room for the role in words. */
const ROOMY = 36;

const MARKS: Readonly<Record<string, ReactNode>> = {
  leader: <Crown size={13} />,
  candidate: <Megaphone size={13} />,
  preCandidate: <Ballot size={13} />,
};

/** One node of the ring: its name, role and term, and the votes of the election it stands in. */
export const Server = memo(function Server({
  member,
  centre,
  nodeR,
  firesInUs,
}: {
  member: Member;
  centre: Point;
  nodeR: number;
  /** When its timer will fire; null when none runs, or while time passes. */
  firesInUs: number | null;
}) {
  const { id, mode, epoch } = member;
  const face = useLab((state) => state.faces[id]);
  const selected = useLab((state) => state.selection?.kind === 'node' && state.selection.id === id);
  const next = useLab((state) => state.life !== 'running' && state.next?.node === id);
  const down = face?.life === 'down';
  const fault = faultOn(face);
  const style: CSSProperties & Record<'--term', string> = {
    left: centre.x - nodeR,
    top: centre.y - nodeR,
    width: 2 * nodeR,
    height: 2 * nodeR,
    '--term': epochColour(epoch ?? 0),
  };
  const role = down ? 'crashed' : (mode?.title.toLowerCase() ?? 'not running');
  return (
    <button
      type="button"
      className={styles.server}
      style={style}
      data-id={id}
      data-mode={down || mode === null ? 'down' : mode.id}
      data-next={next || undefined}
      data-fault={fault !== '' || undefined}
      aria-pressed={selected}
      aria-label={inWords(member, role, fault, firesInUs)}
      onClick={(event) => {
        event.stopPropagation();
        select({ kind: 'node', id });
      }}
    >
      <span className={styles.name}>
        {id}
        {!down && mode !== null && MARKS[mode.id]}
      </span>
      {(nodeR >= ROOMY || down) && <span className={styles.role}>{fault === '' ? role : fault}</span>}
      {epoch !== null && !down && <span className={styles.term}>term {epoch}</span>}
      {member.votes.length > 0 && !down && <Votes member={member} nodeR={nodeR} />}
    </button>
  );
});

/** What a fault makes of a node that runs. */
function faultOn(face: ShownFace | undefined): string {
  if (!face || face.life === 'down') return '';
  if (face.paused) return 'paused';
  if (face.isolated) return 'isolated';
  return face.slow > 1 ? `slow ×${formatNumber(face.slow)}` : '';
}

function inWords(member: Member, role: string, fault: string, firesInUs: number | null): string {
  const { id, epoch } = member;
  return [
    `${id}: ${role}`,
    epoch === null ? '' : `term ${String(epoch)}`,
    fault,
    sayVotes(member),
    firesInUs === null ? '' : `its timer fires in ${formatSpan(firesInUs)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** A dot for each vote: filled when granted, crossed when refused, hollow while it is only asked for. */
function Votes({ member, nodeR }: { member: Member; nodeR: number }) {
  const { places, r } = voteDots(member.votes.length, nodeR);
  const size = 2 * nodeR + 60;
  return (
    <svg
      className={styles.votes}
      width={size}
      height={size}
      viewBox={`${String(-size / 2)} ${String(-size / 2)} ${String(size)} ${String(size)}`}
      aria-hidden="true"
    >
      {member.votes.map(({ voter, vote }, i) => {
        const { x, y } = places[i] ?? { x: 0, y: 0 };
        const arm = r - 0.5;
        return (
          <g key={voter} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} data-vote={vote}>
            <circle r={r} />
            {vote === 'refused' && (
              <path
                d={`M${String(-arm)} ${String(-arm)}L${String(arm)} ${String(arm)}M${String(arm)} ${String(-arm)}L${String(-arm)} ${String(arm)}`}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
