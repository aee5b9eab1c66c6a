#!/usr/bin/env node
// The `millrace` command. Everything it can do is declared in `tree/` and loaded only when it is asked for.
import { version } from './version.js';

const argv = process.argv.slice(2);

// Asked by scripts and prompts, and so answered without loading the parser.
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => void (process.exitCode = code === 'EPIPE' ? 0 : 1));
  process.stdout.write(`${version()}\n`);
} else process.exit(await (await import('./program.js')).main(argv));
