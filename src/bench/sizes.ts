/** What the first visit of a lab loads, compressed: seen in Chromium, for every lab, and the largest counts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { labEntries } from '../labs/index';
import type { Stage } from './places';
import type { Finding, SingleRow } from './rows';

const BYTES_PER_KIB = 1024;
const PAGE_KIB = 300;
const WORKER_KIB = 90;
/** What a lab asks for when it opens it has asked for by then, in milliseconds. */
const SETTLE_MS = 2_000;
/** The charts come after the lab itself. */
const CHARTS = 'src/app/charts/plot.tsx';

/** Scripts that a lab had loaded when it ran. */
interface Visit {
  lab: string;
  page: readonly string[];
  worker: readonly string[];
}

/** The script of the page before its charts, and the script of the worker with all that the lab needs to run. */
export function sizes(stage: Stage): SingleRow[] {
  let visits: Promise<Visit[]> | null = null;
  const row = (name: string, limitKib: number, of: 'page' | 'worker'): SingleRow => ({
    name,
    goal: `≤ ${String(limitKib)} KiB`,
    measure: async () => {
      visits ??= visitAll(stage);
      const { folder } = await stage.builtApp();
      return largest(folder, await visits, of, limitKib);
    },
  });
  return [
    row('size: page script of a lab page, gzip', PAGE_KIB, 'page'),
    row('size: worker until a lab runs, gzip', WORKER_KIB, 'worker'),
  ];
}

async function visitAll(stage: Stage): Promise<Visit[]> {
  const visits: Visit[] = [];
  for (const { id } of labEntries) visits.push(await visit(stage, id));
  return visits;
}

/** Opens a lab in a fresh browser and lets it run. */
async function visit(stage: Stage, lab: string): Promise<Visit> {
  const { address, folder } = await stage.builtApp();
  const page = await stage.newPage();
  const loaded = new Set<string>();
  page.context().on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('.js')) loaded.add(pathname.slice(1));
  });
  await page.goto(`${address}#/${lab}`);
  await page.locator('.react-flow__node').first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.context().close();
  // The manifest lists the scripts of the page; the others are those of its worker.
  const manifest = manifestOf(folder);
  const ofPage = new Set(Object.values(manifest).map(({ file }) => file));
  const files = [...loaded].filter((file) => file !== manifest[CHARTS].file);
  return {
    lab,
    page: files.filter((file) => ofPage.has(file)),
    worker: files.filter((file) => !ofPage.has(file)),
  };
}

function manifestOf(folder: string): Readonly<Record<string, { file: string }>> {
  const text = readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8');
  return JSON.parse(text) as Record<string, { file: string }>;
}

function largest(folder: string, visits: readonly Visit[], of: 'page' | 'worker', limitKib: number): Finding {
  const sized = visits.map(({ lab, [of]: files }) => {
    if (files.length === 0) throw new Error(`${lab} has loaded no script of its ${of}.`);
    const bytes = files.map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length);
    return { lab, files, kib: bytes.reduce((sum, size) => sum + size, 0) / BYTES_PER_KIB };
  });
  const { lab, files, kib } = sized.reduce((most, one) => (one.kib > most.kib ? one : most));
  return { says: `${kib.toFixed(1)} KiB in ${String(files.length)} files (${lab})`, met: kib <= limitKib };
}
