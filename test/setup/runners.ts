// The real CLIs, installed once before any test file that uses them: two files at once would install over each other.
import { installRunner } from '../runners/install.js';

export function setup(): void {
  for (const name of ['codex', 'pi', 'claude']) installRunner(name);
}
