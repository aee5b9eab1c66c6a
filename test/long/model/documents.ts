// The documents that a person adds: the text for the real thing, and what the model knows of it.
import { BACKLOG } from '../../../core/contracts/ids.js';
import type { DocumentRef } from '../../../core/contracts/documents.js';
import { specText } from '../../support/spec-text.js';
import { taskText } from '../../support/task-text.js';
import { documentRef } from '../../pure/world.js';
import type { Chance } from '../chaos/chance.js';

export interface Added {
  text: string;
  ref: DocumentRef;
}

export const FAMILIES = ['task', 'task', 'task', 'task', 'task', 'spec', 'incident', 'probe'] as const;
type Family = (typeof FAMILIES)[number];

/** Ids that documents may name. */
export interface Known {
  roots: string[];
  tasks: string[];
}

/** The `number`-th of them. It may lie under a root, and a task may wait for others, also for one that never comes. */
export function drawDocument(chance: Chance, family: Family, number: number, { roots, tasks }: Known): Added {
  const id = `${family.charAt(0)}${String(number).padStart(2, '0')}`;
  const root = chance.pick([BACKLOG, BACKLOG, ...roots]);
  const needs = family === 'task' && chance.next() < 0.6 ? chance.shuffled([...tasks, 'never']).slice(0, 2) : [];
  const ref = documentRef(family, id, rootOf(family, id, root), chance.next() < 0.5 ? needs : needs.slice(0, 1));
  return { text: textOf(family, id, root, ref.dependsOn), ref };
}

function rootOf(family: string, id: string, root: string): string {
  if (family === 'spec') return id;
  return family === 'probe' ? BACKLOG : root;
}

function textOf(family: Family, id: string, root: string, needs: string[]): string {
  const under = root === BACKLOG ? '' : `Root-Spec-ID: ${root}\n`;
  if (family === 'spec') return specText(id);
  if (family === 'probe') return probeText(id);
  if (family === 'incident') return incidentText(id, under);
  const after = needs.length === 0 ? '' : `\nDepends-On:\n${needs.map((one) => `- ${one}\n`).join('')}`;
  return taskText(id, under + after);
}

const probeText = (id: string): string => `# Probe ${id}

Probe-ID: ${id}
Title: Probe ${id}
Summary: Look into ${id}.
Request: What is ${id}?
Created-At: 2026-01-01T00:00:00Z
Created-By: tester
`;

const incidentText = (id: string, under: string): string => `# Incident ${id}

Incident-ID: ${id}
Title: Incident ${id}
Summary: Something is wrong with ${id}.
${under}Source-Stage: builder
Source-Plane: execution
Failure-Class: builder_blocked
Trigger-Reason: somebody saw it
Consultant-Decision: needs_planning
Opened-At: 2026-01-01T00:00:00Z
Opened-By: tester
`;
