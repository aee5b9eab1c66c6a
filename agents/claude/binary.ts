// Finds the program to start: the native one that npm installs beside the package, which a package without its install script does
// not lead to; else the command itself.
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from '../program.js';

/** As `findProgram`. */
export function findClaude(command: string, pathVariable: string, cwd: string): string | null {
  const found = findProgram(command, pathVariable, cwd);
  return found === null ? null : (nativeProgram(realpathSync(found)) ?? found);
}

/** npm puts the platform's package beside the package or below it. */
function nativeProgram(found: string): string | null {
  const ours = dirname(dirname(found));
  if (!ours.endsWith(join('@anthropic-ai', 'claude-code'))) return null;
  const name = `claude-code-${process.platform}-${process.arch}`;
  const scopes = [dirname(ours), join(ours, 'node_modules', '@anthropic-ai')];
  const programs = scopes.flatMap((scope) => [name, `${name}-musl`].map((one) => join(scope, one, 'claude')));
  return programs.map((program) => findProgram(program, '', '/')).find((one) => one !== null) ?? null;
}
