/** What the user is told when the worker refuses a request. */
import { RequestProblem } from './client';
import { notify, useLab } from './store';

/**
 * Shows why a request was refused. A worker that broke tells of that itself.
 * @param before what the sentence begins with
 */
export function tellRefusal(error: unknown, before = ''): void {
  if (!(error instanceof RequestProblem)) throw error;
  if (error.fatal || error.message === 'The worker has been replaced.') return;
  // A lab that cannot be opened at all leaves nothing to look at.
  const isEmpty = before === '' && useLab.getState().spec === null;
  if (isEmpty) useLab.setState({ failure: error.message });
  else notify(`${before}${error.message}`, 'bad');
}
