// Reads Codex's JSON event lines. Lines end at \n only: its strings may hold U+2028, which other splitters break at.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import type { KeptPart } from '../output/kept.js';
import { count } from '../tokens.js';

/** What the events of one `codex exec --json` say. */
export interface CodexEvents {
  /** Codex accepted the configuration and began. */
  started: boolean;
  /** Text of the last agent message that says anything; null when none did. */
  lastMessage: string | null;
  /** Set by `turn.completed` alone. */
  completed: boolean;
  usage: TokenUsage | null;
  /** Message of `turn.failed`; null when the turn did not fail by its own account. */
  failed: string | null;
  /** Message of an `error` event with nothing after it: what Codex was struggling with when it was ended. */
  lastError: string | null;
  /** Items begun and not finished: a tool is running. */
  openItems: number;
  /** Commands that ended, and those of them that the sandbox could not even start. */
  commands: number;
  unsandboxed: number;
  /** Complete lines that were not JSON objects. */
  unreadable: number;
}

export type Fields = Record<string, unknown>;

/**
 * Takes the output part by part. A last line without its \n is still being written and is left out unless it is complete
 * JSON. Where a part is left out nobody knows which items ended in it: they count as ended.
 */
export function codexReader(): { take: (part: KeptPart) => void; events: () => CodexEvents } {
  const seen = nothing();
  const open = new Set<string>();
  const take = (part: KeptPart): void => {
    if (!('text' in part)) return open.clear();
    const lines = part.text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) apply(seen, open, line);
    if (codexEvent(rest) !== null) apply(seen, open, rest);
  };
  return { take, events: () => ({ ...seen, openItems: open.size }) };
}

const nothing = (): CodexEvents => ({
  started: false,
  lastMessage: null,
  completed: false,
  usage: null,
  failed: null,
  lastError: null,
  openItems: 0,
  commands: 0,
  unsandboxed: 0,
  unreadable: 0,
});

function apply(seen: CodexEvents, open: Set<string>, line: string): void {
  if (line.trim() === '') return;
  const event = codexEvent(line);
  if (event === null) return void (seen.unreadable += 1);
  const type = String(event['type']);
  seen.lastError = type === 'error' ? text(event['message']) : null;
  if (type === 'thread.started') seen.started = true;
  if (type === 'turn.failed') seen.failed = text(fields(event['error'])['message']);
  if (type === 'turn.completed') Object.assign(seen, { completed: true, usage: usageOf(fields(event['usage'])) });
  if (type.startsWith('item.')) applyItem(seen, open, type, fields(event['item']));
}

function applyItem(seen: CodexEvents, open: Set<string>, type: string, item: Fields): void {
  const id = String(item['id']);
  if (type === 'item.started') open.add(id);
  if (type !== 'item.completed') return;
  open.delete(id);
  // After its last tool a model may end its turn with an empty message.
  if (item['type'] === 'agent_message')
    seen.lastMessage = text(item['text']).trim() === '' ? seen.lastMessage : text(item['text']);
  if (item['type'] === 'command_execution') applyCommand(seen, item);
}

/** Codex's sandbox is bubblewrap; when it cannot work, its complaint is all that the command puts out. */
function applyCommand(seen: CodexEvents, item: Fields): void {
  seen.commands += 1;
  if (item['status'] === 'failed' && text(item['aggregated_output']).startsWith('bwrap: ')) seen.unsandboxed += 1;
}

/** Null for a line that is no event. */
export function codexEvent(line: string): Fields | null {
  const value = jsonObject(line);
  return Array.isArray(value) ? null : value;
}

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Codex counts cached tokens within the input and reasoning tokens within the output. */
export function usageOf(usage: Fields): TokenUsage {
  const input = count(usage['input_tokens']);
  const output = count(usage['output_tokens']);
  const cachedInput = count(usage['cached_input_tokens']);
  return { input, cachedInput, output, thinking: count(usage['reasoning_output_tokens']), total: input + output };
}
