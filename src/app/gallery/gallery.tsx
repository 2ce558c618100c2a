import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { labEntries } from '../../labs/index';
import { searchLabs } from '../shell/lab-search';
import { BrandMark, ThemeButton } from '../shell/top-bar';
import styles from './gallery.module.css';

/** All labs by family, with a live search. */
export function Gallery({ notice }: { notice?: string }) {
  const [text, setText] = useState('');
  const families = searchLabs(text);
  useEffect(() => {
    document.title = 'Faultline';
  }, []);
  return (
    <div className={styles.gallery}>
      <header className={styles.head}>
        <BrandMark />
        <span className={styles.brand}>Faultline</span>
        <ThemeButton />
      </header>
      <main className={styles.main}>
        {notice !== undefined && (
          <p className={styles.notice} role="alert">
            {notice}
          </p>
        )}
        <h1>Break distributed systems on purpose</h1>
        <p className={styles.lead}>
          Every lab is a running system. Kill a node, cut a link, send ten times the traffic, and watch what
          really happens, message by message.
        </p>
        <input
          type="search"
          className={styles.search}
          placeholder={`Search ${String(labEntries.length)} labs: pattern, fault, idea`}
          aria-label="Search labs"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        {families.map(({ title, labs }) => (
          <section key={title} className={styles.family}>
            <h2>{title}</h2>
            <ul className={styles.cards}>
              {labs.map((lab) => (
                <li key={lab.id}>
                  <Link href={`/${lab.id}`} className={styles.card}>
                    <strong>{lab.title}</strong>
                    <span>{lab.summary}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {families.length === 0 && (
          <p className={styles.nothing}>No lab matches “{text}”. Try a shorter word.</p>
        )}
      </main>
    </div>
  );
}
