// What an import laid is on the disk before anybody hears that it is here: the archive may be removed then.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** All that lies on the disks of these folders (absolute). Where no `sync` is, a power cut may take some of it, and the archive is needed again. */
export async function onDisk(folders: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  await run('sync', ['-f', ...folders], { env })
    // One that knows no option writes all disks.
    .catch(() => run('sync', [], { env }))
    .catch(() => undefined);
}
