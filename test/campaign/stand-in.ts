// Stands in for the Codex CLI of another system: reads from its request what is to be played, and plays it as our own scripted agent
// does. Arguments: the folder of the campaign, then those of `codex`.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { REQUEST_MARK } from '../../agents/environment.js';
import { takeEntry } from '../../agents/scripted/cursor.js';
import { makePart } from '../../agents/scripted/part.js';
import { readScript } from '../../agents/scripted/script.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { linesOf, type Nodes, NODES_FILE, requestOf, SCRIPT_FILE } from './request.js';

/** Stages of two lanes play at once: each item of a node has a folder of its own for how far its script was played. */
function folderOf(campaign: string, { node, item }: StageRunRequest): string {
  const name = createHash('sha256').update(`${node}:${item.id}`).digest('hex').slice(0, 16);
  const folder = path.join(campaign, 'played', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Absolute path of what is to be played. */
function prepare(campaign: string, args: readonly string[]): string {
  const prompt = args.at(-1) === '-' ? readFileSync(0, 'utf8') : (args.at(-1) ?? '');
  const lines = linesOf(prompt);
  const nodes = JSON.parse(readFileSync(path.join(campaign, NODES_FILE), 'utf8')) as Nodes;
  const request = requestOf(lines, nodes);
  const script = readScript(path.join(campaign, SCRIPT_FILE));
  const folder = folderOf(campaign, request);
  const promptFile = path.join(folder, 'prompt.md');
  writeFileSync(promptFile, prompt);
  const context = {
    ...{ treeDir: process.cwd(), promptFile, deskDir: lines.get('run_directory') ?? '' },
    lastMessageFile: args[args.findIndex((one) => /^(?:-o|--output-last-message)$/.test(one)) + 1] ?? '',
  } as Parameters<typeof makePart>[1];
  const part = makePart(request, context, takeEntry(script, folder, request), script.log ?? null);
  process.env[REQUEST_MARK] = request.requestId;
  writeFileSync(path.join(folder, 'part.json'), JSON.stringify(part));
  return path.join(folder, 'part.json');
}

const [, , campaign = '', ...args] = process.argv;
process.argv[2] = prepare(campaign, args);
console.log('{"type":"thread.started","thread_id":"stand-in"}');
await import('../../agents/scripted/agent.js');
console.log('{"type":"turn.completed","usage":{"input_tokens":0,"cached_input_tokens":0,"output_tokens":0}}');
