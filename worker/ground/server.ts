// Which server a workspace may name: the one of its millrace.toml as it was accepted. Where only a file names one that nobody has
// accepted, nobody is asked there: the keys of the environment are for servers that their owner chose.
import path from 'node:path';
import { readPlain } from '../../disk/plain.js';
import { acceptedFile, acceptedGround } from './accepted.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { readConfig } from '../../core/plan/sources/config.js';
import { temporalSettings } from '../from-config.js';
import type { WorkspacePlace } from '../place.js';
import { decideServer, type ServerDecision, type TemporalSettings } from '../server/choose.js';
import { ServerError } from '../server/error.js';

const MAX_BYTES = 1024 * 1024;

/** Throws `ServerError` (`bad_config`) when only an unaccepted file names a server. */
export function decideAccepted(
  { dirs }: Pick<WorkspacePlace, 'dirs'>,
  env: NodeJS.ProcessEnv = process.env,
): ServerDecision {
  const accepted = acceptedGround(dirs.state);
  if (accepted !== null) return decideServer(settingsIn(acceptedFile(accepted, runtimePaths.config)), env);
  const decision = decideServer({}, env);
  const file = path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.config);
  const read = readPlain(file, MAX_BYTES);
  const { address } = settingsIn(read.ok ? read.bytes : null);
  if (decision.kind === 'external' || address === undefined) return decision;
  const message = `${file} names the Temporal server ${address}, and nobody has accepted that here: it is not asked. `;
  throw new ServerError(
    'bad_config',
    `${message}\`millrace trust\` shows what would hold, \`millrace trust --accept\` accepts it.`,
  );
}

function settingsIn(bytes: Uint8Array | null): TemporalSettings {
  const config = bytes === null ? null : readConfig(runtimePaths.config, new TextDecoder().decode(bytes), []);
  return config === null ? {} : temporalSettings(config);
}
