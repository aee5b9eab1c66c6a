// A skill candidate before an operator: which one is meant, whether it is still what was filed, and what promoting it would change.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { skillDigest, skillFaults, skillText } from '../../core/assets/skill.js';
import { RUNTIME_DIR, statePaths } from '../../core/contracts/paths.js';
import { unifiedDiff } from '../../core/ground/unified-diff.js';
import { candidateFiles } from '../../core/learning/candidate-files.js';
import type { SkillCandidate } from '../../core/learning/candidate.js';
import type { PlainFile } from '../../disk/plain-tree.js';
import type { PlacedSkill } from '../../disk/placed-skill.js';
import { type CandidateView, candidateTree, listCandidates } from '../../read/candidates.js';
import { readPiece } from '../../read/files.js';
import { CliError, failed, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { inert } from '../render/inert.js';

/** The one of that id, or whose id begins with it. Exit 4 when there is none that waits, exit 2 when it fits several. */
export const theCandidate = (workspace: string, given: string): CandidateView =>
  oneOf(workspace, given, listCandidates(workspace, ['waiting']));

/** As `theCandidate`, also where somebody decided on it. */
export const anyCandidate = (workspace: string, given: string): CandidateView =>
  oneOf(workspace, given, listCandidates(workspace));

function oneOf(workspace: string, given: string, all: readonly CandidateView[]): CandidateView {
  const fits = fitting(all, given);
  const [one, ...others] = fits;
  if (one === undefined) throw noCandidate(workspace, given);
  if (others.length > 0) throw misused(`${given} fits ${fits.map(({ id }) => id).join(', ')}.`, 'Write more of it.');
  return one;
}

/** A whole id comes before the beginning of one. */
function fitting(all: readonly CandidateView[], given: string): CandidateView[] {
  const exact = all.filter(({ id }) => id === given);
  return exact.length > 0 || given === '' ? exact : all.filter(({ id }) => id.startsWith(given));
}

function noCandidate(workspace: string, given: string): CliError {
  const [before] = fitting(listCandidates(workspace, ['promoted', 'rejected']), given);
  const who = before?.decision ? ` by ${before.decision.by} at ${before.decision.at}` : '';
  const message =
    before === undefined ? `No skill candidate ${given} waits.` : `${before.id} was ${before.state}${who}.`;
  const hint =
    before === undefined
      ? '`millrace skills ls` lists those that wait.'
      : `\`millrace skills show ${before.id}\` shows it.`;
  return notFound(message, hint);
}

export interface SoundCandidate extends CandidateView {
  record: SkillCandidate;
  /** Of the skill, `path` relative to its folder. */
  files: (PlainFile & { text: string })[];
}

/** `stateDir`: ours, which says what was filed. Exit 1 with everything that is not as it was filed. */
export function soundCandidate(workspace: string, stateDir: string, view: CandidateView): SoundCandidate {
  const { record } = view;
  const filed = readPiece(join(stateDir, statePaths.candidate(view.id)), { first: 100 })?.text.trim();
  if (record === null || filed !== view.sha256) throw edited(view, [recordFault(record, filed)]);
  const tree = candidateTree(workspace, { path: `${view.path}/${candidateFiles.skill}` });
  const files = tree.files.map((file) => ({ ...file, text: skillText(file.bytes) ?? '' }));
  const digests = new Map(files.map((file) => [file.path, createHash('sha256').update(file.bytes).digest('hex')]));
  const known = new Map(record.files.map((file) => [file.path, file.sha256]));
  const faults = [
    ...tree.odd.map(({ path, reason }) => `${path}: ${reason}`),
    ...[...known].flatMap(([path, sha256]) =>
      digests.get(path) === sha256 ? [] : [`${path}: ${changed(digests.has(path))}`],
    ),
    ...[...digests.keys()].flatMap((path) => (known.has(path) ? [] : [`${path}: it was added`])),
  ];
  const digested = [...digests].map(([path, sha256]) => ({ path, sha256 }));
  if (faults.length === 0 && skillDigest(digested) !== record.sha256)
    faults.push(`${candidateFiles.record}: ${changed(true)}`);
  if (faults.length > 0) throw edited(view, faults);
  const programs = new Set(record.files.flatMap((file) => (file.executable ? [file.path] : [])));
  const sound = files.map((file) => ({ ...file, executable: programs.has(file.path) }));
  const wrong = skillFaults(record.skill_id, sound, record.source !== null);
  if (wrong.length > 0) throw edited(view, wrong);
  return { ...view, record, files: sound };
}

const changed = (isThere: boolean): string => (isThere ? 'it was changed' : 'it is gone');

function recordFault(record: SkillCandidate | null, filed: string | undefined): string {
  if (record === null) return `${candidateFiles.record}: it cannot be read`;
  return filed === undefined ? 'nothing on this machine filed it' : `${candidateFiles.record}: it was changed`;
}

function edited({ id, path }: CandidateView, faults: readonly string[]): CliError {
  return new CliError({
    ...{ exit: EXIT.conflict, code: 'candidate_edited', below: faults.slice(0, 20).map((one) => `  ${inert(one)}`) },
    message: `Nothing was installed: ${id} is not as it was filed:`,
    hint: `Look at ${RUNTIME_DIR}/${path}; what you want of it \`millrace skills install\` takes from a folder of yours, and \`millrace skills reject ${id} --reason WHY\` puts it away.`,
  });
}

/** What is there now of that id, against what was there when the candidate was made; null = the same. */
export function driftOf({ replaces }: SkillCandidate, now: PlacedSkill | null): string | null {
  if (now?.sha256 === replaces?.sha256 && now?.origin === replaces?.origin) return null;
  if (replaces === null) return 'there was no such skill when it was made, and now there is one';
  if (now === null) return 'the skill that it changes is gone';
  const moved = now.origin === replaces.origin ? '' : `, and is ${now.origin} where it was ${replaces.origin}`;
  return `the skill was changed since it was made${moved}`;
}

/** Exit 5 unless it is forced. */
export function assertNoDrift({ id, record }: SoundCandidate, now: PlacedSkill | null, force: boolean): void {
  const drift = driftOf(record, now);
  if (drift === null || force) return;
  const hint = `\`millrace skills show ${id}\` shows what would be lost; --force takes the candidate all the same.`;
  throw new CliError({ exit: EXIT.conflict, code: 'skill_changed', message: `Nothing was installed: ${drift}.`, hint });
}

/** From what is there now to the candidate, line by line, inert. */
export function changeLines({ files }: SoundCandidate, now: PlacedSkill | null): string[] {
  const old = new Map(
    now?.files.map((file) => [file.path, skillText(file.bytes) ?? `(${file.bytes.length} bytes that are no text)`]),
  );
  const next = new Map(files.map((file) => [file.path, file.text]));
  const paths = [...new Set([...old.keys(), ...next.keys()])].sort();
  const diffs = paths.map((path) => unifiedDiff(path, old.get(path) ?? null, next.get(path) ?? null));
  return diffs.flatMap((diff) => (diff === '' ? [] : diff.trimEnd().split('\n'))).map(inert);
}

/** What is to be known of it before one says yes. */
export function warningsOf({ record, files }: SoundCandidate, now: PlacedSkill | null, drift: string | null): string[] {
  const programs = files.filter((file) => file.executable).map((file) => file.path);
  const lost = now === null || drift === null ? [] : now.files.map((file) => file.path);
  const target = record.target_skill_id;
  return [
    ...(now?.origin === 'shipped'
      ? [`It takes the place of the skill ${record.skill_id} that ships with Millrace.`]
      : []),
    ...(target !== null && target !== record.skill_id ? [`The request was about the skill ${target}.`] : []),
    ...(programs.length > 0 ? [`It brings programs: ${programs.join(', ')}.`] : []),
    ...(lost.length > 0
      ? [`Lost with it, as ${drift ?? ''}: what is not in the candidate of ${lost.join(', ')}.`]
      : []),
  ].map(inert);
}

/** Agents decide about no candidate. */
export async function assertOperator(env: NodeJS.ProcessEnv): Promise<void> {
  const { isAgents } = await import('../stage-process.js');
  if (await isAgents(env))
    throw failed(
      'not_an_operator',
      'This process belongs to the agent of a stage, and agents promote and reject no candidate.',
    );
}
