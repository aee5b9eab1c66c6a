// What the audit is told when a ground is accepted: which files and which settings are others than before.
import { AUDIT_LIMITS } from '../../core/contracts/audit.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { type Ground, groundChanges } from '../../core/ground/ground.js';
import { settingChanges } from '../../core/ground/settings.js';
import { type Config, readConfig } from '../../core/plan/sources/config.js';
import type { LocalDecision } from '../../disk/audit/local.js';
import { type Accepted, acceptedFile, type AcceptedSaid } from './accepted.js';

export interface NewGround {
  digest: string;
  digests: Ground;
  files: ReadonlyMap<string, Uint8Array>;
}

/** `before`: what was accepted so far; null = nothing. */
export function groundDecision(before: Accepted | null, now: NewGround, said: AcceptedSaid): LocalDecision {
  const { issuer, command: how } = said;
  const changes = groundChanges(before?.files ?? new Map<string, string>(), now.digests);
  const files = changes.map(({ path, kind }) => `${path} ${kind}`);
  const settings = before === null ? [] : settingsThatDiffer(acceptedFile(before, runtimePaths.config), now.files);
  return {
    ...{ command: 'accept', issuer },
    args: { how, ...few('files', files), ...few('settings', settings) },
    before: { ground: before?.digest ?? 'none' },
    after: { ground: now.digest },
  };
}

/** Names alone: a value may be a secret. */
function settingsThatDiffer(old: Uint8Array | null, files: NewGround['files']): string[] {
  const [left, right] = [configOf(old), configOf(files.get(runtimePaths.config))];
  return left === null || right === null ? [] : settingChanges(left, right).map(({ key }) => key);
}

/** Null for what is no configuration. */
const configOf = (bytes: Uint8Array | null | undefined): Config | null =>
  readConfig(runtimePaths.config, new TextDecoder().decode(bytes ?? undefined), []);

/** The first of them, and how many there are. */
const few = (name: string, all: readonly string[]): Record<string, unknown> =>
  all.length <= AUDIT_LIMITS.standing
    ? { [name]: all }
    : { [name]: all.slice(0, AUDIT_LIMITS.standing), [`${name}InAll`]: all.length };
