// Whether a stage left what its outcome asks for, each file on its own desk and of its form.
import path from 'node:path';
import { formFault, type LeftBy } from '../../core/artifacts/form-fault.js';
import type { PlanLeaf } from '../../core/contracts/plan.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Fault } from './faults.js';
import type { LeftByStage } from './left.js';

export interface LeavesChecked {
  /** The outcome does not stand with these. */
  faults: Fault[];
  /** For whoever comes next: what would have helped. */
  remarks: string[];
}

/** `by`: how the stage ended by its own word. */
export function checkLeaves({ node, leaves = {} }: StageRunRequest, by: LeftBy, left: LeftByStage): LeavesChecked {
  const checked: LeavesChecked = { faults: [], remarks: [] };
  for (const leaf of Object.values(leaves)) {
    const isRequired = leaf.required?.includes(by.outcome) === true;
    if (!isRequired && leaf.expected?.includes(by.outcome) !== true) continue;
    const fault = faultOf(leaf, by, left);
    if (fault === null) continue;
    if (isRequired) checked.faults.push({ ...fault, detail: `${fault.detail}, and ${by.outcome} needs it.` });
    else checked.remarks.push(`${node}: ${fault.detail}.`);
  }
  return checked;
}

/** Of several accepted names the first that is there counts. */
function faultOf(leaf: PlanLeaf, by: LeftBy, left: LeftByStage): Fault | null {
  const there = leaf.files.find((name) => left.leftOut(name) !== null || isThere(leaf, name, left));
  const name = leaf.files[0] ?? '';
  if (there === undefined) return missing(`${name} is not in the Run Directory`);
  const reason = left.leftOut(there);
  if (reason !== null) return invalid(`${there} cannot be read: ${reason}`);
  if (leaf.schema === 'directory') return folderFault(there, left);
  const text = left.text(there);
  if (text === null) return invalid(`${there} is not UTF-8`);
  const fault = formFault(leaf.schema, text, by);
  return fault === null ? null : invalid(`${there} ${fault}`);
}

const isThere = ({ schema }: PlanLeaf, name: string, left: LeftByStage): boolean =>
  schema === 'directory' ? left.kept.files.some(({ path: file }) => isBelow(file, name)) : left.bytes(name) !== null;

const isBelow = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

/** Some file in it says something. */
function folderFault(folder: string, left: LeftByStage): Fault | null {
  const files = left.kept.files.filter(({ path: file, bytes }) => isBelow(file, folder) && bytes > 0);
  const skill = left.text(path.join(folder, 'SKILL.md'))?.trim() ?? '';
  if (skill !== '') return null;
  return files.length === 0
    ? invalid(`${folder}/ has no file that holds anything`)
    : invalid(`${folder}/ has no SKILL.md`);
}

const missing = (detail: string): Fault => ({ failureClass: 'artifact_missing', detail });
const invalid = (detail: string): Fault => ({ failureClass: 'artifact_invalid', detail });
