// The fields of every family, in the order in which they are rendered. A family that a workspace added has the common ones.
import { DRAFT, PLANES } from '../contracts/families.js';
import { isFamilyId } from '../contracts/ids.js';
import { LEARNING_ACTIONS } from '../contracts/registered.js';

/** `name`: a canonical id, as of a stage; `json`: an object on one line; an array lists the allowed values. */
export type FieldKind = 'text' | 'id' | 'root' | 'name' | 'datetime' | 'bool' | 'json' | readonly string[];

export interface FieldSpec {
  label: string;
  kind: FieldKind;
  list: boolean;
  /** A required list needs at least one item. */
  required: boolean;
  /** Value of an absent scalar; not written out when rendered. */
  fallback?: string;
}

export interface FamilyFields {
  family: string;
  idLabel: string;
  createdLabel: string;
  /** All but `Title`, which every family has. */
  fields: readonly FieldSpec[];
}

export const TITLE = 'Title';

const must = (label: string, kind: FieldKind = 'text'): FieldSpec => ({ label, kind, list: false, required: true });
const may = (label: string, kind: FieldKind = 'text'): FieldSpec => ({ label, kind, list: false, required: false });
const or = (label: string, kind: FieldKind, fallback: string): FieldSpec => ({ ...may(label, kind), fallback });
const list = (label: string, kind: FieldKind = 'text'): FieldSpec => ({ label, kind, list: true, required: false });
const mustList = (label: string): FieldSpec => ({ ...list(label), required: true });

/** Where a person put it in the line; in place of when it was created. */
export const PLACE = 'Queue-Place';

const stamps = [must('Created-At', 'datetime'), must('Created-By'), may('Updated-At', 'datetime'), may(PLACE)];
const lineage = [
  may('Root-Idea-ID', 'id'),
  may('Root-Spec-ID', 'root'),
  may('Root-Intake-Kind', ['idea', 'probe', 'manual', 'incident', 'derived_spec']),
  may('Root-Intake-ID', 'id'),
];
const statusHint = may('Status-Hint', ['queued', 'active', 'blocked', 'done']);

const task: FamilyFields = {
  family: 'task',
  idLabel: 'Task-ID',
  createdLabel: 'Created-At',
  fields: [
    ...[must('Task-ID', 'id'), or('Summary', 'text', ''), ...lineage],
    ...[may('Spec-ID', 'root'), may('Parent-Task-ID', 'id'), may('Incident-ID', 'id'), statusHint, ...stamps],
    ...[list('Depends-On', 'id'), list('Blocks', 'id'), list('Tags'), list('Serves')],
    ...['Target-Paths', 'Acceptance', 'Required-Checks', 'References', 'Risk'].map(mustList),
  ],
};

const spec: FamilyFields = {
  family: 'spec',
  idLabel: 'Spec-ID',
  createdLabel: 'Created-At',
  fields: [
    ...[must('Spec-ID', 'id'), must('Summary')],
    must('Source-Type', ['idea', 'incident', 'manual', 'derived_spec', 'probe']),
    ...[may('Source-ID', 'id'), may('Parent-Spec-ID', 'id'), ...lineage, ...stamps],
    ...[mustList('Goals'), list('Non-Goals'), list('Scope'), mustList('Constraints')],
    ...[list('Assumptions'), list('Risks'), list('Target-Paths'), list('Entrypoints'), list('Required-Skills')],
    ...[list('Decomposition-Hints'), mustList('Acceptance'), mustList('References')],
  ],
};

const probe: FamilyFields = {
  family: 'probe',
  idLabel: 'Probe-ID',
  createdLabel: 'Created-At',
  fields: [
    ...[must('Probe-ID', 'id'), must('Summary'), must('Request'), statusHint, ...stamps],
    ...[list('Target-Paths'), list('Constraints'), list('Acceptance'), list('Risk-Notes')],
    ...[list('References'), list('Tags')],
  ],
};

const incident: FamilyFields = {
  family: 'incident',
  idLabel: 'Incident-ID',
  createdLabel: 'Opened-At',
  fields: [
    ...[must('Incident-ID', 'id'), must('Summary'), ...lineage],
    ...[may('Source-Task-ID', 'id'), may('Source-Spec-ID', 'id')],
    ...[must('Source-Stage', 'name'), must('Source-Plane', PLANES), must('Failure-Class')],
    may('Status-Hint', ['incoming', 'active', 'blocked', 'resolved']),
    ...[or('Severity', ['low', 'medium', 'high', 'critical'], 'medium'), or('Needs-Planning', 'bool', 'true')],
    ...[must('Trigger-Reason'), must('Consultant-Decision', ['needs_planning', 'blocked'])],
    ...[must('Opened-At', 'datetime'), must('Opened-By'), may('Updated-At', 'datetime'), may(PLACE)],
    ...[list('Observed-Symptoms'), list('Failed-Attempts'), list('Evidence-Paths'), list('Related-Run-IDs', 'id')],
    ...[list('Related-Stage-Results'), list('References')],
  ],
};

