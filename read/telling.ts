// Rules of `[[notify]]` whose messages do not arrive: whoever relies on being told has to see it where they look.
import { join } from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { outboxIn } from '../core/notify/form.js';
import { waitingIn } from '../core/notify/outbox.js';
import { readPiece } from './files.js';

/** A sentence for each. `stateDir`: ours of the workspace; null = it has none. */
export function readUntold(stateDir: string | null): string[] {
  const outbox = stateDir === null ? {} : outboxIn(jsonObject(readPiece(join(stateDir, statePaths.notify))?.text));
  return Object.entries(outbox).flatMap(([name, mail]) =>
    mail.error === null || waitingIn(mail) === 0
      ? []
      : [`notifying ${name} fails, and ${waitingIn(mail)} wait: ${mail.error}; see \`millrace notify ls\``],
  );
}
