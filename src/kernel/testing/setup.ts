/** Property tests draw the same cases every time, unless an environment variable names another seed. */
import { configureGlobal } from 'fast-check';

configureGlobal({ seed: Number(process.env.FAULTLINE_TEST_SEED ?? 1) });
