// Whether a workspace belongs to the embedded server of another state home: of another user, or of other settings.
import { statSync } from 'node:fs';
import { codeOf } from '../disk/errors.js';

/** The state home that the binding names, when it is not `home`; null when it is, or when it is gone: then a move left it behind. */
export function otherHome(binding: object | null, home: string | undefined): string | null {
  if (binding === null || !('kind' in binding) || binding.kind !== 'embedded') return null;
  if (!('home' in binding) || typeof binding.home !== 'string' || binding.home === home) return null;
  return isGone(binding.home) ? null : binding.home;
}

/** The state home, and whose it is where that can be seen. */
export function homeText(home: string): string {
  try {
    const { uid } = statSync(home);
    return uid === process.getuid?.()
      ? `the state home ${home}`
      : `the state home ${home} of the user with the number ${uid}`;
  } catch {
    return `the state home ${home}, which you may not look into`;
  }
}

/** What may not be looked into is somebody's, and there. */
function isGone(home: string): boolean {
  try {
    statSync(home);
    return false;
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
  }
}
