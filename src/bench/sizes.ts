/** What the first visit of a lab loads, compressed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Stage } from './places';
import type { SingleRow } from './rows';

const BYTES_PER_KIB = 1024;
const PAGE_KIB = 300;
const WORKER_KIB = 90;
/** The lab whose modules count as part of the first load. */
const LAB = 'src/labs/load-balancing/lab.ts';

/** A chunk in the manifest of a build. */
interface Chunk {
  file: string;
  imports?: string[];
}

/** The script that a lab page needs before its charts: the entry, the lab, and all they import at once. */
export function sizeOfPage(stage: Stage): SingleRow {
  return {
    name: 'size: page script of a lab page, gzip',
    goal: `≤ ${PAGE_KIB} KiB`,
    measure: async () => {
      const { folder } = await stage.builtApp();
      const manifest = manifestOf(folder);
      const files = new Set<string>();
      const visit = (key: string): void => {
        const { file, imports } = manifest[key];
        if (files.has(file)) return;
        files.add(file);
        imports?.forEach(visit);
      };
      visit('index.html');
      visit(LAB);
      return within(folder, files, PAGE_KIB);
    },
  };
}

/** The script that the worker needs before it can open a run. */
export function sizeOfWorker(stage: Stage): SingleRow {
  return {
    name: 'size: worker, gzip',
    goal: `≤ ${WORKER_KIB} KiB`,
    measure: async () => {
      const { folder } = await stage.builtApp();
      const files = new Set<string>();
      const visit = (file: string): void => {
        if (files.has(file)) return;
        files.add(file);
        const text = readFileSync(join(folder, file), 'utf8');
        for (const [, imported] of text.matchAll(/\b(?:import|from)\s*["']\.\/([^"']+)["']/g)) {
          visit(`assets/${imported}`);
        }
      };
      visit(workerFile(folder));
      return within(folder, files, WORKER_KIB);
    },
  };
}

/** The file of the worker: some script of the page names it. */
function workerFile(folder: string): string {
  for (const { file } of Object.values(manifestOf(folder))) {
    if (!file.endsWith('.js')) continue;
    const found = /new Worker\(.*?[^-](main-[\w-]+\.js)/.exec(readFileSync(join(folder, file), 'utf8'));
    if (found) return `assets/${found[1]}`;
  }
  throw new Error('The built page names no worker.');
}

function manifestOf(folder: string): Readonly<Record<string, Chunk>> {
  const text = readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8');
  return JSON.parse(text) as Record<string, Chunk>;
}

function within(folder: string, files: ReadonlySet<string>, limitKib: number) {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  const kib = bytes / BYTES_PER_KIB;
  return { says: `${kib.toFixed(1)} KiB in ${String(files.size)} files`, met: kib <= limitKib };
}
