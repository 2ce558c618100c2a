/** `npm test`: lint, types, unit and browser tests, and one line that sums them up. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';

prepare();
const { root } = await import('./build.mjs');
const { ensureBrowser } = await import('./browser.mjs');

const reports = mkdtempSync(join(tmpdir(), 'faultline-'));
let passed = 0;
let failed = 0;

/**
 * Runs a package's command line.
 * @param {string} title
 * @param {string} script path below `node_modules`
 * @param {string[]} words
 * @param {Record<string, string>} env
 */
function run(title, script, words, env = {}) {
  console.log(`\n— ${title}`);
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  console.log(`  ${status === 0 ? 'ok' : 'failed'}, ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return status === 0;
}

/** A check that passes or fails as a whole. */
function check(/** @type {[string, string, string[]]} */ ...call) {
  if (run(...call)) passed++;
  else failed++;
}

/**
 * Adds the counts of a report; a run that left none has failed.
 * @param {boolean} ok
 * @param {() => { passed: number, failed: number }} read
 */
function count(ok, read) {
  let counts;
  try {
    counts = read();
  } catch {
    counts = { passed: 0, failed: 1 };
  }
  passed += counts.passed;
  failed += counts.failed === 0 && !ok ? 1 : counts.failed;
}

check('Lint', 'eslint/bin/eslint.js', ['.']);
check('Format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
check('Dead code', 'knip/bin/knip.js', []);
check('Types', 'typescript/bin/tsc', ['-b']);

const unitReport = join(reports, 'unit.json');
count(
  run('Unit tests', 'vitest/vitest.mjs', [
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${unitReport}`,
  ]),
  () => {
    const report = JSON.parse(readFileSync(unitReport, 'utf8'));
    return { passed: report.numPassedTests, failed: report.numTotalTests - report.numPassedTests };
  },
);

const missing = await ensureBrowser(root);
if (missing !== null) {
  console.error(`\n${missing}`);
  failed++;
} else {
  const browserReport = join(reports, 'browser.json');
  count(
    run('Browser tests', '@playwright/test/cli.js', ['test', '--reporter=dot,json'], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport,
    }),
    () => {
      const { stats } = JSON.parse(readFileSync(browserReport, 'utf8'));
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
    },
  );
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
