// What `status` notes of who may decide: what was refused, and a configuration that changes nothing.
import type { WorkspaceSection } from '../core/contracts/mirror.js';
import { inert } from '../core/inert.js';

export function operatorNotes(workspace: WorkspaceSection | null): string[] {
  const { refused, differs } = workspace?.operators ?? {};
  return [
    ...(refused === undefined ? [] : [refusedText(refused)]),
    ...(differs
      ? ['millrace.toml names other operators than the workspace has: only `millrace keys` changes them.']
      : []),
  ];
}

function refusedText({ count, command, why, at }: { count: number; command: string; why: string; at: string }): string {
  const many = count === 1 ? 'A command was refused' : `${count} commands were refused, the last`;
  return inert(`${many} at ${at}: ${command}, ${why}.`);
}
