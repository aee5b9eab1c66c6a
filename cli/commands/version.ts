// The version of the package.
import type { Result } from '../context.js';
import { version } from '../version.js';

export function showVersion(): Promise<Result> {
  return Promise.resolve({ data: { version: version() }, lines: [`millrace ${version()}`] });
}
