import { Check, Play, X } from 'lucide-react';
import type { ReactNode } from 'react';
import Markdown, { defaultUrlTransform, type Components, type ExtraProps } from 'react-markdown';
import { Link } from 'wouter';
import { GlyphMark } from '../../ui/glyph';
import { MessageMark } from '../../ui/message-mark';
import { startExperiment } from '../run/experiments';
import { NONE, useLab } from '../run/store';
import { ExperimentItem } from './experiment-item';
import { pictureOf } from './glyph-words';
import { pointAtChart, pointAtKnob, pointAtNode } from './point-at';
import { oneLine, storyBlocks, storyTarget } from './story-text';
import styles from './story.module.css';

/** Markdown of a story: its links are live, its words carry their pictures, and it never holds markup of its own. */
export function StoryMarkdown({ text }: { text: string }) {
  return storyBlocks(text).map((block, index) =>
    'text' in block ? (
      <Markdown key={index} components={COMPONENTS} urlTransform={keepTargets} skipHtml>
        {block.text}
      </Markdown>
    ) : (
      <Table key={index} {...block} />
    ),
  );
}

function Table({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <div className={styles.table} role="region" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) =>
              cell === '' ? (
                <td key={index} />
              ) : (
                <th key={index} scope="col">
                  <StoryLine text={cell} />
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at}>
                  <StoryLine text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One line of Markdown, without a paragraph around it: whatever it begins with, it is no list and no quotation. */
export function StoryLine({ text }: { text: string }) {
  return (
    <Markdown
      components={COMPONENTS}
      urlTransform={keepTargets}
      skipHtml
      unwrapDisallowed
      disallowedElements={['p']}
    >
      {oneLine(text)}
    </Markdown>
  );
}

function keepTargets(url: string, key: string): string {
  return key === 'href' && storyTarget(url) ? url : defaultUrlTransform(url);
}

const COMPONENTS: Components = {
  // The panel's own title is a second-level heading, the story's sections are third-level ones.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  a: ({ href = '', children }) => <StoryLink href={href}>{children}</StoryLink>,
  em: ({ children }) => <Word>{children}</Word>,
  p: ({ node, children }) => <Paragraph node={node}>{children}</Paragraph>,
};

/** A paragraph, or the whole experiment when it is nothing but a link to one. All of them follow a link to all. */
function Paragraph({ node, children }: { node: ExtraProps['node']; children: ReactNode }) {
  const parts = node?.children ?? [];
  const targets = parts.flatMap((part) => {
    const href = part.type === 'element' && part.tagName === 'a' ? part.properties.href : null;
    return typeof href === 'string' ? (storyTarget(href) ?? []) : [];
  });
  const alone = parts.length === 1 ? targets[0] : undefined;
  if (alone?.kind === 'experiment') return <OneExperiment id={alone.id}>{children}</OneExperiment>;
  if (alone?.kind === 'experiments') return <Experiments titled />;
  const all = targets.some(({ kind }) => kind === 'experiments');
  return (
    <>
      <p>{children}</p>
      {all && <Experiments />}
    </>
  );
}

function OneExperiment({ id, children }: { id: string; children: ReactNode }) {
  const experiment = useLab((state) => state.lab?.experiments.find((one) => one.id === id));
  return experiment ? <ExperimentItem experiment={experiment} /> : <p>{children}</p>;
}

/** All experiments of the lab. */
export function Experiments({ titled = false }: { titled?: boolean }) {
  const experiments = useLab((state) => state.lab?.experiments) ?? NONE;
  if (experiments.length === 0) return null;
  return (
    <section className={styles.experiments} aria-label="Experiments">
      {titled && <h3>Experiments</h3>}
      {experiments.map((experiment) => (
        <ExperimentItem key={experiment.id} experiment={experiment} />
      ))}
    </section>
  );
}

function StoryLink({ href, children }: { href: string; children: ReactNode }) {
  const target = storyTarget(href);
  switch (target?.kind) {
    case undefined:
    case 'experiments':
      return <span>{children}</span>;
    case 'outside':
      return (
        <a href={target.href} target="_blank" rel="noopener noreferrer">
          {children}
        </a>
      );
    case 'lab':
      return <Link href={target.href.slice(1)}>{children}</Link>;
    case 'experiment':
      return <RunExperiment id={target.id}>{children}</RunExperiment>;
    case 'node':
      return <Pointer point={pointAtNode} id={target.id} words={children} />;
    case 'chart':
      return <Pointer point={pointAtChart} id={target.id} words={children} />;
    case 'knob':
      return <Pointer point={pointAtKnob} id={target.id} words={children} />;
  }
}

/** Words that show where the thing is that they name. */
function Pointer({ point, id, words }: { point: (id: string) => void; id: string; words: ReactNode }) {
  return (
    <button
      type="button"
      className={styles.pointer}
      onClick={() => {
        point(id);
      }}
    >
      {words}
    </button>
  );
}

/** An experiment within a sentence: it runs at a click, and shows how it went. */
function RunExperiment({ id, children }: { id: string; children: ReactNode }) {
  const experiment = useLab((state) => state.lab?.experiments.find((one) => one.id === id));
  const verdict = useLab((state) => (state.trial?.experiment.id === id ? state.trial.verdict : null));
  if (!experiment) return <span>{children}</span>;
  const Icon = verdict === null ? Play : verdict.held ? Check : X;
  return (
    <button
      type="button"
      className={styles.run}
      title={experiment.expect}
      onClick={() => void startExperiment(experiment)}
    >
      <Icon size={12} fill={verdict === null ? 'currentColor' : 'none'} aria-hidden="true" />
      {children}
    </button>
  );
}

/** An emphasised word, with its picture where it has one. */
function Word({ children }: { children: ReactNode }) {
  const picture = typeof children === 'string' ? pictureOf(children) : null;
  if (picture === null) return <em>{children}</em>;
  return (
    <span className={styles.word}>
      {'glyph' in picture ? (
        <GlyphMark glyph={picture.glyph} />
      ) : (
        <MessageMark mark={picture.mark} size={14} />
      )}
      {children}
    </span>
  );
}
