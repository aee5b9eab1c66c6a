// A document in the editor of whoever sits at the terminal.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../context.js';
import { failed, misused } from '../errors.js';
import { runEditor } from '../output.js';
import { canAsk } from '../trust/ask.js';
import type { Input } from './input.js';

/** Exit 2 where there is no terminal or no editor, exit 1 where the editor failed: then nothing counts. */
export async function editorInput(context: Context, { id, text }: { id: string; text: string }): Promise<Input> {
  const editor = context.env['VISUAL'] || context.env['EDITOR'];
  if (!canAsk(context) || !editor)
    throw misused('Nothing says what is to be changed, and there is no editor to ask.', WAYS);
  const folder = mkdtempSync(join(tmpdir(), 'millrace-edit-'));
  try {
    const file = join(folder, `${id}.md`);
    writeFileSync(file, text, { mode: 0o600 });
    const code = await runEditor(editor, file);
    if (code !== 0) throw failed('editor_failed', `${editor} ended with ${String(code)}: nothing was changed.`);
    return { name: `${id}.md`, path: null, bytes: readFileSync(file), form: 'markdown', said: false };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const WAYS = 'Give --title, --priority or a file, or - for standard input; at a terminal $EDITOR is used.';
