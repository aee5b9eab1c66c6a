// Finds the program to start: the native Codex behind npm's JavaScript wrapper where there is one, else the command itself.
// The wrapper is avoided because a kill of the wrapper alone leaves the native program and its tools running.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from '../program.js';
import { own } from '../../core/own.js';

/** As `findProgram`. */
export function findCodex(command: string, pathVariable: string, cwd: string): string | null {
  const found = findProgram(command, pathVariable, cwd);
  return found === null ? null : (nativeProgram(realpathSync(found)) ?? found);
}

const TRIPLES: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
};

/** npm puts the platform's package beside the wrapper's package or below it. */
function nativeProgram(wrapper: string): string | null {
  const platform = `${process.platform}-${process.arch}`;
  const triple = own(TRIPLES, platform);
  if (triple === undefined || !wrapper.endsWith(join('@openai', 'codex', 'bin', 'codex.js'))) return null;
  const codexPackage = dirname(dirname(wrapper));
  const scopes = [dirname(codexPackage), join(codexPackage, 'node_modules', '@openai')];
  const programs = scopes.map((scope) => join(scope, `codex-${platform}`, 'vendor', triple, 'bin', 'codex'));
  return programs.find((program) => existsSync(program)) ?? null;
}
