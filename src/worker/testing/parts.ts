/** Tests of hosts do not wait for files: what requests need later is loaded before. */
import { together } from '../../scenario/parts';
import { PARTS } from '../parts';

await together(...Object.values(PARTS).map((part) => part.load()));
