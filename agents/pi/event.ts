// One line of `pi --mode rpc`. Every line that is a JSON object is an event; one that we do not use is `other`.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { type Fields, fields, key, listField, text, textIn } from '../fields.js';
import { usageOf } from './usage.js';

export type PiEvent =
  /** To what Pi was told. `success`: null when it does not say. */
  | { type: 'response'; command: string; success: boolean | null; error: string }
  | { type: 'message_end'; message: PiMessage }
  /** `about`: the command of a shell, else the path. */
  | { type: 'tool_execution_start'; id: string; tool: string; about: string }
  | { type: 'tool_execution_end'; id: string; output: string; failed: boolean }
  /** Its work is over, which says nothing of how. Repeats every message. */
  | { type: 'agent_end'; messages: PiMessage[] }
  | { type: 'other' };

export type PiMessage = PiAnswer | { role: 'other' };

/** One answer of the model. */
export interface PiAnswer {
  role: 'assistant';
  /** Empty when it says nothing. */
  text: string;
  thoughts: string[];
  /** In Pi's words: stop, length, toolUse, error, aborted. */
  stopReason: string;
  /** Empty when there is none. */
  error: string;
  usage: TokenUsage;
  /** Who gave it; empty when Pi does not say. */
  provider: string;
}

/** Null for a line that is no event. Never throws; what an event lacks is empty. */
export function piEvent(line: string): PiEvent | null {
  const value = jsonObject(line);
  if (value === null || Array.isArray(value)) return null;
  return own<(event: Fields) => PiEvent>(EVENTS, text(value['type']))?.(value) ?? { type: 'other' };
}

/** These repeat the whole message with each piece of it, and nothing they say is not said again when it is whole. */
export const isStreaming = (line: string): boolean =>
  line.startsWith('{"type":"message_update"') || line.startsWith('{"type":"tool_execution_update"');

/** For every type of the union how it is read. */
const EVENTS: { [Type in Exclude<PiEvent['type'], 'other'>]: (read: Fields) => Extract<PiEvent, { type: Type }> } = {
  response: ({ command, success, error }) => ({
    type: 'response',
    command: text(command),
    success: typeof success === 'boolean' ? success : null,
    error: text(error),
  }),
  message_end: ({ message }) => ({ type: 'message_end', message: messageOf(fields(message)) }),
  tool_execution_start: ({ toolCallId, toolName, args }) => ({
    type: 'tool_execution_start',
    id: key(toolCallId),
    tool: text(toolName),
    about: text(fields(args)[toolName === 'bash' ? 'command' : 'path']),
  }),
  tool_execution_end: ({ toolCallId, result, isError }) => ({
    type: 'tool_execution_end',
    id: key(toolCallId),
    output: textIn(fields(result)['content']),
    failed: isError === true,
  }),
  agent_end: ({ messages }) => ({ type: 'agent_end', messages: listField(messages).map(messageOf) }),
};

function messageOf(read: Fields): PiMessage {
  if (read['role'] !== 'assistant') return { role: 'other' };
  return {
    role: 'assistant',
    text: textIn(read['content']),
    thoughts: listField(read['content']).flatMap(({ thinking }) => text(thinking) || []),
    stopReason: text(read['stopReason']),
    error: text(read['errorMessage']),
    usage: usageOf(fields(read['usage'])),
    provider: text(read['provider']),
  };
}
