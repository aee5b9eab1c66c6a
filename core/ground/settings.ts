// What differs between two configurations, value by value; what could be a secret is named and not shown.
import { canonicalJson } from '../contracts/digest.js';
import type { Config } from '../plan/sources/config.js';
import { isSecretSetting } from '../plan/sources/config/runners.js';

export interface SettingChange {
  /** Dotted, such as `runners.codex.command`. */
  key: string;
  /** As JSON; null = not set. */
  before: string | null;
  after: string | null;
}

const HIDDEN = '(not shown)';

/** Sorted by key. */
export function settingChanges(before: Config, after: Config): SettingChange[] {
  const [old, now] = [leaves(before), leaves(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.flatMap((key) => {
    const [left, right] = [old.get(key) ?? null, now.get(key) ?? null];
    if (left === right) return [];
    const shown = (value: string | null): string | null =>
      value !== null && isSecretSetting(key.split('.')) ? HIDDEN : value;
    return [{ key, before: shown(left), after: shown(right) }];
  });
}

function leaves(value: unknown, path: readonly string[] = [], found = new Map<string, string>()): Map<string, string> {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isTable) for (const [name, member] of Object.entries(value)) leaves(member, [...path, name], found);
  else if (value !== undefined && value !== null) found.set(path.join('.'), canonicalJson(value));
  return found;
}
