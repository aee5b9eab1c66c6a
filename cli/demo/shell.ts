// Runs the commands of the demo as a user would, each shown before it runs, its output below it as it comes.
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { failed } from '../errors.js';

/** The built command line. */
export const MILLRACE = fileURLToPath(new URL('../main.js', import.meta.url));

export interface Ran {
  exitCode: number;
  lines: string[];
}

/** What is shown of a line of output; null = nothing. */
type Show = (line: string) => string | null;

export interface Shell {
  git(args: string[]): Promise<Ran>;
  cat(path: string): Promise<Ran>;
  /** The project's tests, one line each. */
  test(): Promise<Ran>;
  millrace(args: string[], show?: Show): Promise<Ran>;
}

interface Place {
  cwd: string;
  env: NodeJS.ProcessEnv;
  say(line: string): void;
}

export function openShell(place: Place): Shell {
  const all: Show = (line) => line;
  return {
    git: (args) => run(place, ['git', ...args], ['git', ...args], all),
    cat: (path) => run(place, ['cat', path], ['cat', path], all),
    test: () => run(place, ['node', '--test'], [process.execPath, '--test', '--test-reporter=tap'], testLine),
    millrace: (args, show = all) => run(place, ['millrace', ...args], [process.execPath, MILLRACE, ...args], show),
  };
}

/** Throws when the program cannot be started. */
async function run(place: Place, shown: string[], [file = '', ...args]: string[], show: Show): Promise<Ran> {
  const { cwd, env, say } = place;
  say(`$ ${shown.map(quoted).join(' ')}`);
  const child = execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
  });
  const lines: string[] = [];
  for await (const line of child.iterable({ from: 'all' })) {
    lines.push(line);
    const text = show(line);
    if (text !== null) say(`  ${text}`.trimEnd());
  }
  const { exitCode, originalMessage, signal } = await child;
  if (exitCode !== undefined) return { exitCode, lines };
  throw failed('demo', `${shown.join(' ')} did not run: ${signal ?? originalMessage ?? 'no reason is known'}.`);
}

const quoted = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : JSON.stringify(word));

/** Of the TAP stream only the tests themselves. */
function testLine(line: string): string | null {
  const [, not, name] = /^\s*(not )?ok \d+ - (.*)$/.exec(line) ?? [];
  // A file that passes is named by some versions of Node, and says nothing more.
  if (name === undefined || (not === undefined && name.endsWith('.js'))) return null;
  return `${not === undefined ? 'passes' : 'FAILS '}  ${name}`;
}
