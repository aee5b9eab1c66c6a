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
