import { useEffect, useState, type ReactNode } from 'react';
import type { MessageDetails, NodeDetails } from '../../protocol/messages';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { GlyphMark } from '../../ui/glyph';
import { linkActions, messageActions, nodeActions, type ActionGroup } from '../commands/actions';
import { formatMoment, formatNumber, formatSpan } from '../format';
import { controller } from '../run/controller';
import { NONE, select, useLab } from '../run/store';
import { WhyButton } from '../why/why-button';
import { ExperimentItem } from './experiment-item';
import { Knob } from './knob';
import styles from './panels.module.css';
import { PlainTree } from './plain-tree';
import { RunFacts } from './run-facts';
import { useInspection } from './use-inspection';

/** What is selected: what it is, how it is, and everything that can be done to it. */
export function Inspect() {
  const selection = useLab((state) => state.selection);
  const link = useLab((state) =>
    selection?.kind === 'message' ? state.opened?.links[selection.link] : undefined,
  );
  if (selection?.kind === 'node') return <NodePanel key={selection.id} id={selection.id} />;
  if (selection?.kind === 'link') return <LinkPanel from={selection.from} to={selection.to} />;
  if (selection?.kind === 'message' && link) {
    return <MessagePanel from={link.from} to={link.to} link={selection.link} number={selection.number} />;
  }
  return <NothingSelected />;
}

function NothingSelected() {
  const nodes = useLab((state) => state.opened?.nodes) ?? NONE;
  const faces = useLab((state) => state.faces);
  return (
    <div className={styles.body}>
      <p className={styles.empty}>Select a node, a link or a message to look into it and to break it.</p>
      <div className={styles.buttons}>
        {nodes
          .filter(({ id, present }) => (faces[id]?.life ?? (present ? 'up' : 'absent')) !== 'absent')
          .map(({ id, glyph }) => (
            <Button
              key={id}
              onClick={() => {
                select({ kind: 'node', id });
              }}
            >
              <GlyphMark glyph={glyph} /> {id}
            </Button>
          ))}
      </div>
      <RunFacts />
    </div>
  );
}

function NodePanel({ id }: { id: string }) {
  const details = useInspection(id);
  const face = useLab((state) => state.faces[id]);
  const node = useLab((state) => state.opened?.nodes.find((one) => one.id === id));
  const experiments = (useLab((state) => state.lab?.experiments) ?? NONE).filter((one) =>
    one.nodes?.includes(id),
  );
  if (!face || !node) return <p className={styles.loading}>Loading…</p>;
  return (
    <div className={styles.body}>
      <header className={styles.title}>
        <GlyphMark glyph={node.glyph} size={20} />
        <h2>{id}</h2>
        <Chip tone={face.life === 'down' ? 'bad' : (face.chip?.tone ?? 'muted')}>
          {face.life === 'down' ? 'down' : face.paused ? 'paused' : (face.chip?.text ?? node.title)}
        </Chip>
        <WhyButton ask={{ about: 'node', node: id }} about={`The last change of ${id}`} />
      </header>
      {face.note !== '' && <p>{face.note}</p>}
      <Numbers details={details} />
      <Actions groups={nodeActions(face, details)} />
      {experiments.length > 0 && (
        <section className={styles.section}>
          <h3>Try</h3>
          {experiments.map((experiment) => (
            <ExperimentItem key={experiment.id} experiment={experiment} />
          ))}
        </section>
      )}
      {details && <Inside details={details} />}
      <Settings id={id} details={details} />
    </div>
  );
}

/** Readings of the face and totals of the run. */
function Numbers({ details }: { details: NodeDetails | null }) {
  if (!details) return null;
  const { face, counters } = details;
  return (
    <section>
      {face.life === 'up' && (
        <p className={styles.row}>
          <span>{face.headline.help}</span>
          <span>
            {formatNumber(face.headline.value)} {face.headline.unit}
          </span>
        </p>
      )}
      {face.meters.map((meter) => (
        <p key={meter.label} className={styles.row}>
          <span>{meter.label}</span>
          <span>
            {formatNumber(meter.text)} {meter.unit}
          </span>
        </p>
      ))}
      {counters.map(({ name, value }) => (
        <p key={name} className={styles.row}>
          <span>{COUNTER_WORDS[name] ?? name}</span>
          <span>{formatNumber(value)}</span>
        </p>
      ))}
    </section>
  );
}

const COUNTER_WORDS: Readonly<Record<string, string>> = {
  arrived: 'requests so far',
  completed: 'answered well',
  degraded: 'of these by a fallback',
  failed: 'answered with an error',
  rejected: 'refused',
  timedOut: 'timed out',
  dropped: 'dropped',
  lost: 'lost in crashes',
};

