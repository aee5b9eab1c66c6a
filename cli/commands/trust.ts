// `trust`: shows what differs from the ground that was accepted, accepts it, or brings the accepted one back.
import type { StoredFile } from '../../disk/store/change-set.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { compileQuietly, type GoodPlan } from '../compile.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError, failureLines, misused, notFound } from '../errors.js';
import { readWorkspaceId } from '../../read/identity.js';
import { accept } from '../trust/accept.js';
import { type Meaning, meaningLines, meaningOf } from '../trust/meaning.js';
import { assertStill, type Standing, standingOf } from '../trust/standing.js';
import { counted } from '../render/count.js';

interface TrustOptions {
  accept?: boolean;
  revert?: boolean;
  full?: boolean;
  mode?: string;
}

export async function trust(context: Context, options: TrustOptions): Promise<Result> {
  if (options.accept === true && options.revert === true)
    throw misused('--accept and --revert are opposites.', 'Give one of them.');
  const { dir, id } = await identify(context);
  const standing = await standingOf(dir, id, context.env);
  if (options.revert === true) return revert(context, dir, standing);
  const asked = { ...context.asked, effect: options.accept === true ? context.asked.effect : ('looks' as const) };
  const seen = await look({ ...context, asked }, dir, standing, options.mode);
  if (options.accept !== true) return answer(standing, seen, options.full === true, false);
  if (seen instanceof CliError) throw seen;
  if (standing.stateDir === null) throw new Error(`${dir} has no state folder`);
  assertStill(dir, standing);
  if (context.dryRun) return wouldAccept(standing, seen, options.full === true);
  const accepted = await accept(context, standing.stateDir, standing.live, 'trust --accept');
  return answer({ ...standing, state: 'accepted', accepted }, seen, options.full === true, true);
}

/** Only accepting it gives it a digest. */
function wouldAccept(standing: Standing, seen: Meaning, full: boolean): Result {
  const { data, lines } = answer(standing, seen, full, false);
  const rest = standing.state === 'accepted' ? lines : lines.slice(0, -1);
  return { data, lines: [...rest, 'Accepted. The next `millrace run` or `config reload` uses it.'] };
}

/** What it means; or why it does not compile. */
async function look(context: Context, dir: string, standing: Standing, mode?: string): Promise<Meaning | CliError> {
  const choice = { workspace: dir, mode };
  const now: GoodPlan | CliError = await compileQuietly(context, choice).catch((error: unknown) => {
    if (error instanceof CliError) return error;
    throw error;
  });
  return now instanceof CliError ? now : meaningOf(context, standing, now, choice);
}

function answer(standing: Standing, seen: Meaning | CliError, full: boolean, now: boolean): Result {
  const { state, changes, programs, accepted } = standing;
  const isFaulty = seen instanceof CliError;
  const record = accepted && {
    digest: accepted.digest,
    at: accepted.at,
    issuer: accepted.issuer,
    command: accepted.command,
  };
  const said = isFaulty ? { fault: seen.message } : seen;
  const lines = isFaulty ? failureLines(seen.failure) : meaningLines(seen, full);
  // What is wrong, or cannot be read, nobody can accept.
  const canBe = !isFaulty && standing.live.odd.length === 0;
  return {
    data: { state, accepted: record, changes, programs, ...said },
    lines: [headline(standing, now), ...(state === 'accepted' && !now ? [] : lines), ...(canBe ? next(state) : [])],
  };
}

function headline({ state, accepted, changes, programs }: Standing, now: boolean): string {
  const by = accepted === null ? '' : ` by ${accepted.issuer} at ${accepted.at} (${accepted.command})`;
  if (now)
    return `Accepted: ${accepted?.digest.slice(0, 12) ?? ''}. The next \`millrace run\` or \`config reload\` uses it.`;
  if (state === 'accepted' && accepted === null)
    return 'Nothing here differs from what ships: nothing has to be accepted.';
  if (state === 'accepted')
    return `${RUNTIME_DIR}/ is as it was accepted${by}: ${accepted?.digest.slice(0, 12) ?? ''}.`;
  if (state === 'new')
    return 'What decides how work is done here was never accepted on this machine. Against what ships:';
  return `${counted(changes.length + programs.length, 'file')} changed since it was accepted${by}:`;
}

function next(state: Standing['state']): string[] {
  if (state === 'accepted') return [];
  const revert = state === 'changed' ? ['`millrace trust --revert` brings back what was accepted.'] : [];
  return ['', '`millrace trust --accept` accepts it. Until then nothing of it is used.', ...revert];
}

/** Links and other odd things are left for the operator: they are none of our files. */
async function revert(context: Context, dir: string, { accepted, changes, programs, live }: Standing): Promise<Result> {
  if (accepted === null || readWorkspaceId(dir) === null)
    throw notFound('Nothing was accepted here that could be brought back.', '`millrace trust` shows what lies there.');
  const { acceptedFile } = await import('../../worker/ground/accepted.js');
  const { changeFiles } = await import('../../disk/store/change-set.js');
  const wanted = changes.map(({ path }): StoredFile => ({ path, content: acceptedFile(accepted, path) }));
  if (wanted.length > 0 && !context.dryRun) await changeFiles(dir, wanted);
  for (const { path, reason } of live.odd) context.note(`${RUNTIME_DIR}/${path} stays: ${reason}.`);
  for (const { path } of programs)
    context.note(
      `${path} stays: only its digest was accepted. Bring it back yourself, as with \`git checkout -- ${path}\`.`,
    );
  const lines = wanted.map(
    ({ path, content }) => `${RUNTIME_DIR}/${path} ${content === null ? 'removed' : 'restored'}`,
  );
  return { data: { reverted: changes }, lines: lines.length === 0 ? ['It is as it was accepted.'] : lines };
}
