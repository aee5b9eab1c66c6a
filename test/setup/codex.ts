// The real Codex, installed once before any test file that uses it: two files at once would install over each other.
import { installRunner } from '../runners/install.js';

export function setup(): void {
  installRunner('codex');
}
