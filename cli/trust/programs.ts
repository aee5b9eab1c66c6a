// Programs and other files of the workspace that settings name: they count with their content.
import type { Programs } from '../../worker/ground/accept.js';
import type { Pins } from '../../agents/pins.js';
import type { GroundChange } from '../../core/ground/ground.js';
import type { Config } from '../../core/plan/sources/config.js';
import type { Context } from '../context.js';

/** As they are now. `workspace`: absolute path. */
export async function programsNamed(
  { env }: Context,
  workspace: string,
  { runners, notify }: Config,
): Promise<Programs> {
  const [{ pinsOf }, { namedBySenders, namedFiles }] = await Promise.all([
    import('../../agents/pins.js'),
    import('../../core/ground/programs.js'),
  ]);
  const path = env['PATH'] ?? '';
  return {
    programs: pinsOf(workspace, namedFiles(runners), path),
    senders: pinsOf(workspace, namedBySenders(notify), path),
  };
}

/** What differs of those that were accepted. Paths are relative to the workspace. */
export async function programChanges(workspace: string, accepted: Pins): Promise<GroundChange[]> {
  if (Object.keys(accepted).length === 0) return [];
  const { unlike } = await import('../../agents/pins.js');
  return unlike(workspace, accepted).map((path) => ({ path, kind: 'changed' }));
}

/** Those that a configuration names and nobody has accepted. */
export async function programsUnknown(
  context: Context,
  workspace: string,
  config: Config,
  accepted: Pins,
): Promise<GroundChange[]> {
  const known = new Set(Object.keys(accepted));
  const { programs, senders } = await programsNamed(context, workspace, config);
  const named = Object.entries({ ...programs, ...senders });
  return named.flatMap(([path, sha256]) => (known.has(path) || sha256 === null ? [] : [{ path, kind: 'added' }]));
}