const learningRequest: FamilyFields = {
  family: 'learning_request',
  idLabel: 'Learning-Request-ID',
  createdLabel: 'Created-At',
  fields: [
    ...[must('Learning-Request-ID', 'id'), or('Summary', 'text', '')],
    must('Requested-Action', LEARNING_ACTIONS),
    ...[may('Target-Skill-ID', 'id'), may('Target-Stage', 'name'), may('Trigger-Metadata', 'json'), ...stamps],
    ...[list('Source-Refs'), list('Preferred-Output-Paths'), list('Originating-Run-IDs', 'id')],
    ...[list('Artifact-Paths'), list('Artifact-Digests'), list('References')],
  ],
};

const blueprintDraft: FamilyFields = {
  family: DRAFT,
  idLabel: 'Blueprint-Draft-ID',
  createdLabel: 'Created-At',
  fields: [
    ...[must('Blueprint-Draft-ID', 'id'), or('Summary', 'text', ''), may('Manifest-ID', 'id'), ...lineage],
    ...[may('Source-Spec-ID', 'root'), may('Draft-Index'), may('Current-Revision'), may('Status-Hint'), ...stamps],
    ...[list('Depends-On', 'id'), list('Serves'), list('Scope'), list('Non-Goals')],
    ...[mustList('Target-Paths'), mustList('Acceptance-Intent'), list('Verification-Intent')],
    ...[list('Dependency-Notes'), list('Integration-Boundary-Notes'), list('References'), list('Tags')],
  ],
};

/** What Recon leaves beside its outcome: of the same grammar, but no work item. */
export const RECON_PACKET: FamilyFields = {
  family: 'recon packet',
  idLabel: 'Recon-Packet-ID',
  createdLabel: 'Created-At',
  fields: [
    ...[must('Recon-Packet-ID', 'id'), must('Probe-ID', 'id')],
    must('Decision', ['to_execution', 'to_planning', 'noop', 'blocked']),
    // It follows from the decision; older instructions asked for it.
    may('Handoff-Target', ['execution', 'planning', 'noop', 'blocked']),
    ...[must('Confidence'), must('Risk-Level', ['low', 'medium', 'high'])],
    ...[must('Request-Summary'), must('Interpreted-Goal')],
    ...[may('Emitted-Task-ID', 'id'), may('Emitted-Spec-ID', 'id')],
    ...[must('Created-At', 'datetime'), must('Created-By', ['recon'])],
    ...[mustList('Relevant-Paths'), list('Relevant-Symbols'), list('Relevant-Tests'), mustList('Semantic-Invariants')],
    ...[list('Edge-Cases-To-Preserve'), list('Required-Commands'), list('Focused-Checks'), list('Fallback-Checks')],
    list('Open-Questions'),
  ],
};

const byFamily: ReadonlyMap<string, FamilyFields> = new Map(
  [task, spec, probe, incident, learningRequest, blueprintDraft].map((table) => [table.family, table]),
);

/** Families that have Markdown documents. */
export const DOCUMENT_FAMILIES: readonly string[] = [...byFamily.keys()];

/** Table of a family; undefined for what is no id of one. */
export const familyFields = (family: string): FamilyFields | undefined =>
  byFamily.get(family) ?? (isFamilyId(family) ? added(family) : undefined);

/** `code_review` has `Code-Review-ID`. Every other label is kept in the document's text. */
function added(family: string): FamilyFields {
  const words = family.split(/[._-]/).map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const idLabel = `${words.join('-')}-ID`;
  const lists = ['Target-Paths', 'Acceptance', 'Required-Checks', 'References', 'Tags'].map((label) => list(label));
  const fields = [must(idLabel, 'id'), or('Summary', 'text', ''), ...lineage, may('Spec-ID', 'id'), statusHint];
  return {
    family,
    idLabel,
    createdLabel: 'Created-At',
    fields: [...fields, ...stamps, list('Depends-On', 'id'), ...lists],
  };
}

const known = new Set(
  [...byFamily.values(), RECON_PACKET].flatMap((table) => [TITLE, ...table.fields.map((field) => field.label)]),
);

/** Whether any family knows the label: such a line ends an open list, also where this family does not know it. */
export const isKnownLabel = (label: string): boolean => known.has(label);
