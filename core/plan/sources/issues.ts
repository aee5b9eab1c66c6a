// What a schema found wrong, as diagnostics: one per fault, named by its field, with what was probably meant.
import type { z } from 'zod';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import { keysAt, type KeyPath } from './schema-keys.js';

/** `issue` has to carry its input (`reportInput`). */
export function issueDiagnostics(schema: z.ZodType, file: string, issue: z.core.$ZodIssue): Diagnostic[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const hint = didYouMean(key, keysAt(schema, issue.path));
      return fault(
        file,
        [...issue.path, key],
        `there is no such ${issue.path.length === 0 ? 'section' : 'key'}.${hint}`,
      );
    });
  }
  const [inKey] = issue.code === 'invalid_key' ? issue.issues : [];
  return [fault(file, issue.path, `${inKey?.message ?? issue.message}${meant(issue)}`)];
}

/** One of a few words was asked for, and another one is there. */
function meant(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return '';
  const hint = didYouMean(
    issue.input,
    issue.values.filter((one) => typeof one === 'string'),
  );
  return hint === '' ? '' : `.${hint}`;
}

function fault(file: string, path: KeyPath, message: string): Diagnostic {
  const field = path.map(String).join('.');
  return diagnostic('MR1002', file, `${field || 'the file'}: ${message}`, field ? { field } : {});
}
