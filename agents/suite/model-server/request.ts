// Reads a model request of any protocol: which tools it offers, what the user said, how many tool results follow.
import { type Fields, fields, listField, text } from '../../fields.js';

export type Protocol = 'responses' | 'chat' | 'messages';

export interface ModelRequest {
  protocol: Protocol;
  /** Path below the session, e.g. `/v1/responses`. */
  path: string;
  /** The header as it came: `Bearer …`, or of Messages the key alone. */
  authorization: string;
  model: string;
  tools: string[];
  /** Text of every user message, joined by line ends. */
  userText: string;
  /** Tool results since the last user message. */
  toolResults: number;
  body: Record<string, unknown>;
}

export function protocolOf(path: string): Protocol | null {
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/messages')) return 'messages';
  return path.endsWith('/chat/completions') ? 'chat' : null;
}

export function readModelRequest(
  protocol: Protocol,
  path: string,
  authorization: string,
  body: Record<string, unknown>,
): ModelRequest {
  const entries = listField(protocol === 'responses' ? body['input'] : body['messages']);
  const lastUser = entries.map(isOfUser).lastIndexOf(true);
  return {
    protocol,
    path,
    authorization,
    model: text(body['model']),
    tools: listField(body['tools']).flatMap(toolNames),
    userText: entries.filter(isOfUser).map(textOf).join('\n'),
    toolResults: entries.slice(lastUser + 1).filter(isToolResult).length,
    body,
  };
}

function toolNames(tool: Fields): string[] {
  if (tool['type'] === 'namespace') return listField(tool['tools']).flatMap(toolNames);
  return [String(fields(tool['function'])['name'] ?? tool['name'] ?? tool['type'])];
}

function textOf(entry: Fields): string {
  const content = entry['content'];
  return typeof content === 'string'
    ? content
    : listField(content)
        .map((part) => text(part['text']))
        .join('\n');
}

/** In Messages the results of tools come in the user's name. */
const isOfUser = (entry: Fields): boolean => entry['role'] === 'user' && !isToolResult(entry);

function isToolResult(entry: Fields): boolean {
  if (entry['role'] === 'tool' || text(entry['type']).endsWith('_output')) return true;
  return listField(entry['content']).some((part) => part['type'] === 'tool_result');
}
