// What is wrong with the form of a file that a stage left, by the schema of its artifact. Every schema of `ARTIFACT_SCHEMAS` but
// the folder has its reader here, so that nothing is declared that nobody checks.
import type { ARTIFACT_SCHEMAS } from '../contracts/registered.js';
import type { ResultClass } from '../contracts/plan.js';
import { parseReconPacket } from '../documents/parse.js';
import { MOST_READ } from '../json-lines.js';
import { own } from '../own.js';
import { BLUEPRINT_ITEM, type BlueprintKind, readBlueprint } from './blueprint/forms.js';
import { dispositionProblem } from './disposition.js';
import { choiceProblem } from './skill-choice.js';
import { verdictOf } from './verdict.js';

/** What the stage worked on, and how it ended. */
export interface LeftBy {
  item: string;
  outcome: string;
  resultClass: ResultClass;
}

type Reader = (text: string, by: LeftBy) => string | null;
type FileSchema = Exclude<(typeof ARTIFACT_SCHEMAS)[number], 'directory'>;

/** A sentence without its subject and full stop, such as `is empty`; null = nothing. A schema that no code knows is of no form. */
export function formFault(schema: string, text: string, by: LeftBy): string | null {
  if (text.trim() === '') return 'is empty';
  if (text.length > MOST_READ) return 'has more than 256 kB';
  return own<Reader>(READERS, schema)?.(text, by) ?? null;
}

/** A heading alone tells nobody anything. */
const markdown: Reader = (text) =>
  text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .split('\n')
    .some((line) => /[\p{L}\p{N}]/u.test(line) && !/^\s{0,3}#{1,6}(?:\s|$)/.test(line))
    ? null
    : 'has nothing but headings';

const blueprint =
  (kind: BlueprintKind): Reader =>
  (text, by) => {
    const read = readBlueprint(kind, text);
    if ('problem' in read) return `is no ${kind}: ${String(read.problem)}`;
    const fields: Record<string, unknown> = read;
    const about = String(own(fields, BLUEPRINT_ITEM[kind]));
    if (about !== by.item) return `is about ${about}, and the stage worked on ${by.item}`;
    return kind === 'blueprint_evaluation' ? decisionFault(String(own(fields, 'decision')), by) : null;
  };

const DECISIONS: Partial<Record<ResultClass, string>> = {
  success: 'approved',
  followup_needed: 'rejected',
  blocked: 'blocked',
};

function decisionFault(decision: string, { outcome, resultClass }: LeftBy): string | null {
  const wanted = own(DECISIONS, resultClass) ?? decision;
  return decision === wanted ? null : `says ${decision}, and ${outcome} needs ${wanted}`;
}

const READERS: Readonly<Record<FileSchema, Reader>> = {
  markdown,
  text: () => null,
  blueprint_critique: blueprint('blueprint_critique'),
  blueprint_evaluation: blueprint('blueprint_evaluation'),
  blueprint_manifest: blueprint('blueprint_manifest'),
  blueprint_packet: blueprint('blueprint_packet'),
  blueprint_repair_decision: blueprint('blueprint_repair_decision'),
  planner_disposition: (text) => prefixed('is no disposition: ', dispositionProblem(text)),
  recon_packet: (text) => {
    const parsed = parseReconPacket(text);
    return parsed.ok ? null : `is no packet: ${parsed.problems.map(({ message }) => message).join(' ')}`;
  },
  skill_choice: (text) => prefixed('is no choice: ', choiceProblem(text)),
  verdict: (text) => {
    const verdict = verdictOf(text);
    return 'problem' in verdict ? `is no verdict: ${verdict.problem}` : null;
  },
};

const prefixed = (prefix: string, problem: string | null): string | null =>
  problem === null ? null : `${prefix}${problem}`;
