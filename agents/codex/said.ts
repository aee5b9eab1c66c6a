// Codex's events in words, for a person who watches.
import type { Said } from '../adapter.js';
import { cameOf } from '../output/came-of.js';
import { codexEvent, type CodexEvent, type CodexItem } from './event.js';

/** Pure. Whatever is no whole event says nothing. */
export function codexSaid(line: string): Said {
  const event = codexEvent(line);
  if (event?.type !== 'turn.completed') return { text: event && wordsOf(event), tokens: null };
  const { total } = event.usage;
  return { text: `completed its turn, ${total} tokens`, tokens: total };
}

/** Null for what there is nothing to tell of. */
function wordsOf(event: Exclude<CodexEvent, { type: 'turn.completed' }>): string | null {
  switch (event.type) {
    case 'turn.failed':
      return `failed: ${event.message}`;
    case 'error':
      return `trouble: ${event.message}`;
    case 'item.started':
      return began(event.item);
    case 'item.completed':
      return ended(event.item);
    case 'thread.started':
    case 'other':
      return null;
  }
}

function began(item: CodexItem): string | null {
  if (item.type === 'command_execution') return `$ ${item.command}`;
  if (item.type === 'mcp_tool_call') return `tool: ${item.server} ${item.tool}`;
  return item.type === 'error' ? `warning: ${item.message}` : null;
}

/** A command and a tool were named when they began. */
function ended(item: CodexItem): string | null {
  switch (item.type) {
    case 'agent_message':
      return item.text;
    case 'reasoning':
      return `thinks: ${item.text}`;
    case 'command_execution':
      return cameOf(item.output, `exit ${item.exitCode ?? 'unknown'}`);
    case 'file_change':
      return `changed: ${item.paths.join(', ')}`;
    case 'web_search':
      return `searched: ${item.query}`;
    case 'error':
      return `warning: ${item.message}`;
    case 'mcp_tool_call':
    case 'other':
      return null;
  }
}
