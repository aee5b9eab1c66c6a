// A workspace stays with the server of its first use; another one would know nothing of its work. Written once, into the workspace.
import { join } from 'node:path';
import { z } from 'zod';
import { readText, writeOnce, writeWhole } from '../../agents/files.js';
import { shownFile } from '../../disk/folder.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { ServerChoice, ServerDecision } from './choose.js';
import { errorReason, ServerError } from './error.js';
import { homeText, otherHome } from '../elsewhere.js';

const boundAt = z.string();
const bindingSchema = z.discriminatedUnion('kind', [
  /** `home`: the state home, which the server's database is in. */
  z.object({ kind: z.literal('embedded'), home: z.string().optional(), boundAt }),
  z.object({
    kind: z.literal('external'),
    address: z.string(),
    namespace: z.string(),
    /** Null where the server does not say. */
    clusterId: z.string().nullable(),
    boundAt,
  }),
]);

/** The embedded server's ports and cluster id may change, so they are not part of it. */
export type Binding = z.infer<typeof bindingSchema>;

export interface Bound {
  binding: Binding;
  /** True when the same address and namespace now are another cluster: a server that lost its data, if it has no workflow of ours. */
  clusterChanged: boolean;
}

export const bindingFile = (workspaceDir: string): string => join(workspaceDir, RUNTIME_DIR, runtimePaths.binding);

/** Null before the first use. Throws `ServerError` (`bad_config`) when the file cannot be read as one. */
export function readBinding(workspaceDir: string): Binding | null {
  const file = bindingFile(workspaceDir);
  try {
    const text = readText(file);
    return text === null ? null : bindingSchema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : errorReason(error);
    const remedy = 'Restore the file, or remove it and the workspace is bound again at the next run.';
    throw new ServerError('bad_config', `${file} does not name a server: ${why}. ${remedy}`);
  }
}

/** To be asked before a server is started or connected to. Throws `ServerError` (`bound_elsewhere`). */
export function assertBinding(workspaceDir: string, decision: ServerDecision | ServerChoice): void {
  const binding = readBinding(workspaceDir);
  if (binding === null || sameServer(binding, decision)) return;
  const now = decision.kind === 'embedded' ? 'the embedded server' : `${describe(decision)} (${decision.from})`;
  const remedy =
    binding.kind === 'embedded'
      ? 'unset TEMPORAL_ADDRESS and TEMPORAL_PROFILE and remove [temporal] address from millrace.toml'
      : `set [temporal] address and namespace in millrace.toml, or TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, to ${describe(binding)}`;
  throw new ServerError(
    'bound_elsewhere',
    `this workspace is bound to ${describe(binding)} since ${binding.boundAt}, and this command would use ${now}, ` +
      `which knows nothing of its work. To stay, ${remedy}. To move, let the work end there and remove ${bindingFile(workspaceDir)}.`,
  );
}

/** Binds at first use, else checks. `now` is an ISO time. Throws `ServerError` (`bound_elsewhere`). */
export function bindWorkspace(
  workspaceDir: string,
  choice: ServerChoice,
  clusterId: string | null,
  now: string,
): Bound {
  const file = shownFile({ workspace: workspaceDir }, runtimePaths.binding);
  const fresh = bindingTo(choice, clusterId, now);
  if (writeOnce(file, serialize(fresh))) return { binding: fresh, clusterChanged: false };
  assertBinding(workspaceDir, choice);
  assertBoundHome(workspaceDir, choice.home);
  const binding = readBinding(workspaceDir) ?? fresh;
  const before = binding.kind === 'external' ? binding.clusterId : null;
  return { binding, clusterChanged: before !== null && clusterId !== null && before !== clusterId };
}

/** Accepts the new cluster of a server that lost its data, after the workspace has been taken up there. */
export function rebindWorkspace(
  workspaceDir: string,
  choice: ServerChoice,
  clusterId: string | null,
  now: string,
): void {
  writeWhole(
    shownFile({ workspace: workspaceDir }, runtimePaths.binding),
    serialize(bindingTo(choice, clusterId, now)),
  );
}

/**
 * Throws `ServerError` (`bound_elsewhere`). Another state home that still exists has a server that knows the work; one that is gone was left
 * behind by a move.
 */
export function assertBoundHome(workspaceDir: string, home: string | undefined): void {
  const other = otherHome(readBinding(workspaceDir), home);
  if (other === null) return;
  throw new ServerError(
    'bound_elsewhere',
    `this workspace is served from elsewhere: it is bound to the embedded server of ${homeText(other)}, and this command would use ` +
      `${home ?? 'another one'}, which knows nothing of its work. To stay, set MILLRACE_STATE_HOME to the first. ` +
      `To move, let the work end there and remove ${bindingFile(workspaceDir)}.`,
  );
}

function bindingTo({ kind, address, namespace, home }: ServerChoice, clusterId: string | null, now: string): Binding {
  return kind === 'embedded'
    ? { kind, ...(home === undefined ? {} : { home }), boundAt: now }
    : { kind, address, namespace, clusterId, boundAt: now };
}

const serialize = (binding: Binding): string => `${JSON.stringify(binding, null, 2)}\n`;

function sameServer(binding: Binding, other: ServerDecision | ServerChoice): boolean {
  if (binding.kind === 'embedded' || other.kind === 'embedded') return binding.kind === other.kind;
  return binding.address === other.address && binding.namespace === other.namespace;
}

const describe = (server: Binding | ServerDecision | ServerChoice): string =>
  'address' in server ? `${server.address}, namespace ${server.namespace}` : 'the embedded server';
