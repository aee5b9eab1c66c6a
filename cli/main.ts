#!/usr/bin/env node
// The `millrace` command. Everything it can do is declared in `tree/` and loaded only when it is asked for.
import { loadProgram } from './one-file.js';
import { putLine, whenUnread } from './output.js';
import { version } from './version.js';

const argv = process.argv.slice(2);

// Asked by scripts and prompts, and so answered without loading the parser.
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  whenUnread('stdout', ({ code }) => void (process.exitCode = code === 'EPIPE' ? 0 : 1));
  putLine('stdout', version());
} else {
  const { importWith, main, reportUncaught } = await loadProgram();
  importWith((url) => import(url));
  process.on('uncaughtException', (error) => process.exit(reportUncaught(argv, error)));
  process.exit(await main(argv));
}
