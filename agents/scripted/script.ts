// What a script may say: lists of outcomes by `node:item` or `node`. Read whole and checked before anything is played.
import { resolve, sep } from 'node:path';
import { z } from 'zod';
import { ENVIRONMENT_FAILURES } from '../../core/contracts/failure-lists.js';
import { LaunchRefused } from '../adapter.js';
import { readJson } from './json.js';

/** Environment variable of the worker with the absolute path of the script. */
export const SCRIPT_VARIABLE = 'MILLRACE_SCRIPT';

const seconds = z.number().min(0);
/** Whole lines, so that a text in a script can be read. */
const lines = z.array(z.string()).transform((all) => all.map((line) => `${line}\n`).join(''));
const file = z.strictObject({
  path: z.string().min(1),
  content: z.union([z.string(), lines, z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]),
});

/** The agent cannot be started for as long as a file exists. The next attempt plays the next entry, or with `repeat` this one. */
const broken = z.strictObject({
  class: z.enum(ENVIRONMENT_FAILURES),
  /** Absolute, or relative to the workspace. */
  while: z.string().min(1),
});

const played = z.strictObject({
  /** Printed as `### MARKER`; absent = the node's success. */
  marker: z.string().optional(),
  /** The whole final message instead. */
  raw: z.string().optional(),
  no_last: z.boolean().default(false),
  exit: z.int().min(0).max(255).default(0),
  /** Seconds before the work, and after the final message. */
  sleep: seconds.default(0),
  sleep_after: seconds.default(0),
  stderr: z.string().default(''),
  stdout: z.array(z.string()).default([]),
  /** Input tokens reported; output is 10 then. */
  tokens: z.int().min(0).optional(),
  files: z.array(file).default([]),
  delete: z.array(z.string().min(1)).default([]),
  /** Program and arguments, started after the files are written; what it prints is the final message, if that is anything. */
  run: z.array(z.string().min(1)).min(1).optional(),
  child_specs: z.array(z.string()).default([]),
  disposition: z.string().optional(),
  no_disposition: z.boolean().default(false),
  no_side_effects: z.boolean().default(false),
  /** Seconds by which a background process outlives the agent. */
  spawn_child: seconds.optional(),
  broken: broken.optional(),
  /** The last entry of a list serves for ever. */
  repeat: z.boolean().default(false),
});

/** A marker alone, or all of it. */
const again = z.union([z.string().transform((marker) => played.parse({ marker })), played]);
/** `again`: what is played when the stage is asked once more; absent = the same once more. */
const entry = played.extend({ again: again.optional() });
const step = z.union([z.string().transform((marker) => entry.parse({ marker })), entry]);
const schema = z.strictObject({
  outcomes: z.record(z.string(), z.array(step)).default({}),
  /** File to which every agent adds a line when it starts and when it ends; relative to the script. */
  log: z.string().min(1).optional(),
});

export type ScriptEntry = z.infer<typeof entry>;
export type Script = z.infer<typeof schema>;

export const plainEntry = (): ScriptEntry => entry.parse({});

/** Throws `LaunchRefused` that names the file, the place in it and what is wrong. */
export function readScript(path: string | undefined): Script {
  if (!path) throw refused('No script is given. Set MILLRACE_SCRIPT to the path of a script file.');
  const read = readJson(path);
  if (!read.ok) throw refused(read.fault);
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return parsed.data;
  const { field, fault } = faultOf(parsed.error.issues[0]);
  throw refused(`${path}: ${field.join('.') || 'the script'}: ${fault}. Correct the script.`);
}

/** Of the plan, with their outcomes. */
type Nodes = ReadonlyMap<string, readonly string[]>;

/** Throws `LaunchRefused` for a list that no stage would play. */
export function checkNodes(path: string, { outcomes }: Script, nodes: Nodes): void {
  const wrong = Object.keys(outcomes).find((key) => nodesOfKey(nodes, key) === undefined);
  if (wrong === undefined) return;
  const known = `a node of the plan, with or without \`:ID\` of an item; its nodes: ${[...nodes.keys()].join(', ')}`;
  throw refused(`${path}: outcomes.${wrong}: ${known}. Correct the script.`);
}

/** Outcomes that their node does not have, a sentence each: they are played, because an agent may say anything, and the stage fails. */
export const strangeOutcomes = (path: string, { outcomes }: Script, nodes: Nodes): string[] =>
  Object.entries(outcomes).flatMap(([key, entries]) => {
    const known = nodesOfKey(nodes, key) ?? [];
    return entries.flatMap(({ marker, again }, at) =>
      [marker, again?.marker]
        .filter((one) => one !== undefined && !known.includes(one))
        .map((one) => `${path}: outcomes.${key}.${at}: ${one} is no outcome of the node; it has ${known.join(', ')}.`),
    );
  });

const nodesOfKey = (nodes: Nodes, key: string): readonly string[] | undefined => nodes.get(key.split(':', 1)[0] ?? '');

type Issue = z.core.$ZodIssue;

/** In an entry that may be a text or an object the object's own faults say more than that it is no text. */
function faultOf(
  issue: Issue | undefined,
  above: readonly PropertyKey[] = [],
): { field: PropertyKey[]; fault: string } {
  const field = [...above, ...(issue?.path ?? [])];
  if (issue?.code === 'unrecognized_keys') {
    const allowed = allowedAt(field);
    const also = allowed === null ? '' : `; allowed: ${allowed.join(', ')}`;
    return { field: [...field, ...issue.keys.slice(0, 1)], fault: `unknown${also}` };
  }
  const inner = issue?.code === 'invalid_union' ? issue.errors.map(([one]) => one).find(isInside) : undefined;
  return inner === undefined ? { field, fault: issue?.message ?? 'is not valid' } : faultOf(inner, field);
}

const isInside = (issue: Issue | undefined): boolean =>
  issue !== undefined && (issue.path.length > 0 || issue.code === 'unrecognized_keys');

/** Fields of the object at this path of a script; null where there may be any. */
function allowedAt(path: readonly PropertyKey[]): string[] | null {
  if (path.length === 0) return Object.keys(schema.shape);
  if (path.length === 3) return Object.keys(entry.shape);
  if (path.at(-1) === 'again') return Object.keys(played.shape);
  if (path.at(-1) === 'broken') return Object.keys(broken.shape);
  return path.at(-2) === 'files' ? Object.keys(file.shape) : null;
}

/** A script may touch the workspace and nothing else. `path` with its variables replaced. */
export function insideWorkspace(workspaceDir: string, path: string): string {
  const full = resolve(workspaceDir, path);
  if (full.startsWith(workspaceDir + sep)) return full;
  throw refused(`The script names ${path}, which is not in the workspace. Name a path below the workspace.`);
}

const refused = (detail: string): LaunchRefused => new LaunchRefused('runner_misconfigured', detail);
