/** What an orchestrator shows of itself. */
import type { Face, MachineView, MetricSpec } from '../../kernel/contract';
import type { Plain } from '../../kernel/plain';
import { leftOf, ORDER_SAGA, sagaChart, type Saga } from '../../patterns/saga/index';
import { createState, needingPerson, type OrchestratorContext, type OrchestratorState } from './state';

function counter(unit: string, help: string, better: MetricSpec['better'] = 'neither'): MetricSpec {
  return { type: 'counter', unit, help, better };
}

export const orchestratorMetrics = {
  sagasBegun: counter('sagas', 'sagas begun'),
  sagasDone: counter('sagas', 'sagas whose steps have all been done', 'more'),
  sagasCompensated: counter('sagas', 'sagas that have been undone', 'less'),
  sagasToPerson: counter('sagas', 'sagas put on the list of those that need a person', 'less'),
  sagasResumed: counter('sagas', 'sagas taken up again after a crash'),
  retries: counter('attempts', 'asked again, for lack of an answer or after a failure'),
  sagaMs: { type: 'histogram', unit: 'ms', help: 'time from a saga’s beginning to its end', better: 'less' },
  underway: { type: 'gauge', unit: 'sagas', help: 'sagas that have not ended', better: 'less' },
  needPerson: { type: 'gauge', unit: 'sagas', help: 'sagas that need a person', better: 'less' },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** What is left of a saga that needs a person, in words: `undo hold`. */
export function sayLeft(saga: Saga): string[] {
  return leftOf(saga, ORDER_SAGA).map(({ step, todo }) => `${todo} ${ORDER_SAGA[step].id}`);
}

export function face(state: OrchestratorState, params: OrchestratorContext['params']): Face {
  const { sagas, note } = state;
  const persons = needingPerson(state).length;
  let compensating = 0;
  for (const { mode } of sagas.values()) if (mode === 'compensating') compensating++;
  return {
    headline: { value: sagas.size - persons, unit: 'under way', help: 'sagas that have not ended' },
    chip:
      persons > 0
        ? { text: `${String(persons)} need a person`, tone: 'bad' }
        : params.memoryOnly
          ? { text: 'no log', tone: 'warn' }
          : undefined,
    meters: [
      { label: 'done', text: { metric: 'sagasDone', stat: 'rate' }, unit: '/s' },
      { label: 'compensating', text: String(compensating), tone: compensating > 0 ? 'warn' : 'calm' },
      { label: 'need a person', text: String(persons), tone: persons > 0 ? 'bad' : 'calm' },
    ],
    note: note === '' ? undefined : note,
  };
}

export function inspect(state: OrchestratorState): Plain {
  const { durable, sagas, ended } = state;
  return {
    entriesLogged: durable?.log.length ?? 0,
    ended: ended.length,
    underWay: Object.fromEntries(
      [...sagas.values()]
        .filter(({ mode }) => mode !== 'needsPerson')
        .slice(0, 10)
        .map(({ id, mode, at }) => [`order ${String(id)}`, `${mode}, ${ORDER_SAGA[at].id}`]),
    ),
    needPerson: Object.fromEntries(
      needingPerson(state)
        .slice(0, 20)
        .map((saga) => [`order ${String(saga.id)}`, sayLeft(saga).join(', ')]),
    ),
  };
}

/** Sagas that ended which a view is told of. */
const TOLD = 300;

/** All that a view draws. While it is down, that is what its log says. */
export function picture(given: OrchestratorState | Pick<OrchestratorState, 'durable'>): Plain {
  const state = 'sagas' in given ? given : createState(given.durable?.log ?? null);
  const { sagas, ended } = state;
  const shown = ended.items.slice(Math.max(0, ended.length - TOLD), ended.length);
  return {
    plan: ORDER_SAGA.map((step) => ({ ...step })),
    sagas: [...shown, ...sagas.values()].map((saga) => ({
      id: saga.id,
      mode: saga.mode,
      steps: [...saga.steps],
      stepAtUs: [...saga.stepAtUs],
      beganAtUs: saga.beganAtUs,
      endedAtUs: saga.endedAtUs,
      left: sayLeft(saga),
    })),
  };
}

/** The machine of the saga it follows. */
export function machines(state: OrchestratorState): MachineView[] {
  const { followedMode, followedSinceUs, lastChange } = state;
  return [
    {
      id: 'saga',
      title: 'One saga',
      chart: sagaChart,
      mode: followedMode,
      sinceUs: followedSinceUs,
      last: lastChange,
    },
  ];
}
