// The walls of one stage as arguments of bubblewrap: namespaces of its own, no capability, and the files as `mounts.ts` lays them out.
import { statSync } from 'node:fs';
import type { Mount } from './mounts.js';

export interface Box {
  /** `bwrap`, absolute. */
  program: string;
  mounts: readonly Mount[];
  /** What temporary folders are, outside: a folder of the stage. */
  tmpDir: string;
  /** Where the command runs. */
  cwd: string;
  /** Whether all that no entry names can be written. */
  anywhere: boolean;
  network: boolean;
}

/**
 * What stands before the command. Descriptors of the host are closed first: from that of the work tree, on which its lease lies, `..`
 * would lead out. A user namespace is asked for also where root would not need one: without it root could take the mounts away.
 */
export const commandOf = (box: Box): string[] => [
  ...['/bin/sh', '-c', 'exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-; exec "$@"', 'sh'],
  ...[box.program, '--die-with-parent', '--cap-drop', 'ALL'],
  ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
  ...(box.network ? [] : ['--unshare-net']),
  ...[box.anywhere ? '--bind' : '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
  ...box.mounts.flatMap((mount) => mounted(mount, box.tmpDir)),
  // Only now, because entries in them had to be made.
  ...box.mounts.filter(isHiddenFolder).flatMap(({ path }) => ['--remount-ro', path]),
  ...['--chdir', box.cwd, '--'],
];

function mounted(mount: Mount, tmpDir: string): string[] {
  const { path, access } = mount;
  if (access === 'read') return ['--ro-bind', path, path];
  if (access === 'write') return ['--bind', path, path];
  if (access === 'temporary') return ['--bind', tmpDir, path];
  if (access === 'empty' || isHiddenFolder(mount)) return ['--tmpfs', path];
  return ['--ro-bind', '/dev/null', path];
}

const isHiddenFolder = ({ path, access }: Mount): boolean =>
  access === 'hidden' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
