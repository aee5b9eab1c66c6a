// The dialects by name, and what a line says where nobody knows in which it is.
import type { Said } from '../adapter.js';
import { jsonObject } from '../../core/json-lines.js';
import { plainly } from '../live.js';
import { claudeLike } from './claude.js';
import { codexLike } from './codex.js';
import type { Dialect } from './dialect.js';
import { millraceLine } from './lines.js';
import { millrace } from './millrace.js';
import type { CommandConfig } from './settings.js';
import { plainText } from './text.js';

export const dialects: Readonly<Record<CommandConfig['dialect'], Dialect>> = {
  ...{ millrace, claude: claudeLike, codex: codexLike, text: plainText },
};

/** Words of the dialects differ enough to be told apart, and what is misread here is only shown. */
export function saidIn(line: string): Said {
  if (millraceLine(line) !== null) return millrace.said(line);
  const type = jsonObject(line)?.['type'];
  if (typeof type !== 'string') return plainly(line);
  if (/^(?:turn|item|thread)\./.test(type)) return codexLike.said(line);
  return ['assistant', 'user', 'system', 'result'].includes(type) ? claudeLike.said(line) : plainly(line);
}

/** An end in one dialect is none in another, and a text has no such line. */
export const overIn = (start: string): boolean => Object.values(dialects).some((dialect) => dialect.isOver(start));
