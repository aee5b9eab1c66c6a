// `skills promote|reject`: an operator decides on what learning made. Promoting is trust, too: the skill guides agents from the next plan on.
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { candidateFiles } from '../../core/learning/candidate-files.js';
import type { StoredFile } from '../../disk/store/change-set.js';
import { placedSkill } from '../../disk/placed-skill.js';
import { type CandidateView, candidateTree, DECISION } from '../../read/candidates.js';
import { type Context, identify, type Result } from '../context.js';
import { assertWhole } from '../whole-id.js';
import { misused } from '../errors.js';
import { inert } from '../render/inert.js';
import { listed } from '../render/listed.js';
import {
  assertNoDrift,
  assertOperator,
  changeLines,
  driftOf,
  soundCandidate,
  type SoundCandidate,
  theCandidate,
  warningsOf,
} from '../shelf/candidate.js';
import { changeAll } from '../shelf/change.js';
import { folderFor, installation } from '../shelf/install.js';
import { listSkills } from '../shelf/skills.js';
import { stateDirOf } from '../trust/standing.js';
import { assertWanted } from '../trust/wanted.js';

const LINES = 400;

export async function promote(
  context: Context,
  options: { yes?: boolean; force?: boolean },
  given: string,
): Promise<Result> {
  await assertOperator(context.env);
  const { dir, id } = await identify(context);
  const candidate = soundCandidate(dir, await stateDirOf(id, context.env), theCandidate(dir, given));
  const { record } = candidate;
  const now = placedSkill(dir, record.skill_id);
  assertNoDrift(candidate, now, options.force === true);
  const drift = driftOf(record, now);
  const told = [...changeLines(candidate, now), ...warningsOf(candidate, now, drift)];
  for (const line of listed(told, LINES, moreLines(candidate))) context.note(line);
  await assertWanted(context, options.yes, `promote ${candidate.id} to the skill ${record.skill_id}`);
  const folder = await putInPlace(context, dir, candidate, drift !== null);
  const destination = `${RUNTIME_DIR}/${folder}`;
  const lines = [
    `The skill ${record.skill_id} is promoted from ${candidate.id}: ${destination}.`,
    ...whatNow(record.skill_id),
  ];
  return {
    data: { id: record.skill_id, candidate: candidate.id, destination, replaced: now?.origin ?? null, drift },
    lines,
  };
}

const moreLines =
  ({ path }: CandidateView) =>
  (count: number): string =>
    `… ${count} more lines; ${RUNTIME_DIR}/${path}/${candidateFiles.diff} has them`;

/** Skill, log, and the candidate's folder: all of it, or nothing. Gives the folder of the skill, relative to `millrace-agents/`. */
async function putInPlace(context: Context, dir: string, candidate: SoundCandidate, forced: boolean): Promise<string> {
  const { id, record, files } = candidate;
  const present = listSkills(dir).skills.find((one) => one.id === record.skill_id);
  const kept = files.map((file) => [file.path, { bytes: file.bytes, executable: file.executable }] as const);
  const skill = { id: record.skill_id, from: `candidate ${id}`, files: new Map(kept) };
  const line = { operation: 'promote', candidate: id, run_id: record.run_id, issuer: context.issuer };
  await changeAll(context, dir, 'skills promote', [
    ...installation(dir, skill, present, line),
    ...moved(context, dir, candidate, 'promoted', null, forced),
  ]);
  return folderFor(dir, record.skill_id, present);
}

const whatNow = (id: string): string[] => [
  'It counts from the next plan on: `millrace config reload` brings it to a worker that runs, and the next `millrace run` has it.',
  `Only stages have it that name ${id} under \`skills\`: \`millrace assets copy stages/KIND\` makes a kind of stage yours, in whose file it can be named.`,
];

export async function reject(context: Context, options: { reason?: string }, given: string): Promise<Result> {
  await assertOperator(context.env);
  const reason = options.reason?.trim() ?? '';
  if (reason === '' || reason.length > 1000)
    throw misused(
      'A candidate is rejected for a reason.',
      `For example: millrace skills reject ${given} --reason "too wide"`,
    );
  const { dir } = await identify(context);
  const candidate = theCandidate(dir, given);
  await assertWhole(context, 'candidate', given, candidate.id);
  await changeAll(context, dir, 'skills reject', moved(context, dir, candidate, 'rejected', reason, false));
  const place = `${RUNTIME_DIR}/${runtimePaths.rejected(candidate.id)}`;
  return {
    data: { candidate: candidate.id, reason },
    lines: [`${candidate.id} is rejected: ${inert(reason)}`, `It lies in ${place}.`],
  };
}

/** Its files in the folder of those that were decided on, with who decided and when. */
function moved(
  { issuer }: Context,
  dir: string,
  candidate: CandidateView,
  to: 'promoted' | 'rejected',
  reason: string | null,
  forced: boolean,
): StoredFile[] {
  const place = runtimePaths[to](candidate.id);
  const decision = {
    ...{ schema_version: '1.0', kind: 'skill_decision', candidate_id: candidate.id, decision: to },
    ...{ by: issuer, at: new Date().toISOString(), reason, ...(forced ? { forced } : {}) },
  };
  return [
    ...candidateTree(dir, candidate).files.flatMap(({ path, bytes }) => [
      { path: `${place}/${path}`, content: bytes },
      { path: `${candidate.path}/${path}`, content: null },
    ]),
    { path: `${place}/${DECISION}`, content: `${JSON.stringify(decision, null, 2)}\n` },
  ];
}
