// What became of a skill: where its text comes from, how often stages had it and how they ended, what was decided and what waits.
import { createHash } from 'node:crypto';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonLines } from '../../core/json-lines.js';
import { placedSkill } from '../../disk/placed-skill.js';
import { type CandidateView, listCandidates } from '../../read/candidates.js';
import { readPiece, shown } from '../../read/files.js';
import { noUsage, readUsage, type Usage, type UsageBySkill, usageOf } from '../../read/skill-usage.js';
import { inert } from '../render/inert.js';
import { listSkills, type SkillView } from './skills.js';

/** Everything that is known of all skills of a workspace, read once. */
export interface SkillStory {
  workspace: string;
  usage: UsageBySkill;
  candidates: CandidateView[];
}

export const storyOf = (workspace: string): SkillStory => ({
  ...{ workspace, usage: readUsage(workspace), candidates: listCandidates(workspace) },
});

/** sha256 of its page: what requests name it by. */
export const revisionOf = ({ text }: SkillView): string => createHash('sha256').update(text).digest('hex');

/** The candidate that it was promoted from; null = none. `edited`: it was changed since. */
export function promotedFrom(
  { workspace, candidates }: SkillStory,
  { id, origin }: SkillView,
): { candidate: string; edited: boolean } | null {
  const promoted = candidates.filter(({ state, record }) => state === 'promoted' && record?.skill_id === id);
  if (origin === 'shipped' || promoted.length === 0) return null;
  const now = placedSkill(workspace, id)?.sha256;
  const same = promoted.filter(({ record }) => record?.sha256 === now);
  const last = [...(same.length > 0 ? same : promoted)].sort((a, b) => (at(a) < at(b) ? -1 : 1)).at(-1);
  return last === undefined ? null : { candidate: last.id, edited: same.length === 0 };
}

const at = ({ decision }: CandidateView): string => decision?.at ?? '';

export function originOf(story: SkillStory, skill: SkillView): string {
  const from = promotedFrom(story, skill);
  const place = skill.replaces ? `${skill.origin}, in place of a shipped one` : skill.origin;
  return from === null ? place : `${place}, promoted from ${from.candidate}${from.edited ? ' and edited since' : ''}`;
}

export interface SkillUsage extends Usage {
  /** Of the text that it has now. */
  now: Usage;
}

export const usedBy = ({ usage }: SkillStory, skill: SkillView): SkillUsage => ({
  ...usageOf(usage, skill.id),
  now: usage.get(skill.id)?.get(revisionOf(skill)) ?? noUsage(),
});

/** `12, 2 not well; 3 rehearsed` */
export function usedText({ used, well, rehearsed }: Usage): string {
  const ended = used > well ? `${used}, ${used - well} not well` : String(used);
  return rehearsed === 0 ? ended : `${ended}; ${rehearsed} rehearsed`;
}

/** `BUILDER_COMPLETE 9, BLOCKED 2` */
export const outcomesText = ({ outcomes }: Usage): string =>
  Object.entries(outcomes)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');

/** What was done to it and decided about it, oldest first. */
export function skillHistory({ workspace, candidates }: SkillStory, id: string): string[] {
  const log = jsonLines(readPiece(shown(workspace, runtimePaths.skillLog))?.text ?? '');
  const done = log
    .filter((line) => line['skill_id'] === id)
    .map(
      (line) =>
        `${text(line['at'])} ${text(line['operation'])} by ${text(line['issuer'])}, from ${text(line['source'])}`,
    );
  const decided = candidates.flatMap(({ id: candidate, state, record, decision }) =>
    state === 'rejected' && record?.skill_id === id
      ? [`${decision?.at ?? ''} reject by ${decision?.by ?? ''}, ${candidate}: ${decision?.reason ?? ''}`]
      : [],
  );
  return [...done, ...decided].sort().map(inert);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** In a few words, for screens. Runs that had them are not looked into: whoever shows it knows how often each was used. */
export function skillsShown(workspace: string): { id: string; title: string; source: string }[] {
  const story: SkillStory = { workspace, usage: new Map(), candidates: listCandidates(workspace) };
  return listSkills(workspace).skills.map((skill) => ({
    ...{ id: skill.id, title: skill.description || (skill.fault ?? ''), source: originOf(story, skill) },
  }));
}
