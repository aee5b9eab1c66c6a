// Between commander and a command: loads the command's file only now, gives it its surroundings, shows its answer.
import type { Command } from 'commander';
import { notWritten } from '../errors.js';
import { type Asked, createContext, type Context, type GlobalOptions, type Result } from '../context.js';
import { assertNoStage } from '../stage-process.js';
import { putJson, putLines, sayThroughStreams } from '../output.js';
import { DRY_RUN, effectOf, pathOf } from './effects.js';
import { assertFilled } from './empty.js';
import { put } from '../../core/own.js';

/** `args`: the positional arguments in order, a list of them one by one; absent optional ones are undefined. */
export type Handler<O> = (context: Context, options: O, ...args: string[]) => Promise<Result>;

/** The action of a command. */
export function does<O extends object>(load: () => Promise<Handler<O>>): (this: Command) => Promise<void> {
  return async function (this: Command): Promise<void> {
    const { format, monitor, ...globals } = this.optsWithGlobals<
      GlobalOptions & { format?: string; monitor?: string }
    >();
    const options = optionsOf<O & { dryRun?: boolean }>(this);
    const path = pathOf(this);
    assertFilled(this, path);
    const asked: Asked = { path, effect: effectOf(path) ?? 'changes' };
    const json = globals.json === true || format === 'json' || monitor === 'json';
    const context = createContext({ ...globals, json }, asked, options.dryRun === true);
    if (!isBrief(asked)) sayThroughStreams();
    await assertNoStage(context);
    const handler = await load();
    const result = await handler(context, options, ...(this.processedArgs.flat() as string[]));
    await show(context, context.dryRun && !hasOwnDryRun(this) ? rehearsed(result) : result);
  };
}

/** It says its answer and ends. The others say much, for long, or not by our way out alone. */
const isBrief = ({ path, effect }: Asked): boolean => effect === 'looks' && !['mcp', 'serve', 'tui'].includes(path);

const hasOwnDryRun = ({ options }: Command): boolean =>
  options.some(({ long, description }) => long === '--dry-run' && description !== DRY_RUN);

const rehearsed = (result: Result): Result => ({
  ...result,
  lines: ['Dry run: nothing is changed. Without --dry-run this would be said:', ...result.lines],
});

/** Commander gives an option that `run` and `run daemon` both have to `run`, wherever it stands: it is meant for the latter. */
function optionsOf<O extends object>(command: Command): O {
  const options = command.opts<Record<string, unknown>>();
  const { parent } = command;
  if (parent === null) return options as O;
  for (const name of command.options.map((option) => option.attributeName())) {
    const isSaidThere = parent.getOptionValueSource(name) === 'cli';
    if (isSaidThere && command.getOptionValueSource(name) !== 'cli') put(options, name, parent.getOptionValue(name));
  }
  return options as O;
}

/** A description, and one example that can be pasted. */
export function explain(command: Command, description: string, example: string): Command {
  const more = `\nExample:\n  ${example}`;
  return command.description(description).addHelpText('after', more);
}

/** Throws where the answer cannot be written, which nobody would know otherwise; a reader that has gone does not want it. */
async function show(context: Context, { data, lines, exit, said, keep }: Result): Promise<void> {
  process.exitCode = exit ?? 0;
  if (said === true) return;
  if (keep !== undefined && (await stopsHere())) return keep(lines);
  const error = await written((done) =>
    context.json
      ? putJson({ ok: true, ...(context.dryRun ? { dryRun: true } : {}), data }, done)
      : putLines('stdout', lines, done),
  );
  if (error === null) return;
  if (keep !== undefined) return keep(lines);
  if (error.code !== 'EPIPE') throw notWritten(error);
}

type Failed = NodeJS.ErrnoException | null | undefined;

const stopsHere = async (): Promise<boolean> => (await import('../run/job.js')).stopsWriter('stdout');

const written = (put: (done: (error: Failed) => void) => void): Promise<NodeJS.ErrnoException | null> =>
  new Promise((resolve) => put((error) => resolve(error ?? null)));
