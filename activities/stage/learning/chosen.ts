// The skills that a Librarian chose, taken anew from the sources that the configuration names: what it copied counts for nothing.
import type { SkillChoice } from '../../../core/artifacts/skill-choice.js';
import { readChoice } from '../../../core/artifacts/skill-choice.js';
import { runArtifacts } from '../../../core/contracts/paths.js';
import { inert } from '../../../core/inert.js';
import type { Dirs } from '../../../disk/dirs.js';
import { type OfferedSkill, offeredSkills } from '../../../disk/skill-sources.js';
import { learningSettings } from '../../learning-settings.js';
import { type Fault, together } from '../faults.js';
import type { LeftByStage } from '../left.js';
import type { Proposed } from './candidate.js';

const FILE = runArtifacts.skillChoice;

export async function chosenSkills(dirs: Dirs, left: LeftByStage): Promise<{ skills: Proposed[] } | Fault> {
  const text = left.text(FILE);
  if (text === null) return { failureClass: 'artifact_missing', detail: missing(left) };
  const read = readChoice(text);
  if ('problem' in read) return invalid(`${FILE} is no choice: ${read.problem}.`);
  const { sources } = await learningSettings(dirs.state);
  const offered = offeredSkills(dirs.workspace, sources).skills;
  const taken = read.skills.map((one) => offerFor(one, sources, offered));
  const fault = together(taken.flatMap((one) => (typeof one === 'string' ? [invalid(one)] : [])));
  return fault ?? { skills: taken.flatMap((one) => (typeof one === 'string' ? [] : [one])) };
}

function missing(left: LeftByStage): string {
  const reason = left.leftOut(FILE);
  return reason === null ? `${FILE} is not in the Run Directory.` : `${FILE} cannot be read: ${reason}.`;
}

/** Or why it may not be taken. */
function offerFor(
  { id, source, sha256 }: SkillChoice,
  sources: readonly string[],
  offered: readonly OfferedSkill[],
): Proposed | string {
  const shown = inert(source.slice(0, 200));
  if (!sources.includes(source)) return `${FILE}: ${shown} is no source that the configuration names.`;
  const offer = offered.find((one) => one.source === source && one.id === id);
  if (offer === undefined) return `${FILE}: ${shown} offers no skill ${id}.`;
  if (offer.sha256 === sha256) return offer;
  return `${FILE}: ${id} in ${shown} has the digest ${offer.sha256}, and not ${sha256}. Read it again: it is not what you judged.`;
}

const invalid = (detail: string): Fault => ({ failureClass: 'artifact_invalid', detail });
