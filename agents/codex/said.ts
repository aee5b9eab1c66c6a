// Codex's events in words, for a person who watches.
import { own } from '../../core/own.js';
import type { Said } from '../adapter.js';
import type { Fields } from './events.js';
import { codexEvent, fields, text, usageOf } from './events.js';

/** Pure. Whatever is no whole event says nothing. */
export function codexSaid(line: string): Said {
  const event = codexEvent(line);
  if (event === null) return nothing;
  const type = text(event['type']);
  if (type === 'turn.completed') return completed(event);
  if (type === 'turn.failed') return said(`failed: ${text(fields(event['error'])['message'])}`);
  if (type === 'error') return said(`trouble: ${text(event['message'])}`);
  if (type !== 'item.started' && type !== 'item.completed') return nothing;
  const item = fields(event['item']);
  const words = own(ITEMS, text(item['type']));
  return said(words?.(item, type === 'item.completed') ?? null);
}

const nothing: Said = { text: null, tokens: null };
const said = (words: string | null): Said => ({ text: words, tokens: null });

function completed(event: Fields): Said {
  const { total } = usageOf(fields(event['usage']));
  return { text: `completed its turn, ${total} tokens`, tokens: total };
}

/** By type of the item. Null for a moment at which there is nothing to tell. */
const ITEMS: Readonly<Record<string, (item: Fields, ended: boolean) => string | null>> = {
  agent_message: (item, ended) => (ended ? text(item['text']) : null),
  reasoning: (item, ended) => (ended ? `thinks: ${text(item['text'])}` : null),
  command_execution: (item, ended) => (ended ? ranCommand(item) : `$ ${text(item['command'])}`),
  file_change: (item, ended) => (ended ? changes(item['changes']) : null),
  mcp_tool_call: (item, ended) => (ended ? null : `tool: ${text(item['server'])} ${text(item['tool'])}`),
  web_search: (item, ended) => (ended ? `searched: ${text(item['query'])}` : null),
  error: (item) => `warning: ${text(item['message'])}`,
};

/** A command was named when it began; of its output the end shows what came of it. */
function ranCommand(item: Fields): string {
  const output = text(item['aggregated_output']).trimEnd().split('\n').slice(-OUTPUT_LINES);
  const code = item['exit_code'];
  return [...output.filter((line) => line !== ''), `exit ${typeof code === 'number' ? code : 'unknown'}`].join('\n');
}

const OUTPUT_LINES = 5;

function changes(all: unknown): string {
  const paths = Array.isArray(all) ? all.map((one) => text(fields(one)['path'])) : [];
  return `changed: ${paths.join(', ')}`;
}
