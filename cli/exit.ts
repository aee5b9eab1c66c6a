// The table of exit codes, and how the help tells it.
export { EXIT, type ExitCode } from '../core/exit.js';

/** For the help. */
export const EXIT_HELP =
  'Exit codes: 0 done, 1 refused or failed, 2 usage, 3 no workspace, 4 not found, 5 conflict, 6 no server or worker,\n' +
  '7 accepted and not yet applied, 10 stopped with work left, 11 something is blocked, 20 something needs you.';
