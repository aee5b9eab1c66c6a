// The command line in this process, as often as one likes: a process for each of a thousand calls would take minutes.
import { vi } from 'vitest';
import { createProgram, main } from '../../../cli/program.js';
import { effectOf, pathOf, type Effect } from '../../../cli/tree/effects.js';
import type { Command } from 'commander';
import type { Ran } from '../stand.js';

/** A command that does something itself. */
export interface Row {
  path: string;
  effect: Effect | undefined;
  args: { name: string; required: boolean }[];
  options: string[];
  /** It takes anything, to say where that is done. */
  takesAll: boolean;
}

/** Every command that there is, from the program itself. */
export function rows(): Row[] {
  return below(createProgram(false)).flatMap((command) => {
    const isGroup = command.commands.length > 0 && effectOf(pathOf(command)) === undefined;
    if (isGroup) return [];
    const args = command.registeredArguments.map((one) => ({ name: one.name(), required: one.required }));
    const options = command.options.flatMap(({ long }) => long ?? []);
    const takesAll = (command as unknown as { _allowUnknownOption: boolean })._allowUnknownOption;
    return [{ path: pathOf(command), effect: effectOf(pathOf(command)), args, options, takesAll }];
  });
}

const below = (command: Command): Command[] => command.commands.flatMap((one) => [one, ...below(one)]);

/** `env`: in place of what the process has of Millrace and Temporal. */
export async function call(argv: readonly string[], cwd: string, env: Record<string, string>): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const kept = { cwd: process.cwd(), exitCode: process.exitCode, env: { ...process.env } };
  const spies = (['stdout', 'stderr'] as const).map((channel) =>
    vi.spyOn(process[channel], 'write').mockImplementation((text, ...more) => {
      said[channel] += String(text);
      const done = more.find((one): one is () => void => typeof one === 'function');
      if (done !== undefined) queueMicrotask(done);
      return true;
    }),
  );
  for (const name of Object.keys(process.env)) if (/^(TEMPORAL|MILLRACE)/.test(name)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.exitCode = 0;
  // Each call listens anew.
  process.stdout.setMaxListeners(0);
  process.stderr.setMaxListeners(0);
  try {
    return { code: await main(argv), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.chdir(kept.cwd);
    process.exitCode = kept.exitCode;
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, kept.env);
  }
}
