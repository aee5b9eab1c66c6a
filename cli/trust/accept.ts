// Accepting the operator's ground: only whole, only what can be read, and never by a process that an agent started.
import type { Accepted } from '../../worker/ground/accepted.js';
import type { Ground } from '../../core/ground/ground.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { type Config, readConfig } from '../../core/plan/sources/config.js';
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import type { LiveGround } from '../../read/ground.js';
import { isAgents } from '../stage-process.js';
import { programsNamed } from './programs.js';

/** Exit 1 when something of it cannot be read, exit 5 when an agent of a stage asks. `command`: how it was accepted, for the record; `config`: which names programs, by default that of the files. */
export async function accept(
  context: Context,
  stateDir: string,
  { workspace, files, odd }: Pick<LiveGround, 'workspace' | 'files' | 'odd'>,
  command: string,
  more: { configs?: Ground; config?: Config } = {},
): Promise<Accepted> {
  if (await isAgents(context.env)) throw notYours();
  if (odd.length > 0) {
    const faults = odd.map(({ path, reason }) => `  ${RUNTIME_DIR}/${path}: ${reason}.`);
    throw new CliError({
      ...{ exit: EXIT.failed, code: 'ground_unreadable', below: faults },
      message: 'This cannot be accepted, because not all of it can be read:',
      hint: 'Put the file itself there, or remove it.',
    });
  }
  const { acceptGround } = await import('../../worker/ground/accept.js');
  const said = { issuer: context.issuer, command, at: new Date().toISOString() };
  const config = more.config ?? configIn(files);
  const named = config === null ? { programs: {}, senders: {} } : await programsNamed(context, workspace, config);
  return acceptGround(stateDir, files, said, { ...named, configs: more.configs });
}

/** What does not compile is told when it is used. */
const configIn = (files: LiveGround['files']): Config | null =>
  readConfig(runtimePaths.config, new TextDecoder().decode(files.get(runtimePaths.config)), []);

const notYours = (): CliError =>
  new CliError({
    exit: EXIT.conflict,
    code: 'not_an_operator',
    message: 'This process belongs to the agent of a stage, and agents accept no ground: nothing was accepted.',
    hint: 'An operator does it outside of a stage: `millrace trust`.',
  });
