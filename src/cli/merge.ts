/** `merge`: joins the lines of the shards of a sweep into those one machine would have printed. */
import { fstatSync, openSync, readSync } from 'node:fs';
import { Joining, parseShardLine, wholeLine } from '../run/joining';
import { UsageError } from './main';

/** Where a line stands: in which open file, from which byte on. */
interface Place {
  name: string;
  file: number;
  at: number;
  bytes: number;
}

const CHUNK_BYTES = 1 << 20;

/** Reads all files twice, to look at the lines and to print them, so that they need not fit into memory. */
export function mergeFiles(paths: readonly string[]): void {
  const joining = new Joining<Place>();
  for (const path of paths) {
    for (const { text, place } of linesOf(path)) {
      const problem = joining.note(parseShardLine(text), place);
      if (problem !== null) throw new UsageError(problem);
    }
  }
  const problem = joining.problem();
  if (problem !== null) throw new UsageError(problem);
  for (const place of joining.places()) {
    const line = parseShardLine(read(place));
    if (!line) throw new UsageError(`A line was changed while it was read: ${place.name}.`);
    process.stdout.write(`${wholeLine(line)}\n`);
  }
}

/** The lines of a file that are not empty. */
function* linesOf(path: string): Generator<{ text: string; place: Place }> {
  const file = open(path);
  let number = 0;
  let at = 0;
  let rest = Buffer.alloc(0);
  const lineUpTo = (end: number): { text: string; place: Place } => {
    const place = { name: `line ${String(++number)} of ${path}`, file, at, bytes: end };
    return { text: rest.toString('utf8', 0, end).trim(), place };
  };
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const got = readSync(file, chunk, 0, CHUNK_BYTES, null);
    rest = Buffer.concat([rest, chunk.subarray(0, got)]);
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = lineUpTo(end);
      if (line.text !== '') yield line;
      at += end + 1;
      rest = rest.subarray(end + 1);
    }
    if (got > 0) continue;
    const last = lineUpTo(rest.length);
    if (last.text !== '') yield last;
    return;
  }
}

function open(path: string): number {
  try {
    const file = openSync(path, 'r');
    // What is no file, such as a pipe, could not be read a second time.
    if (fstatSync(file).isFile()) return file;
  } catch {
    // The sentence is the same.
  }
  throw new UsageError(`The file ${path} cannot be read.`);
}

function read({ file, at, bytes }: Place): string {
  const buffer = Buffer.alloc(bytes);
  readSync(file, buffer, 0, bytes, at);
  return buffer.toString('utf8');
}
