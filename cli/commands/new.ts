// `new FAMILY TITLE`: a document to fill in, in a file named after its id, or on stdout.
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { IDEA } from '../../core/contracts/families.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { LIMITS } from '../../core/contracts/limits.js';
import { ideaId } from '../../core/documents/idea.js';
import { templateOf } from '../../core/documents/template.js';
import { idsFor } from '../../core/documents/worded.js';
import { checkId } from '../ids.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { knownAs } from '../intake/worded.js';
import { homesFor } from './add.js';

interface Options {
  id?: string;
  stdout?: boolean;
}

/** Exit 4 for a family that there is not, 5 when a file of this name is there. */
export async function create(context: Context, options: Options, family: string, ...words: string[]): Promise<Result> {
  const title = words.join(' ').replace(/\s+/g, ' ').trim();
  if (title === '' || title.length > LIMITS.title) throw misused(...TITLE);
  await homesFor(context, family);
  const id = options.id ?? freeId(workspaceOf(context), family, title);
  checkId(id);
  const template = templateOf(family, title, { id, createdAt: now(), createdBy: context.issuer });
  if (template === null) throw misused(`${family} is no family of documents.`, '`millrace new --help` names them.');
  const { text, open } = template;
  if (options.stdout === true) return { data: { family, id, text, open }, lines: text.trimEnd().split('\n') };
  const file = `${id}.md`;
  await write(context, file, text);
  const next = `millrace ${COMMANDS.get(family) ?? `add ${family}`} ${file}`;
  const fill = open.length === 0 ? `Say more in ${file} if you like` : `Fill in ${open.join(', ')}`;
  return {
    data: { family, id: family === IDEA ? ideaId(id) : id, path: file, open, next },
    lines: [`${file} is written. ${fill}, then: ${next}`],
  };
}

const TITLE = [
  'A title has 1 to 500 characters.',
  'For example: millrace new task "Drop every space in slugs"',
] as const;
const COMMANDS = new Map(['task', 'spec', 'probe', IDEA].map((family) => [family, `add-${family}`]));

/** To the second: people read it. */
const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

function freeId(workspace: string | null, family: string, title: string): string {
  for (const id of idsFor(family, title))
    if (workspace === null || family === IDEA || knownAs(workspace, family, id) === null) return id;
  return family;
}

/** A document can be begun anywhere. */
function workspaceOf(context: Context): string | null {
  if (context.given !== null) return findWorkspace(context);
  try {
    return findWorkspace(context);
  } catch {
    return null;
  }
}

async function write(context: Context, file: string, text: string): Promise<void> {
  if (context.cwd.split(sep).includes(RUNTIME_DIR))
    throw misused(`What lies under ${RUNTIME_DIR}/ is taken in before you could fill it in.`, ELSEWHERE);
  const { createOnly } = await import('../../disk/write.js');
  const path = join(context.cwd, file);
  if (context.dryRun ? !existsSync(path) : await createOnly(path, text)) return;
  const message = `${file} is there already; nothing was changed.`;
  throw new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint: OTHER });
}

const ELSEWHERE = 'Call it in another folder, or with --stdout.';
const OTHER = 'Give another title or --id, move the file away, or use --stdout.';
