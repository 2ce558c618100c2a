import type { Diagnosis } from './diagnosis';
import type { Model } from './model';
import type { Operation } from './operation';

/** As many states and operations as a reader takes in at once. */
const MOST_ENDINGS = 3;
const MOST_OPERATIONS = 5;

/** Why a history is not linearizable: what does not fit, what the object was by then, and an order that shows it. */
export function tellMisfit<S, C>(
  model: Model<S, C>,
  operations: readonly Operation<C>[],
  { misfit, order, endings, isEveryEnding }: Diagnosis<S>,
): string {
  const tell = (index: number): string => tellOperation(model, operations[index]);
  const ending = `${model.noun} ${tellEndings(endings.map((state) => model.show(state)))}`;
  const claim = `${tell(misfit)}, which fits in no order`;
  if (order.length === 0) return `${claim}: by its return, ${ending}.`;
  const told = order.slice(-MOST_OPERATIONS).map(tell).join(', ');
  const longest = order.length > MOST_OPERATIONS ? `… then ${told}` : told;
  return isEveryEnding
    ? `${claim}: by its return, ${ending} in every order that explains the earlier returns. One of them: ${longest}.`
    : `${claim}. One that explains the earlier returns: ${longest}. By then, ${ending}.`;
}

/** Why there is no verdict. */
export function tellGivingUp(configurations: number): string {
  return `Unknown: gave up after ${String(configurations)} states, with no order found and not all of them ruled out.`;
}

function tellOperation<S, C>(
  model: Model<S, C>,
  { client, command, result, returnedAt }: Operation<C>,
): string {
  return `${client} ${model.tell(command, result)}${returnedAt === null ? ' (never answered)' : ''}`;
}

/** `held 1, or held 2, or held 3, or was otherwise` */
function tellEndings(endings: readonly string[]): string {
  const told = endings.slice(0, MOST_ENDINGS);
  if (endings.length > told.length) told.push('was otherwise');
  return told.join(', or ');
}
