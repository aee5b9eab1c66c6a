// The task of an approved blueprint: nothing of the packet is left out, nothing beyond it is touched, and the runtime itself says where
// it comes from and which tasks it needs.
import type { FieldValue, WorkDocument } from '../../contracts/documents.js';
import { BACKLOG } from '../../contracts/ids.js';
import { type BlueprintFault, faultsOf, fieldIn, lacking, listIn, quoted, unlike } from './faults.js';
import type { Packet } from './forms.js';
import { type Blueprints, draftOf } from './record.js';

/** `packet`: the approved one. `draft`: null where its text is lost. */
export function taskFaults(task: WorkDocument, packet: Packet, draft: WorkDocument | null): BlueprintFault[] {
  const pair = { subject: `Task ${task.id}`, other: 'the draft' };
  const root = draft === null ? null : fieldIn(draft, 'Root-Spec-ID');
  const lost = (label: string, wanted: readonly string[], field: string): string[] => {
    const missing = lacking(wanted, listIn(task, label));
    return missing.length === 0
      ? []
      : [`${label} of task ${task.id} lacks ${quoted(missing)}, which ${field} of the packet has.`];
  };
  const mine = [...packet.intended_files, ...(draft === null ? [] : listIn(draft, 'Target-Paths'))];
  const strange = draft === null ? [] : listIn(task, 'Target-Paths').filter((one) => !isAmong(one, mine));
  return faultsOf('generated_task_invalid', [
    ...unlike(pair, 'Root-Spec-ID', fieldIn(task, 'Root-Spec-ID'), root === BACKLOG ? null : root),
    ...(draft === null
      ? []
      : [
          ...unlike(pair, 'Root-Idea-ID', fieldIn(task, 'Root-Idea-ID'), fieldIn(draft, 'Root-Idea-ID')),
          ...unlike(pair, 'Spec-ID', fieldIn(task, 'Spec-ID'), fieldIn(draft, 'Source-Spec-ID')),
        ]),
    ...lost('Acceptance', packet.task_acceptance, 'task_acceptance'),
    ...lost('Required-Checks', packet.required_checks, 'required_checks'),
    ...(strange.length === 0
      ? []
      : [
          `Target-Paths of task ${task.id} has ${quoted(strange)}, which is neither in intended_files of the packet nor in Target-Paths of the draft.`,
        ]),
  ]);
}

/** The path itself, or a folder that it lies in. */
function isAmong(path: string, all: readonly string[]): boolean {
  const one = tidy(path);
  return all.map(tidy).some((other) => one === other || one.startsWith(`${other}/`));
}

const tidy = (path: string): string =>
  path
    .trim()
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');

export interface Origin {
  draft: WorkDocument | null;
  record: Blueprints;
  /** Where people read the blueprint and its evaluation. */
  references: readonly string[];
}

/** The task with its lineage, what it serves, the tasks that it needs and where it comes from. `task`: without faults. */
export function promoted(task: WorkDocument, { draft, record, references }: Origin): WorkDocument {
  const given = draft === null ? [] : copied(task, draft);
  const needs = draft === null ? [] : listIn(draft, 'Depends-On');
  const lists = {
    'Depends-On': dependsOn(listIn(task, 'Depends-On'), needs, record),
    Serves: [...listIn(task, 'Serves'), ...(draft === null ? [] : listIn(draft, 'Serves'))],
    References: [...listIn(task, 'References'), ...references],
  };
  const filled = Object.entries(lists).flatMap(([label, all]) =>
    all.length === 0 ? [] : [[label, [...new Set(all)]] as [string, string[]]],
  );
  const { 'Depends-On': _needs, ...fields } = task.fields;
  return { ...task, fields: { ...fields, ...Object.fromEntries<FieldValue>([...given, ...filled]) } };
}

/** What the task does not say of its lineage itself. */
function copied(task: WorkDocument, draft: WorkDocument): [string, string][] {
  const from = [
    ['Root-Spec-ID', 'Root-Spec-ID'],
    ['Root-Idea-ID', 'Root-Idea-ID'],
    ['Spec-ID', 'Source-Spec-ID'],
  ] as const;
  return from.flatMap(([label, of]): [string, string][] => {
    const value = fieldIn(draft, of);
    return value === null || fieldIn(task, label) !== null ? [] : [[label, value]];
  });
}

/** Each draft that the own one needs has become a task, by whatever name. `said`: the names that the agent thought of stand for them. */
function dependsOn(said: readonly string[], needs: readonly string[], record: Blueprints): string[] {
  const tasks = needs.flatMap((id) => draftOf(record, id)?.promotion?.task ?? []);
  const meant = new Set(
    needs.filter((id) => draftOf(record, id)?.promotion !== undefined).flatMap((id) => [id, `${id}-task`]),
  );
  return [...said.filter((id) => !meant.has(id)), ...tasks];
}
