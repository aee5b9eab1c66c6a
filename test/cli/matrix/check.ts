// One call of one command: what is wrong with how it ended, in a line; null when nothing is.
import { inert } from '../../../core/inert.js';
import { fingerprint, type Ran } from '../stand.js';

/** Of the table; 10 and 11 are for runs that worked. */
const CODES = [0, 1, 2, 3, 4, 5, 6, 7, 20];
/** What no text of ours holds. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const LOUD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const FRAME = /^ +at .*:\d+/m;
/** They tell what they find as their answer, with an exit code that says whether it is good. */
const FINDS = /^(doctor|mirror verify)\b/;
const TOLD = /^error: |lies in|with the Temporal server/m;

export interface Wanted {
  /** It has to fail. */
  fails: boolean;
  /** What the message names; null = nothing in particular. */
  names: string | null;
}

export function faultIn(
  argv: readonly string[],
  { code, stdout, stderr }: Ran,
  { fails, names }: Wanted,
): string | null {
  const why = (what: string): string => `${JSON.stringify(argv)} ${what}: ${JSON.stringify({ code, stderr })}`;
  if (!CODES.includes(code)) return why('ends with a code that is in no table');
  if (fails && code === 0) return why('succeeds');
  if (FRAME.test(stderr)) return why('shows a stack');
  if (/This should not happen/.test(stderr)) return why('did not expect it');
  if (LOUD.test(`${stdout}${stderr}`)) return why('is not inert');
  if (code >= 1 && code <= 6 && !TOLD.test(stderr) && !FINDS.test(argv.join(' '))) return why('says no error');
  return names === null || code === 6 || isNamed(stderr, names) ? null : why(`does not name ${JSON.stringify(names)}`);
}

/** As it is, in quotes, or its beginning. */
const isNamed = (stderr: string, value: string): boolean =>
  [inert(value.split('\n')[0] ?? ''), JSON.stringify(value).slice(1, -1)].some((one) =>
    stderr.includes(one.slice(0, 60)),
  );

/** What an operator was told last is no part of the work. */
export function everything(root: string): Record<string, string> {
  const all = Object.entries(fingerprint(root));
  return Object.fromEntries(all.filter(([path]) => !/^state\/[^/]+\/report\.json$/.test(path)));
}

/** What differs, by path; null when nothing does. */
export function changeBetween(before: Record<string, string>, after: Record<string, string>): string | null {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = paths.filter((path) => before[path] !== after[path]);
  return changed.length === 0 ? null : changed.slice(0, 5).join(', ');
}
