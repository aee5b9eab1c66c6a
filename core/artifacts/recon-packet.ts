// What Recon found out about a probe, and whom it hands it to: the packet has to fit the outcome, and the document it names.
import type { FieldValue, Problem, WorkDocument } from '../contracts/documents.js';
import { RUNTIME_DIR, runtimePaths } from '../contracts/paths.js';
import { parseReconPacket } from '../documents/parse.js';
import { own } from '../own.js';

/** Whom the probe is handed to: one document, or nobody. */
export interface Handoff {
  packet: string;
  document: { family: 'task' | 'spec'; id: string } | null;
}

export type CheckedPacket = ({ ok: true } & Handoff) | { ok: false; detail: string };

interface Way {
  decision: string;
  target: string;
  family: 'task' | 'spec' | null;
}

const BLOCKED: Way = { decision: 'blocked', target: 'blocked', family: null };
const WAYS: Readonly<Record<string, Way>> = {
  RECON_TO_EXECUTION: { decision: 'to_execution', target: 'execution', family: 'task' },
  RECON_TO_PLANNING: { decision: 'to_planning', target: 'planning', family: 'spec' },
  RECON_NOOP: { decision: 'noop', target: 'noop', family: null },
  RECON_BLOCKED: BLOCKED,
  BLOCKED,
};

const EMITTED = { task: 'Emitted-Task-ID', spec: 'Emitted-Spec-ID' } as const;

/** `text`: the packet, null = none. `outcome`: what the stage named. `probe`: id of the item. */
export function checkPacket(text: string | null, outcome: string, probe: string): CheckedPacket {
  if (text === null) return bad('recon_packet.md is not there; every outcome of Recon needs it.');
  const way = own(WAYS, outcome);
  if (way === undefined) return bad(`${outcome} is no outcome that a packet could stand for.`);
  const parsed = parseReconPacket(text);
  if (!parsed.ok) return bad(parsed.problems.map(sentence).join(' '));
  const { id, fields } = parsed.document;
  const problem = misfit(fields, way, outcome, probe);
  if (problem !== null) return bad(problem);
  const { family } = way;
  return { ok: true, packet: id, document: family === null ? null : { family, id: String(fields[EMITTED[family]]) } };
}

function misfit(fields: WorkDocument['fields'], way: Way, outcome: string, probe: string): string | null {
  if (fields['Probe-ID'] !== probe)
    return `It is about probe ${shown(fields['Probe-ID'])}; the active one is ${probe}.`;
  for (const [label, wanted] of [
    ['Decision', way.decision],
    ['Handoff-Target', way.target],
  ] as const)
    if (fields[label] !== undefined && fields[label] !== wanted)
      return `${label} is ${shown(fields[label])}, and ${outcome} needs ${wanted}.`;
  for (const family of ['task', 'spec'] as const) {
    const isThere = fields[EMITTED[family]] !== undefined;
    if (isThere !== (way.family === family))
      return `${EMITTED[family]} ${isThere ? 'is there' : 'is missing'}, which does not fit ${way.decision}.`;
  }
  const odd = ['Relevant-Paths', 'Relevant-Tests'].find((label) =>
    listOf(own(fields, label)).some((one) => !isReasoned(one)),
  );
  return odd === undefined ? null : `Every item of ${odd} is a path, \` | \` and the reason.`;
}

/** The document that Recon left, with what shows where it comes from. A spec is the root of a lineage unless it says of which. */
export function handedOn(document: WorkDocument, packet: string, probe: string): WorkDocument {
  const { family, id, fields } = document;
  const intake = { 'Root-Intake-Kind': 'probe', 'Root-Intake-ID': probe };
  const root = { 'Source-Type': 'probe', 'Source-ID': probe, 'Root-Spec-ID': fields['Root-Spec-ID'] ?? id };
  const source = family === 'spec' ? { ...intake, ...root } : intake;
  const found = [runtimePaths.reconPacket(packet), runtimePaths.document('probe', 'done', probe)];
  const references = [...listOf(fields['References']), ...found.map((file) => `${RUNTIME_DIR}/${file}`)];
  return { ...document, fields: { ...fields, ...source, References: [...new Set(references)] } };
}

const bad = (detail: string): CheckedPacket => ({ ok: false, detail });

const listOf = (value: FieldValue | undefined): string[] => (Array.isArray(value) ? value : []);

const isReasoned = (item: string): boolean => /\S\s*\|\s*\S/.test(item);

const shown = (value: FieldValue | undefined): string => String(value ?? 'missing');

const sentence = ({ message, hint, line }: Problem): string =>
  `${line === undefined ? '' : `Line ${line}: `}${message}${hint === undefined ? '' : ` ${hint}`}`;