function Actions({ groups }: { groups: readonly ActionGroup[] }) {
  return (
    <>
      {groups.map((group) => (
        <section key={group.title} className={styles.section}>
          <h3>{group.title}</h3>
          <div className={styles.buttons}>
            {group.actions.map((action) => (
              <Button
                key={action.id}
                size="small"
                title={action.help}
                shortcut={action.shortcut}
                refusal={action.refusal}
                onClick={action.run}
              >
                {action.title}
              </Button>
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

function Inside({ details }: { details: NodeDetails }) {
  return (
    <section className={styles.section}>
      <h3>Inside</h3>
      {details.state === null ? (
        <p className={styles.empty}>It is not running.</p>
      ) : (
        <PlainTree value={details.state} />
      )}
      {details.policies
        .filter(({ id }) => id !== 'timeout')
        .map((policy) => (
          <details key={`${policy.key} ${policy.id}`} className={styles.details}>
            <summary>
              {policy.title} for {policy.key}
            </summary>
            <PlainTree value={policy.state} />
          </details>
        ))}
    </section>
  );
}

/** Every parameter of the node, as knobs of this node alone. */
function Settings({ id, details }: { id: string; details: NodeDetails | null }) {
  const changed = (details?.params ?? []).filter(({ value, original }) => value !== original);
  return (
    <section className={styles.section}>
      {changed.map(({ name, value, original }) => (
        <p key={name} className={styles.row}>
          <span>{name}</span>
          <span>
            {formatNumber(typeof value === 'boolean' ? String(value) : value)}
            <s>{formatNumber(typeof original === 'boolean' ? String(original) : original)}</s>
          </span>
        </p>
      ))}
      <details className={styles.details}>
        <summary>All settings of {id}</summary>
        <div className={styles.fold}>
          {(details?.params ?? []).map(({ name }) => (
            <Knob key={name} knob={{ target: `${id}.${name}` }} />
          ))}
        </div>
      </details>
    </section>
  );
}

function LinkPanel({ from, to }: { from: string; to: string }) {
  useLab((state) => state.clips);
  useLab((state) => state.position);
  return (
    <div className={styles.body}>
      <header className={styles.title}>
        <h2>
          {from} ↔ {to}
        </h2>
      </header>
      <Actions groups={linkActions(from, to)} />
    </div>
  );
}

function MessagePanel({
  from,
  to,
  link,
  number,
}: {
  from: string;
  to: string;
  link: number;
  number: number;
}) {
  const [details, setDetails] = useState<MessageDetails | null>(null);
  const events = useLab((state) => state.position.events);
  useEffect(() => {
    let ended = false;
    void controller.look('message', { link, number }).then((found) => {
      if (!ended) setDetails(found);
    });
    return () => {
      ended = true;
    };
  }, [link, number, events]);
  return (
    <div className={styles.body}>
      <header className={styles.title}>
        <h2>{details ? details.type : 'Message'}</h2>
        <Chip>{`${from} → ${to} #${String(number)}`}</Chip>
        {details && <WhyButton ask={{ about: 'message', link, number }} about={`This ${details.type}`} />}
      </header>
      {details ? (
        <MessageFacts details={details} />
      ) : (
        <p className={styles.empty}>It is not in flight any more.</p>
      )}
      {details && <Actions groups={messageActions(from, to, number)} />}
    </div>
  );
}

function MessageFacts({ details }: { details: MessageDetails }) {
  const { sentAtUs, arrivesAtUs, spans } = details;
  const { request } = details;
  const rows: [string, ReactNode][] = [
    ['kind', details.status === '' ? details.role : `${details.role}, ${details.status}`],
    ['request', request > 0 ? <RequestFact key="request" request={request} /> : 'none'],
    ['sent', formatMoment(sentAtUs)],
    ['arrives', `${formatMoment(arrivesAtUs)}, after ${formatSpan(arrivesAtUs - sentAtUs)}`],
    ['size', `${String(details.bytes)} bytes`],
    ...spans.map((span): [string, ReactNode] => [
      `${span.name} in ${span.node}`,
      formatSpan(span.toUs - span.fromUs),
    ]),
  ];
  return (
    <section>
      {rows.map(([name, value]) => (
        <p key={name} className={styles.row}>
          <span>{name}</span>
          <span>{value}</span>
        </p>
      ))}
      {details.body !== null && <PlainTree value={details.body} />}
    </section>
  );
}

/** The logical request a message belongs to, and what has become of it. */
function RequestFact({ request }: { request: number }) {
  return (
    <>
      {request}{' '}
      <WhyButton ask={{ about: 'request', request }} about={`What became of request ${String(request)}`} />
    </>
  );
}
