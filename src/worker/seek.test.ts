import { expect, it } from 'vitest';
import type { FromWorker, Moved, TraceRow } from '../protocol/messages';
import { createLog } from '../run/log';
import { chain } from '../run/testing/sessions';
import { Host } from './host';

/** A host with one open run, and a way to ask it. */
async function hostOfOneRun() {
  const waiting = new Map<number, (message: FromWorker & { type: 'answer' }) => void>();
  const host = new Host({
    post: (message) => {
      if (message.type === 'answer') waiting.get(message.request)?.(message);
    },
    clockMs: () => 0,
    later: queueMicrotask,
    loadClaims: () => Promise.resolve({}),
  });
  let requests = 0;
  const ask = async (message: object): Promise<unknown> => {
    const request = ++requests;
    const answered = new Promise<FromWorker & { type: 'answer' }>((resolve) => waiting.set(request, resolve));
    host.receive({ ...message, run: 1, request } as Parameters<Host['receive']>[0]);
    const answer = await answered;
    if (!answer.ok) throw new Error(answer.problem);
    return answer.value;
  };
  const spec = { scenario: chain, knobs: {}, seed: 3, invariants: [], log: createLog() };
  await ask({ type: 'open', lab: 'none', spec, at: null });
  return ask;
}

it('goes to the very event that a row of the log tells of', async () => {
  const ask = await hostOfOneRun();
  await ask({ type: 'seek', us: 1_000_000 });
  const rows = (await ask({ type: 'trace', before: null, limit: 200, kinds: ['deliver'] })) as TraceRow[];
  const row = rows[150];
  const { position } = (await ask({ type: 'seek', us: row.atUs, events: row.event })) as Moved;
  expect(position).toEqual({ branch: 'b0', us: row.atUs, events: row.event });
  const [newest] = (await ask({ type: 'trace', before: null, limit: 1, kinds: ['deliver'] })) as TraceRow[];
  expect({ ...newest, entry: 0 }).toEqual({ ...row, entry: 0 });
});
