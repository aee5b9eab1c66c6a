// `mcp`: an agent outside of Millrace looks after this workspace, over standard input and output.
import { type Context, findWorkspace, identify, keyWords, type Result } from '../context.js';
import { misused } from '../errors.js';
import { leaving } from '../tail/leaving.js';
import { version } from '../version.js';

interface Options {
  allow?: string;
  /** Seconds. */
  timeout: number;
}

/** No timer is longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** For the audit, where nobody was named: what only looks leaves no more than what it was told last. */
const LOOKER = 'mcp';

export async function mcp(context: Context, { allow, timeout }: Options): Promise<Result> {
  const found = findWorkspace(context);
  const { serve, CHANGE_NAMES } = await import('../../mcp/serve.js');
  const allowed = allow === undefined ? [] : namesIn(allow, CHANGE_NAMES);
  if (allowed.length > 0 && context.identity.as === null)
    throw misused(
      '--allow needs --as: what an agent does is kept in the audit under a name of its own.',
      `For example: millrace mcp --as night-agent --allow ${allow}`,
    );
  const dir = allowed.length === 0 ? found : (await identify(context)).dir;
  if (process.stdin.isTTY)
    context.note('An MCP server listens on standard input: the program of an agent starts it. Ctrl-C ends it.');
  await serve({
    ...{ dir, allowed, globals: keyWords(context), env: context.env, note: context.note, version: version() },
    ...{
      issuer: context.identity.as ?? LOOKER,
      callMs: Math.min(timeout * 1000, LONGEST_MS),
      leaving: leaving(),
    },
  });
  return { data: null, lines: [], said: true };
}

/** Exit 2 for what is no tool that changes something. */
function namesIn(allow: string, known: readonly string[]): string[] {
  const names = allow.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'all') return [...known];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return names;
  throw misused(
    `--allow takes no ${JSON.stringify(unknown[0])}: only what changes something has to be allowed.`,
    `There are: ${known.join(', ')}; or all.`,
  );
}
