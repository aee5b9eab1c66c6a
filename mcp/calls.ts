// From a request to its answer: the tool is there and allowed, its arguments have their form, and then the command is run. Some run side by
// side, the others wait: an agent that asks for a hundred things starts no hundred processes.
import { randomUUID } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { closest } from '../core/closest.js';
import { isRecord } from '../core/form.js';
import { clip, inert } from '../core/inert.js';
import { answerOf, refused } from './answer.js';
import { type Lanes, lanes } from './lanes.js';
import { runCommand, type Seat } from './run.js';
import { CHANGES } from './tools/changes.js';
import { LOOKS } from './tools/looks.js';
import { argumentsOf, type Tool } from './tools/tool.js';

export interface Calls {
  /** What a client may call, in the order of its list. */
  tools: readonly Tool[];
  call(name: string, args: unknown, signal: AbortSignal): Promise<CallToolResult>;
  /** The report as a page for people. */
  page(signal: AbortSignal): Promise<string>;
}

const SIDE_BY_SIDE = 3;
const MOST_WAITING = 50;

/** `allowed`: names of tools that may change something. */
export function openCalls(seat: Seat, allowed: ReadonlySet<string>): Calls {
  const tools = [...LOOKS, ...CHANGES.filter(({ name }) => allowed.has(name))];
  const ways = lanes(SIDE_BY_SIDE, MOST_WAITING);
  return {
    tools,
    call: (name, args, signal) => {
      const found = tools.find((one) => one.name === name);
      return found === undefined ? Promise.resolve(absent(name, tools)) : checked(seat, ways, found, args, signal);
    },
    page: (signal) => page(seat, ways, signal),
  };
}

/** One that this server does not offer: because it may not, or because there is none. */
function absent(name: string, tools: readonly Tool[]): CallToolResult {
  const said = inert(clip(name, 100));
  if (CHANGES.some((one) => one.name === name))
    return refused(
      `\`${name}\` changes something, and this server was not started for it: nothing was changed.`,
      `Whoever started it decides that: \`millrace mcp --as NAME --allow ${name}\`.`,
    );
  const names = tools.map((one) => one.name);
  const meant = closest(name, names, 3);
  return refused(
    `There is no tool ${JSON.stringify(said)}.`,
    `${meant === null ? '' : `Did you mean ${meant}? `}There are: ${names.join(', ')}.`,
  );
}

async function checked(
  seat: Seat,
  ways: Lanes,
  tool: Tool,
  given: unknown,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const parsed = tool.args.safeParse(given ?? {});
  if (!parsed.success)
    return refused(
      `\`${tool.name}\` was not called: its arguments are not right.`,
      ...faultsIn(parsed.error, given),
      formOf(tool),
    );
  const args = parsed.data;
  const { command_id: named = randomUUID() } = args as { command_id?: string };
  const commandId = tool.effect === 'looks' ? null : named;
  const call = tool.call(args);
  const more = commandId === null ? [] : ['--command-id', commandId];
  const ran = await ways.go(() => runCommand(seat, call, more, signal));
  if (ran === null) return refused('Too many calls wait already.', 'Wait for their answers, then ask again.');
  return answerOf({ tool, args, call, commandId }, ran);
}

const MOST_FAULTS = 8;

const faultsIn = (error: z.ZodError, given: unknown): string[] =>
  error.issues.slice(0, MOST_FAULTS).map(({ path, message, code }) => {
    const where = path.length === 0 ? 'the arguments' : inert(clip(path.map(String).join('.'), 80));
    const isMissing =
      code === 'invalid_type' && path.length === 1 && isRecord(given) && !Object.hasOwn(given, path[0] ?? '');
    return `- ${where}: ${isMissing ? 'is missing' : inert(clip(message, 200))}`;
  });

const formOf = (tool: Tool): string => `\`${tool.name}\` takes: ${argumentsOf(tool).join(', ') || 'nothing'}.`;

async function page(seat: Seat, ways: Lanes, signal: AbortSignal): Promise<string> {
  const ran = await ways.go(() => runCommand(seat, { words: ['report'], reads: 'text' }, [], signal));
  if (ran === null || ran.code !== 0)
    throw new Error(clip(ran?.stderr.trim() || 'The report cannot be made now.', 2000));
  return ran.stdout;
}
