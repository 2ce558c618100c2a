/** Tests build models at once, of whatever they like: everything is loaded before. */
import { loadAllParts } from '../parts';

await loadAllParts();
