// Reads a model request of any protocol: which tools it offers, what the user said, how many tool results follow.
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

type Fields = Record<string, unknown>;

export function protocolOf(path: string): Protocol | null {
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/messages')) return 'messages';
  return path.endsWith('/chat/completions') ? 'chat' : null;
}

export function readModelRequest(protocol: Protocol, path: string, authorization: string, body: Fields): ModelRequest {
  const entries = list(protocol === 'responses' ? body['input'] : body['messages']);
  const lastUser = entries.map(isOfUser).lastIndexOf(true);
  return {
    protocol,
    path,
    authorization,
    model: word(body['model']),
    tools: list(body['tools']).flatMap(toolNames),
    userText: entries.filter(isOfUser).map(textOf).join('\n'),
    toolResults: entries.slice(lastUser + 1).filter(isToolResult).length,
    body,
  };
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

const list = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);

function toolNames(tool: Fields): string[] {
  if (tool['type'] === 'namespace') return list(tool['tools']).flatMap(toolNames);
  const fn = tool['function'] as Fields | undefined;
  return [String(fn?.['name'] ?? tool['name'] ?? tool['type'])];
}

function textOf(entry: Fields): string {
  const content = entry['content'];
  return typeof content === 'string'
    ? content
    : list(content)
        .map((part) => word(part['text']))
        .join('\n');
}

/** In Messages the results of tools come in the user's name. */
const isOfUser = (entry: Fields): boolean => entry['role'] === 'user' && !isToolResult(entry);

function isToolResult(entry: Fields): boolean {
  if (entry['role'] === 'tool' || word(entry['type']).endsWith('_output')) return true;
  return list(entry['content']).some((part) => part['type'] === 'tool_result');
}
