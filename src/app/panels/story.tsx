import { useRef } from 'react';
import { useLab } from '../run/store';
import panels from './panels.module.css';
import { Experiments, StoryLine, StoryMarkdown } from './story-markdown';
import { parseStory, plainWords, type StorySection, type StoryText } from './story-text';
import styles from './story.module.css';
import { useLoaded } from './use-loaded';

const stories = import.meta.glob<string>('../../labs/*/story.md', { query: '?raw', import: 'default' });
/** Fewer sections are in view at a glance. */
const SECTIONS_TO_LIST = 3;

async function loadStory(labId: string): Promise<StoryText | null> {
  const load = stories[`../../labs/${labId}/story.md`];
  return load ? parseStory(await load()) : null;
}

/** What the lab is about: the pattern in words that point at the running system, and experiments to run. */
export function Story() {
  const labId = useLab((state) => state.labId);
  const story = useLoaded(labId, loadStory);
  if (story.state === 'loading') return <p className={panels.loading}>Loading…</p>;
  if (story.state === 'failed') {
    return <p className={panels.loading}>The story could not be loaded: {story.problem}</p>;
  }
  return story.value ? <Told story={story.value} /> : <Untold />;
}

function Untold() {
  return (
    <div className={styles.story}>
      <p>Nobody has written the story of this lab yet.</p>
      <Experiments titled />
    </div>
  );
}

function Told({ story }: { story: StoryText }) {
  const article = useRef<HTMLElement>(null);
  const labTitle = useLab((state) => state.lab?.scenario.title);
  const goTo = (index: number): void => {
    const heading = article.current?.querySelector<HTMLElement>(`[data-section="${String(index)}"]`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  };
  return (
    <article ref={article} className={styles.story}>
      <h2>{story.title === '' ? labTitle : <StoryLine text={story.title} />}</h2>
      {story.sections.length >= SECTIONS_TO_LIST && <Contents sections={story.sections} goTo={goTo} />}
      <StoryMarkdown text={story.intro} />
      {story.sections.map((section, index) => (
        <section key={section.title}>
          <h3 tabIndex={-1} data-section={index}>
            <StoryLine text={section.title} />
          </h3>
          <StoryMarkdown text={section.body} />
          <Questions questions={section.questions} />
        </section>
      ))}
    </article>
  );
}

function Contents({ sections, goTo }: { sections: readonly StorySection[]; goTo: (index: number) => void }) {
  return (
    <details className={styles.contents}>
      <summary>Contents</summary>
      <ol>
        {sections.map(({ title }, index) => (
          <li key={title}>
            <button
              type="button"
              onClick={(event) => {
                const fold = event.currentTarget.closest('details');
                if (fold) fold.open = false;
                goTo(index);
              }}
            >
              {plainWords(title)}
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Questions({ questions }: Pick<StorySection, 'questions'>) {
  return questions.map(({ question, answer }) => (
    <details key={question} className={styles.question}>
      <summary>
        <StoryLine text={question} />
      </summary>
      <StoryMarkdown text={answer} />
    </details>
  ));
}
