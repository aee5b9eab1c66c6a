// The command line of one Pi. Pi has no sandbox and no permissions: what a request permits cannot be told to it.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { PiSession } from './session.js';
import type { PiConfig } from './settings.js';

export interface PiSurroundings {
  /** Null = Pi chooses. */
  provider: string | null;
  /** Null = it keeps none. */
  session: PiSession | null;
  /** It knows the flags of Pi 1.0. */
  isNewer: boolean;
}

/** Pure. `program`: Pi, absolute. The prompt is not here: it is said to Pi, so that it never shows in a process list. */
export function piArgv(
  request: StageRunRequest,
  config: PiConfig,
  program: string,
  { provider, session, isNewer }: PiSurroundings,
): string[] {
  const thinking = request.effort ?? config.thinking;
  return [
    program,
    ...config.args,
    ...['--mode', 'rpc'],
    ...(session === null ? ['--no-session'] : ['--session-dir', session.folder]),
    ...(session === null || session.file === null ? [] : ['--session', session.file]),
    ...(provider === null ? [] : ['--provider', provider]),
    ...(request.model === null ? [] : ['--model', request.model]),
    ...(thinking === null ? [] : ['--thinking', thinking]),
    ...(config.disableContextFiles ? ['--no-context-files'] : []),
    ...(config.disableSkills ? ['--no-skills'] : []),
    // A work tree may hold extensions, and Pi would run them.
    ...['--no-extensions', '--no-prompt-templates', '--no-themes'],
    // Nor do settings and servers that it names count for anything.
    ...(isNewer ? ['--no-approve', '--no-mcp'] : OWN_PROMPT),
  ];
}

/** An older Pi takes its instructions from `.pi/SYSTEM.md` of the work tree unless it is given some; of empty ones it makes its own. */
const OWN_PROMPT = ['--system-prompt', '', '--append-system-prompt', ''];
