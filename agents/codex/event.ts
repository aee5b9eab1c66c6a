// One line of `codex exec --json`. Every line that is a JSON object is an event; one that we do not use is `other`.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { type Fields, fields, key, listField, text } from '../fields.js';
import { tokenCount } from '../tokens.js';

export type CodexEvent =
  /** Codex accepted the configuration and began. */
  | { type: 'thread.started'; thread: string }
  | { type: 'turn.completed'; usage: TokenUsage }
  | { type: 'turn.failed'; message: string }
  /** Trouble, which may pass. */
  | { type: 'error'; message: string }
  | { type: 'item.started'; id: string; item: CodexItem }
  | { type: 'item.completed'; id: string; item: CodexItem }
  | { type: 'other' };

/** What Codex did or said. */
export type CodexItem =
  | { type: 'agent_message'; text: string }
  | { type: 'reasoning'; text: string }
  /** `exitCode`: null while it runs, and when nobody knows it. */
  | { type: 'command_execution'; command: string; output: string; exitCode: number | null; failed: boolean }
  | { type: 'file_change'; paths: string[] }
  | { type: 'mcp_tool_call'; server: string; tool: string }
  | { type: 'web_search'; query: string }
  | { type: 'error'; message: string }
  | { type: 'other' };

/** Null for a line that is no event. Never throws; what an event lacks is empty. */
export function codexEvent(line: string): CodexEvent | null {
  const value = jsonObject(line);
  if (value === null || Array.isArray(value)) return null;
  return own<(event: Fields) => CodexEvent>(EVENTS, text(value['type']))?.(value) ?? { type: 'other' };
}

/** For every type of the union how it is read. */
type Readers<One extends { type: string }> = {
  [Type in Exclude<One['type'], 'other'>]: (read: Fields) => Extract<One, { type: Type }>;
};

const EVENTS: Readers<CodexEvent> = {
  'thread.started': ({ thread_id }) => ({ type: 'thread.started', thread: text(thread_id) }),
  'turn.completed': ({ usage }) => ({ type: 'turn.completed', usage: usageOf(fields(usage)) }),
  'turn.failed': ({ error }) => ({ type: 'turn.failed', message: text(fields(error)['message']) }),
  error: ({ message }) => ({ type: 'error', message: text(message) }),
  'item.started': ({ item }) => ({ type: 'item.started', ...itemOf(fields(item)) }),
  'item.completed': ({ item }) => ({ type: 'item.completed', ...itemOf(fields(item)) }),
};

function itemOf(read: Fields): { id: string; item: CodexItem } {
  const item = own<(item: Fields) => CodexItem>(ITEMS, text(read['type']))?.(read) ?? { type: 'other' };
  return { id: key(read['id']), item };
}

const ITEMS: Readers<CodexItem> = {
  agent_message: (item) => ({ type: 'agent_message', text: text(item['text']) }),
  reasoning: (item) => ({ type: 'reasoning', text: text(item['text']) }),
  command_execution: ({ command, aggregated_output, exit_code, status }) => ({
    type: 'command_execution',
    command: text(command),
    output: text(aggregated_output),
    exitCode: typeof exit_code === 'number' ? exit_code : null,
    failed: status === 'failed',
  }),
  file_change: ({ changes }) => ({ type: 'file_change', paths: listField(changes).map(({ path }) => text(path)) }),
  mcp_tool_call: ({ server, tool }) => ({ type: 'mcp_tool_call', server: text(server), tool: text(tool) }),
  web_search: ({ query }) => ({ type: 'web_search', query: text(query) }),
  error: ({ message }) => ({ type: 'error', message: text(message) }),
};

/** Codex counts cached tokens within the input and reasoning tokens within the output. */
export function usageOf(usage: Fields): TokenUsage {
  const input = tokenCount(usage['input_tokens']);
  const output = tokenCount(usage['output_tokens']);
  const cachedInput = tokenCount(usage['cached_input_tokens']);
  return { input, cachedInput, output, thinking: tokenCount(usage['reasoning_output_tokens']), total: input + output };
}
