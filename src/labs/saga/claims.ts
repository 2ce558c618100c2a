import type { Claims } from '../../scenario/types';
export const claims: Claims = {};
