// `mirror verify|rebuild`: whether the files show what the workflows say, and making them so.
import type { Difference } from '../../disk/mirror/difference.js';
import type { Verified } from '../../worker/mirror-audit.js';
import { type Context, identify, type Result } from '../context.js';
import { EXIT, type ExitCode } from '../exit.js';
import { listed, restInJson, ROWS } from '../render/listed.js';
import { section, table } from '../render/table.js';
import { counted } from '../render/count.js';

const TIMEOUT_MS = 30_000;

export async function verify(context: Context): Promise<Result> {
  const { dir } = await identify(context);
  const audit = await import('../../worker/mirror-audit.js');
  const { seq, documents, differences } = await audit.verify(dir, optionsOf(context));
  const equal = differences.length === 0;
  const data = { equal, seq, documents, differences };
  if (equal)
    return { data, lines: [`Equal: ${counted(documents, 'document')}, snapshot and status files (seq ${seq}).`] };
  return { data, exit: EXIT.failed, lines: [...differing(differences), '', hint(differences)] };
}

export async function rebuild(context: Context): Promise<Result> {
  const { dir } = await identify(context);
  const audit = await import('../../worker/mirror-audit.js');
  if (context.dryRun) return wouldMend(await audit.verify(dir, optionsOf(context)));
  const { seq, documents, differences, healed } = await audit.rebuild(dir, context.issuer, optionsOf(context));
  const done = healed.length === 0 ? 'Nothing was different' : `Mended ${count(healed.length)}`;
  const data = { equal: differences.length === 0, seq, documents, healed, differences };
  const head = `${done}; ${counted(documents, 'document')}, snapshot and status files (seq ${seq}).`;
  if (differences.length === 0) return { data, lines: [head] };
  const exit: ExitCode = EXIT.failed;
  return { data, exit, lines: [`Mended ${count(healed.length)}; left:`, ...differing(differences)] };
}

/** What only a person can put right would be left. */
function wouldMend({ seq, documents, differences: found }: Verified): Result {
  const [healed, left] = [found.filter(isMendable), found.filter((one) => !isMendable(one))];
  const done = healed.length === 0 ? 'Nothing is different' : `Mends ${count(healed.length)}`;
  const data = { equal: left.length === 0, seq, documents, healed, differences: left };
  const lines = [`${done}; ${counted(documents, 'document')}, snapshot and status files (seq ${seq}).`];
  const more = left.length === 0 ? [] : ['Left:', ...differing(left)];
  return { data, lines: [...lines, ...more], ...(left.length === 0 ? {} : { exit: EXIT.failed }) };
}

const isMendable = ({ remedy }: Difference): boolean => remedy === undefined;

const optionsOf = (context: Context) => ({ timeoutMs: TIMEOUT_MS, say: context.note });

const count = (n: number): string => counted(n, 'difference');

function differing(differences: readonly Difference[]): string[] {
  const rows = differences.map(({ path, expected, found }) => [path, expected, found]);
  const remedies = differences.flatMap(({ path, remedy }) => (remedy === undefined ? [] : [`${path}: ${remedy}`]));
  const shown = table(rows.slice(0, ROWS), ['PATH', 'EXPECTED', 'FOUND']);
  const left = rows.length > ROWS ? [restInJson(rows.length - ROWS)] : [];
  return [...shown, ...left, ...section('What to do', listed(remedies, ROWS, restInJson))];
}

function hint(differences: readonly Difference[]): string {
  const mendable = differences.filter(isMendable).length;
  const what = count(differences.length);
  return mendable === 0 ? `${what}.` : `${what}; \`millrace mirror rebuild\` writes the files anew.`;
}
