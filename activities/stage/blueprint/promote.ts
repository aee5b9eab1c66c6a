// The task of an approved blueprint: the one document that the stage left for it, checked against packet and draft, with its origin.
import { type Packet, readBlueprint } from '../../../core/artifacts/blueprint/forms.js';
import type { Candidate, Promotion } from '../../../core/artifacts/blueprint/record.js';
import { promoted, taskFaults } from '../../../core/artifacts/blueprint/task.js';
import { RUNTIME_DIR, runtimePaths } from '../../../core/contracts/paths.js';
import { checkFile } from '../../../core/documents/check.js';
import { documentFacts } from '../../../core/documents/facts.js';
import { renderDocument } from '../../../core/documents/render.js';
import type { Dirs } from '../../../disk/dirs.js';
import { sentence } from '../../../disk/intake/examine.js';
import { findText, getText, putText } from '../../../disk/store/texts.js';
import type { Ended } from '../effect.js';
import type { Emissions } from '../emissions.js';
import type { Fault } from '../faults.js';
import { type Found, generated, readAs } from '../generated.js';
import type { Stand } from './stand.js';

export interface Approved {
  stand: Stand;
  /** Null where none is on record, which is told elsewhere. */
  candidate: Candidate | null;
  /** Id of the evaluation that approved it. */
  evaluation: string;
}

type Promoted = { faults: Fault[] } | { emissions: Emissions; promotion: Promotion };

/** `nameOf`: of the task where it does not lie in the outbox. */
export async function promote(
  ended: Ended,
  { stand, candidate, evaluation }: Approved,
  nameOf: (ending: 'json' | 'md') => string,
): Promise<Promoted> {
  const { dirs, emissions } = ended;
  const found = await taskOf(ended, nameOf);
  if (Array.isArray(found)) return { faults: found };
  const packet = candidate === null ? null : await packetOf(dirs, candidate);
  if (candidate === null || packet === null) return { faults: candidate === null ? [] : [invalid(LOST)] };
  const faults = taskFaults(found, packet, stand.draft);
  if (faults.length > 0) return { faults };
  const text = renderDocument(promoted(found, { ...stand, references: filesOf(candidate.id, evaluation) }));
  const checked = checkFile('task', found.id, Buffer.from(text));
  if (!checked.ok) return { faults: [invalid(checked.problems.map(sentence).join(' '))] };
  const sha256 = await putText(dirs.state, text);
  const [left] = emissions.documents;
  const taken = emissions.taken.map((one) => (one.stored === left?.sha256 ? { ...one, stored: sha256 } : one));
  const documents = [documentFacts(checked.document, sha256, 'emission')];
  // A repeat after a crash answers from its record: this is made once.
  const promotion = { blueprint: candidate.id, task: found.id, sha256, at: new Date().toISOString() };
  return { emissions: { ...emissions, documents, taken }, promotion };
}

const LOST = 'The packet on record is lost: the Contractor has to leave it again.';

/** The one task, or what is wrong with what was left. */
async function taskOf(
  { dirs, emissions, left }: Ended,
  nameOf: (ending: 'json' | 'md') => string,
): Promise<Exclude<Found, { detail: string }> | Fault[]> {
  const [one, ...others] = emissions.documents;
  if (others.length > 0)
    return [
      invalid(`A blueprint becomes one task, and ${emissions.documents.map(({ id }) => id).join(', ')} were left.`),
    ];
  const found =
    one === undefined ? generated(left, 'task', nameOf) : readAs('task', await getText(dirs.state, one.sha256));
  if (found === null) return [missing(emissions)];
  return 'detail' in found ? [invalid(found.detail)] : found;
}

/** What was set aside the outbox tells itself. */
const missing = ({ refused }: Emissions): Fault => ({
  failureClass: 'generated_task_missing',
  detail: `The blueprint is approved, and no task was left in the outbox${refused.length === 0 ? '' : ' that could be taken'}.`,
});

const invalid = (detail: string): Fault => ({ failureClass: 'generated_task_invalid', detail });

/** As it is on record; null where that is lost. */
async function packetOf({ state }: Dirs, { packet }: Candidate): Promise<Packet | null> {
  const text = await findText(state, packet);
  const read = text === null ? null : readBlueprint('blueprint_packet', text);
  return read === null || 'problem' in read ? null : read;
}

const filesOf = (blueprint: string, evaluation: string): string[] =>
  [runtimePaths.blueprintMarkdown('approved', blueprint), runtimePaths.blueprintEvaluation(evaluation)].map(
    (file) => `${RUNTIME_DIR}/${file}`,
  );
