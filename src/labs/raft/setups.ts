/** What several experiments begin with. */

/** s1 leads from the start: no other timeout is over by then. */
export const S1_LEADS = '100ms do s1 forceTimeout';

/** The same where servers that have just started help nobody to stand: whoever leads hands over to s1. */
export const S1_TAKES_OVER = '800ms do s1 lead';

/** One client only reads, the other only writes, so that the reader has something to miss. */
export const READER_AND_WRITER = {
  'c1.writeRatio': 0,
  'c2.writeRatio': 1,
  'c2.casRatio': 0,
  'clients.thinkTimeMs': 100,
  'clients.attemptTimeoutMs': 250,
};

/** Nobody stands unless told to. */
export const NO_TIMEOUTS = { 'servers.electionTimeoutMinMs': 30_000, 'servers.electionTimeoutMaxMs': 60_000 };

/** Seven servers with the logs of figure 7 of the paper, s1 the leader to be, and nobody who asks for anything. */
export const FIGURE_7 = {
  ...NO_TIMEOUTS,
  'servers.present': 7,
  // A heartbeat that comes while the leader looks for a match would ask once more.
  'servers.heartbeatIntervalMs': 1000,
  'servers.noOp': false,
  'clients.sessions': 0,
  's1.firstLog': 'figure7Leader',
  's2.firstLog': 'figure7a',
  's3.firstLog': 'figure7b',
  's4.firstLog': 'figure7c',
  's5.firstLog': 'figure7d',
  's6.firstLog': 'figure7e',
  's7.firstLog': 'figure7f',
};
