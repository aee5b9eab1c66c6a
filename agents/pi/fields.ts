// Pi's events as plain data: nothing of their shape is taken on trust.
import { jsonObject } from '../../core/json-lines.js';

export type Fields = Record<string, unknown>;

/** Null for a line that is no event. */
export function piEvent(line: string): Fields | null {
  const value = jsonObject(line);
  return Array.isArray(value) ? null : value;
}

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
export const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The text parts of a message or of a tool's result; thoughts and tool calls are left out. */
export const textOf = (message: Fields): string =>
  list(message['content'])
    .filter((part) => part['type'] === 'text')
    .map((part) => text(part['text']))
    .join('\n');

/** These repeat the whole message with each piece of it, and nothing they say is not said again when it is whole. */
export const isStreaming = (line: string): boolean =>
  line.startsWith('{"type":"message_update"') || line.startsWith('{"type":"tool_execution_update"');
