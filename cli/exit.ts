// The one table of exit codes.

export const EXIT = {
  done: 0,
  /** Refused or failed. */
  failed: 1,
  usage: 2,
  noWorkspace: 3,
  notFound: 4,
  conflict: 5,
  /** No Temporal server, or no worker. */
  noServer: 6,
  /** Accepted and not yet applied. */
  notApplied: 7,
  /** A run ended with work left. */
  workLeft: 10,
  /** A run ended and something is blocked. */
  blocked: 11,
  /** `status --check`: something needs a person. */
  needsYou: 20,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For the help. */
export const EXIT_HELP =
  'Exit codes: 0 done, 1 refused or failed, 2 usage, 3 no workspace, 4 not found, 5 conflict, 6 no server or worker,\n' +
  '7 accepted and not yet applied, 10 stopped with work left, 11 something is blocked, 20 something needs you.';
