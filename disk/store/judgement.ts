// The last judgement of a root, as its texts: from our state folder, and from no file that anybody else could have written.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { readIfThere } from '../read-if-there.js';
import { findText } from './texts.js';

const PARTS = ['rubric', 'verdict', 'report'] as const;

/** Null for a text that is lost. */
export type JudgementTexts = Record<(typeof PARTS)[number], string | null>;

/** Null when the root was not judged so far. */
export async function readJudgement(state: string, root: string): Promise<JudgementTexts | null> {
  const record = jsonObject((await readIfThere(judgementFile(state, root))) ?? undefined);
  if (record === null) return null;
  const textOf = async (digest: unknown): Promise<string | null> =>
    typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest) ? findText(state, digest) : null;
  const [rubric = null, verdict = null, report = null] = await Promise.all(
    PARTS.map((part) => textOf(own(record, part))),
  );
  return { rubric, verdict, report };
}

export const judgementFile = (state: string, root: string): string => path.join(state, statePaths.judgement(root));
