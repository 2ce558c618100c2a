/** Replicas, quorums and versions, in the manner of Dynamo. Rules [QS1] … in `SPEC.md`. */
export { NO_CLOCK, compareClocks, mergeClocks, showClock, type Clock } from './clock';
export { missRatio, neededFor, type Level } from './levels';
export { createPreference, preferenceOf } from './preference';
export {
  forgetHints,
  hintCount,
  hintedVersions,
  keepHint,
  laggards,
  newestOf,
  putVersions,
  versionsIn,
  type Hints,
  type Store,
} from './store';
export {
  createTally,
  decide,
  noteAllAsked,
  noteAnswer,
  noteAsked,
  noteOwn,
  type Standing,
  type Tally,
} from './tally';
export {
  clockOf,
  contextOf,
  createIssuer,
  includes,
  isSame,
  issue,
  mergeVersions,
  supersedes,
  type Issuer,
  type Rule,
  type Version,
} from './versions';
