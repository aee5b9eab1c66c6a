#!/usr/bin/env node
// The `millrace` command. Everything it can do is declared in `tree/` and loaded only when it is asked for.
import { commandIn } from './command-word.js';
import { beginThread } from './early-thread.js';
import { loadProgram } from './one-file.js';
import { putLine, sayDirectly } from './output.js';
import { version } from './version.js';

const argv = process.argv.slice(2);

/** Asked by scripts and prompts, and so answered without loading the parser. */
function sayVersion(): void {
  sayDirectly();
  putLine('stdout', version(), (error) => {
    if (error && error.code !== 'EPIPE') process.exitCode = 1;
  });
}

/** What begins with such words needs the thread, unless it refuses to run. */
const serves = commandIn(argv) === 'run' && !argv.some((word) => ['--dry-run', '--help', '-h'].includes(word));

async function runProgram(): Promise<void> {
  if (serves) beginThread();
  const { importWith, main, reportUncaught, sayDirectly: sayProgramDirectly } = await loadProgram();
  sayProgramDirectly();
  importWith((url) => import(url));
  process.on('uncaughtException', (error) => process.exit(reportUncaught(argv, error)));
  process.exit(await main(argv));
}

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) sayVersion();
else void runProgram();
