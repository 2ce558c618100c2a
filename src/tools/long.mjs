/** `npm run test:long`: the random schedules of the protocols, twenty times as many as in `npm test`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';

prepare();
const { root } = await import('./build.mjs');

const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'src/nodes/raft-server/safety.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FAULTLINE_LONG: '1' } },
);
process.exitCode = status ?? 1;
