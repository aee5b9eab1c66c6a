// From bytes to a valid document and the text that is stored, or to every fault at once.
import type { Problem, WorkDocument } from '../../core/contracts/documents.js';
import { decodeText } from '../../core/documents/check.js';
import { parseDocument, parseJsonDocument } from '../../core/documents/parse.js';
import { renderDocument } from '../../core/documents/render.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import type { Input } from './input.js';
import { counted } from '../render/count.js';

export interface CheckedInput {
  document: WorkDocument;
  /** Markdown as it came; JSON as the Markdown it stands for. */
  text: string;
  notes: string[];
}

/** Exit 1 with all faults when there are any. The name of the file may be any. */
export function checkInput(family: string, { name, bytes, form }: Input): CheckedInput {
  const text = decodeText(bytes);
  if (typeof text !== 'string') throw invalid(name, family, [text]);
  const parsed = form === 'json' ? parseJsonDocument(family, text) : parseDocument(family, text);
  if (!parsed.ok) throw invalid(name, family, parsed.problems);
  const notes = parsed.notes.map((note) => sentence(name, note));
  return { document: parsed.document, text: form === 'json' ? renderDocument(parsed.document) : text, notes };
}

function invalid(name: string, family: string, problems: readonly Problem[]): CliError {
  const count = counted(problems.length, 'fault');
  const below = problems.map((one) => sentence(name, one));
  const message = `${name} is no valid ${family}: ${count}.`;
  return new CliError({ exit: EXIT.failed, code: 'invalid_document', message, below, problems });
}

/** `task.md:7: MR2006: message` and what to do. */
function sentence(name: string, { code, line, message, hint }: Problem): string {
  return `${name}${line === undefined ? '' : `:${line}`}: ${code}: ${message}${hint === undefined ? '' : ` ${hint}`}`;
}
