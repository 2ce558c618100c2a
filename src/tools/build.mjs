/** Bundles of what runs in Node: built by Vite into the cache folder, anew when a source file is newer. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Time of the newest file below a folder, in milliseconds.
 * @param {string} folder
 * @returns {number}
 */
function newestMs(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs);
  }
  return newest;
}

/**
 * Runs a package's own command line with this Node.
 * @param {string} script path below `node_modules`
 * @param {string[]} words
 */
export function runTool(script, words) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * The path of an up-to-date bundle of a module for Node. Many may ask at the same time, as the shards of a sweep do:
 * each builds for itself, and the folder appears whole or not at all.
 * @param {string} entry path below `src`, without its ending
 * @returns {string}
 */
export function nodeBundle(entry) {
  const cache = join(root, 'node_modules', '.cache', 'faultline');
  const name = entry.replaceAll('/', '-');
  const folder = join(cache, `${name}@${Math.round(newestMs(join(root, 'src')))}`);
  if (!existsSync(folder)) {
    const own = join(cache, `${name}-${process.pid}`);
    const words = [
      'build',
      '--ssr',
      `src/${entry}.ts`,
      '--outDir',
      own,
      '--emptyOutDir',
      '--logLevel',
      'error',
    ];
    runTool('vite/bin/vite.js', [...words, '--mode', 'node']);
    const old = readdirSync(cache).filter((other) => other.startsWith(`${name}@`));
    try {
      renameSync(own, folder);
      for (const other of old) rmSync(join(cache, other), { recursive: true, force: true });
    } catch (error) {
      if (!existsSync(folder)) throw error;
      // Somebody else was quicker, with the same.
      rmSync(own, { recursive: true });
    }
  }
  return join(folder, 'main.js');
}
