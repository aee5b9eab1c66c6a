// Shapes a scripted shell command for the shell tool that the client offers in this very request.
import type { Step, ToolCall } from './script.js';

/** Tool call of a step; null when it has none. Throws when the client offers no shell tool. */
export function toolCallOf(step: Step, offered: readonly string[]): ToolCall | null {
  if (step.tool !== undefined) return step.tool;
  if (step.shell === undefined) return null;
  if (offered.includes('exec_command')) return { name: 'exec_command', arguments: { cmd: step.shell, ...step.with } };
  const name = ['shell_command', 'bash', 'Bash'].find((known) => offered.includes(known));
  if (name === undefined) throw new Error(`model server: no shell tool among ${offered.join(', ') || 'none'}`);
  return { name, arguments: { command: step.shell, ...step.with } };
}
