/** What every command needs first: a Node that is new enough, and the packages of the lockfile. */
import { execSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const NEEDED = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  const needed = NEEDED.join('.');
  console.error(
    `Faultline needs Node ${needed} or newer; this is ${process.versions.node}: install a newer one from your package manager.`,
  );
  process.exit(1);
}

/** Installs the packages when they are missing or older than the lockfile. */
function installPackages() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
  if (existsSync(marker) && sameLock(marker, lock)) return;
  console.error('Installing packages…');
  execSync('npm ci --no-audit --no-fund', { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * Whether all packages of the lockfile that are wanted everywhere are installed in the same version.
 * @param {string} marker
 * @param {string} lock
 */
function sameLock(marker, lock) {
  const installed = JSON.parse(readFileSync(marker, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}

/** Makes sure that the rest of the tools can run. */
export function prepare() {
  checkNode();
  installPackages();
}
