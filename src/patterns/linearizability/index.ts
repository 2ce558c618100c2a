/** Whether a history of operations is linearizable. Rules [LIN1] … in `SPEC.md`. */
export { checkHistory } from './check';
export type { Verdict } from './check';
export { createHistory, recordCall, recordReturn } from './history';
export type { History, RecordedOperation } from './history';
export { keyValueModel } from './key-value';
export type { KeyValueCommand } from './key-value';
export type { Model } from './model';
export { mutexModel } from './mutex';
export type { MutexCommand } from './mutex';
export type { Operation, Result, Value } from './operation';
export { queueModel } from './queue';
export type { QueueCommand } from './queue';
export { registerModel } from './register';
export type { RegisterCommand } from './register';
export { smallestPart } from './smallest';
export { setModel } from './set';
export type { SetCommand } from './set';
