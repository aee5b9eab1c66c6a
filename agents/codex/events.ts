// Reads Codex's JSON event lines. Lines end at \n only: its strings may hold U+2028, which other splitters break at.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { eachLine } from '../output/each-line.js';
import type { KeptPart } from '../output/kept.js';
import { saysAnything } from '../output/says.js';
import { codexEvent, type CodexItem } from './event.js';

/** What the events of one `codex exec --json` say. */
export interface CodexEvents {
  /** Codex accepted the configuration and began. */
  started: boolean;
  /** The thread that it began, or went on with; null when it did not say. */
  thread: string | null;
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

/**
 * Takes the output part by part. A last line without its \n is still being written and is left out unless it is complete
 * JSON. Where a part is left out nobody knows which items ended in it: they count as ended.
 */
export function codexReader(): { take: (part: KeptPart) => void; events: () => CodexEvents } {
  const seen = nothing();
  const open = new Set<string>();
  const take = (part: KeptPart): void => {
    if (!('text' in part)) return open.clear();
    eachLine(
      part.text,
      (rest) => codexEvent(rest) !== null,
      (line) => apply(seen, open, line),
    );
  };
  return { take, events: () => ({ ...seen, openItems: open.size }) };
}

const nothing = (): CodexEvents => ({
  started: false,
  thread: null,
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
  const event = codexEvent(line);
  if (event === null) return void (seen.unreadable += 1);
  seen.lastError = null;
  switch (event.type) {
    case 'thread.started':
      seen.started = true;
      seen.thread = event.thread || null;
      break;
    case 'turn.completed':
      seen.completed = true;
      seen.usage = event.usage;
      break;
    case 'turn.failed':
      seen.failed = event.message;
      break;
    case 'error':
      seen.lastError = event.message;
      break;
    case 'item.started':
      open.add(event.id);
      break;
    case 'item.completed':
      open.delete(event.id);
      applyItem(seen, event.item);
      break;
    case 'other':
      break;
  }
}

function applyItem(seen: CodexEvents, item: CodexItem): void {
  // After its last tool a model may end its turn with an empty message.
  if (item.type === 'agent_message' && saysAnything(item.text)) seen.lastMessage = item.text;
  if (item.type !== 'command_execution') return;
  seen.commands += 1;
  // Codex's sandbox is bubblewrap; when it cannot work, its complaint is all that the command puts out.
  if (item.failed && item.output.startsWith('bwrap: ')) seen.unsandboxed += 1;
}
