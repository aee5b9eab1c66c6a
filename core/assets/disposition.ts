// What an upgrade means for one file: what it was when it was taken over, what it is now, what is shipped now.

export const DISPOSITIONS = [
  'unchanged',
  'safe_package_update',
  'local_only_modification',
  'already_converged',
  'localized_removed',
  'given_back',
  'missing',
  'conflict',
] as const;

export type UpgradeDisposition = (typeof DISPOSITIONS)[number];

/** Digests; null = there is none. */
export interface Versions {
  /** When it was taken over, or last decided on. */
  original: string | null;
  /** In the workspace. */
  current: string | null;
  /** In the package that runs. */
  shipped: string | null;
}

/** `there`: whether the workspace still has a file of the asset, which may have several. */
export function dispositionOf({ original, current, shipped }: Versions, there: boolean): UpgradeDisposition {
  if (!there) return 'given_back';
  if (current === shipped) return original === shipped ? 'unchanged' : 'already_converged';
  // What no release ships any more stands on its own.
  if (shipped === null) return 'localized_removed';
  if (original === null) return current === null ? 'missing' : 'conflict';
  if (current === original) return 'safe_package_update';
  return original === shipped ? 'local_only_modification' : 'conflict';
}

/** `theirs`: as shipped; `ours`: as it is in the workspace. */
export type Side = 'theirs' | 'ours';

/** Which side an upgrade takes for the file; null = a person has to say. */
export function sideOf(disposition: UpgradeDisposition): Side | null {
  if (disposition === 'conflict') return null;
  return disposition === 'safe_package_update' || disposition === 'missing' ? 'theirs' : 'ours';
}

/** In words for people. */
export const MEANING: Readonly<Record<UpgradeDisposition, string>> = {
  unchanged: 'as it was taken over, and as it is shipped',
  safe_package_update: 'not changed here, changed in this release: --apply takes the new one',
  local_only_modification: 'changed here, not in this release: it stays',
  already_converged: 'changed here and shipped the same way: --apply notes it',
  localized_removed: 'no longer shipped: it stays, and is yours from --apply on',
  given_back: 'no longer here, so the shipped one is used: --apply forgets it',
  missing: 'new in this release: --apply adds it',
  conflict: 'differs from what is shipped, and which one is meant is not known: name it with --theirs or --ours',
};
