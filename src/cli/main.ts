/** The command line: the same runs as in the page, without a page. */
import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { labEntries } from '../labs/index';
import { loadAllParts } from '../scenario/parts';
import { FAMILIES } from '../scenario/types';
import { checkLab } from './check';
import { helpForLab } from './help';
import { mergeFiles } from './merge';
import { runLab } from './run';
import { searchLab } from './search';
import { sweepLab } from './sweep';
import { serveThread } from './threads';

const USAGE = `Usage:
  npm run -s sim -- list [--json]
  npm run -s sim -- run <lab> [--seed 7] [--until 30s] [--set lb.strategy=powerOfTwo]
                              [--input '10s crash s1'] [--json]
  npm run -s sim -- run <lab> --help
  npm run -s sim -- check <lab>
  npm run -s sim -- search <lab> --outcome <id> [--seeds 1..10000] [--shard 1/8] [--workers 4]
                              [--faults 4] [--healed] [--until 20s] [--set …] [--json]
  npm run -s sim -- sweep <lab> --vary lb.strategy=roundRobin,powerOfTwo [--vary servers.present=2..6:2]
                              [--seeds 1..20] [--until 30s] [--set …] [--input …]
                              [--workers 4] [--shard 1/8] [--json]
  npm run -s sim -- merge <files…>

--set and --input may be given several times. A file of scenario data may stand for a lab: run my-scenario.json
check runs every experiment of a lab and tells whether its sentence held.
search runs seed after seed with random faults until an outcome comes, and leaves away the faults it does not need;
run <lab> --help lists the outcomes. --faults is how many a run has at most, and with --healed all of them end in
time. The result is the same for any number of workers. The exit code is 0 when it was found, and 1 when not.
sweep runs every value of one or two knobs with every seed. It prints a row of each point, with the mean of each
figure and its 95 % interval; with --json a line of each run, as run prints it, in the same order for any number of
workers. merge joins the lines of all shards into those of the whole sweep.`;

/** A wrong word or value on the command line; the message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main(words: string[]): Promise<void> {
  const { values, positionals } = parse(words);
  const [command, subject] = positionals as (string | undefined)[];
  if (command === 'list') list(values.json === true);
  else if (command === 'run' && subject !== undefined) {
    if (values.help === true) process.stdout.write(await helpForLab(subject));
    else await runLab(subject, values);
  } else if (command === 'check' && subject !== undefined) await checkLab(subject);
  else if (command === 'search' && subject !== undefined) {
    await searchLab(subject, values, new URL(import.meta.url));
  } else if (command === 'sweep' && subject !== undefined) {
    await sweepLab(subject, values, new URL(import.meta.url));
  } else if (command === 'merge' && subject !== undefined) mergeFiles(positionals.slice(1));
  else if (command === undefined || values.help === true) process.stdout.write(`${USAGE}\n`);
  else if (command === 'run') throw new UsageError('run needs the name of a lab, or a scenario file.');
  else if (['check', 'search', 'sweep'].includes(command)) {
    throw new UsageError(`${command} needs the name of a lab.`);
  } else if (command === 'merge') throw new UsageError('merge needs the files with the lines of all shards.');
  else {
    throw new UsageError(
      `There is no command called ${command}; there are list, run, check, search, sweep and merge.`,
    );
  }
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        until: { type: 'string' },
        set: { type: 'string', multiple: true },
        vary: { type: 'string', multiple: true },
        input: { type: 'string', multiple: true },
        outcome: { type: 'string' },
        seeds: { type: 'string' },
        shard: { type: 'string' },
        workers: { type: 'string' },
        faults: { type: 'string' },
        healed: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split(/[.\n]/)[0] : String(error));
  }
}

function list(json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(labEntries, null, 2)}\n`);
    return;
  }
  for (const family of FAMILIES) {
    const labs = labEntries.filter((lab) => lab.family === family.id);
    if (labs.length === 0) continue;
    process.stdout.write(`${family.title}\n`);
    for (const lab of labs) process.stdout.write(`  ${lab.id.padEnd(20)} ${lab.summary}\n`);
  }
}

/** The threads of a search or a sweep run this file too. */
async function start(): Promise<void> {
  await loadAllParts();
  if (isMainThread) await main(process.argv.slice(2));
  else serveThread();
}

// Whoever reads the lines may have had enough of them, such as `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const expected = error instanceof Error && ['UsageError', 'ScenarioProblem'].includes(error.name);
  process.exitCode = expected ? 2 : 1;
});
