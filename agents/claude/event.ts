// One line of `claude -p --output-format stream-json`. Every line that is a JSON object is an event; one that we do not use is `other`.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { type Fields, fields, key, listField, text, textIn } from '../fields.js';
import { usageOfTurn, usageSince } from './usage.js';

export type ClaudeEvent =
  /** It took its settings and began. */
  | { type: 'began'; session: string }
  /** It was refused, and asks again. */
  | { type: 'retry'; failure: ApiFailure }
  /** How the account stands. `resetsAt`: seconds of the epoch; null when it does not say. */
  | { type: 'limit'; rejected: boolean; resetsAt: number | null }
  | { type: 'answer'; answer: Answer }
  | { type: 'returned'; tools: { id: string; output: string; failed: boolean }[] }
  /** Ids of the helpers that work beside the main agent. */
  | { type: 'helpers'; ids: string[] }
  /** `session`: empty where the line names none. */
  | { type: 'result'; result: Result; session: string }
  | { type: 'other' };

/** A piece of an answer of the model; those of one answer have one id. */
export interface Answer {
  id: string;
  /** Said by a helper, and not by the agent itself. */
  ofHelper: boolean;
  text: string;
  thoughts: string[];
  tools: { id: string; name: string; about: string }[];
  usage: TokenUsage;
  /** It is no answer of the model: Claude Code says in its place why there is none. */
  failure: ApiFailure | null;
}

/** In Claude Code's own words; empty where it has none. */
export interface ApiFailure {
  error: string;
  /** HTTP status; null when there was no response. */
  status: number | null;
  type: string;
  cause: string;
  message: string;
}

/** The end of a turn; helpers that report after it make another one. */
export interface Result {
  isError: boolean;
  subtype: string;
  /** Why it ended, as it calls it. */
  reason: string;
  /** Last words of the agent, or the failure's. */
  text: string;
  errors: string[];
  /** HTTP status of its last request; null where it says none. */
  status: number | null;
  usage: TokenUsage;
  /** Names of the tools that its permissions denied. */
  denied: string[];
}

/** Null for a line that is no event. Never throws; what an event lacks is empty. */
export function claudeEvent(line: string): ClaudeEvent | null {
  const value = jsonObject(line);
  if (value === null || Array.isArray(value)) return null;
  const name = value['type'] === 'system' ? `system/${text(value['subtype'])}` : text(value['type']);
  return own<(event: Fields) => ClaudeEvent>(EVENTS, name)?.(value) ?? { type: 'other' };
}

const EVENTS: Readonly<Record<string, (read: Fields) => ClaudeEvent>> = {
  'system/init': ({ session_id }) => ({ type: 'began', session: text(session_id) }),
  'system/api_retry': (read) => ({
    type: 'retry',
    failure: { ...failureOf(read), status: numberOf(read['error_status']), message: '' },
  }),
  'system/background_tasks_changed': ({ tasks }) => ({
    type: 'helpers',
    ids: listField(tasks)
      .filter((task) => task['task_type'] === 'local_agent')
      .map((task) => key(task['task_id'])),
  }),
  rate_limit_event: ({ rate_limit_info: info }) => ({
    type: 'limit',
    rejected: fields(info)['status'] === 'rejected',
    resetsAt: numberOf(fields(info)['resetsAt']),
  }),
  assistant: (read) => ({ type: 'answer', answer: answerOf(read, fields(read['message'])) }),
  user: ({ message }) => ({ type: 'returned', tools: listField(fields(message)['content']).flatMap(returned) }),
  result: (read) => ({ type: 'result', result: resultOf(read), session: text(read['session_id']) }),
};

function answerOf(read: Fields, message: Fields): Answer {
  const parts = listField(message['content']);
  const said = textIn(parts);
  const isFailure = text(read['error']) !== '' || read['is_api_error_message'] === true;
  return {
    ...{ id: text(message['id']), ofHelper: typeof read['parent_tool_use_id'] === 'string', text: said },
    thoughts: parts.flatMap(({ thinking }) => text(thinking) || []),
    tools: parts.filter((part) => part['type'] === 'tool_use').map(toolOf),
    usage: usageOfTurn(fields(message['usage'])),
    failure: isFailure ? { ...failureOf(read), message: said } : null,
  };
}

const failureOf = (read: Fields): ApiFailure => ({
  ...{ error: text(read['error']), status: numberOf(read['api_error_status']) },
  ...{ type: text(read['api_error_type']), cause: text(read['api_error']), message: '' },
});

function toolOf({ id, name, input }: Fields): Answer['tools'][number] {
  const { command, file_path: path, pattern, description } = fields(input);
  return { id: key(id), name: text(name), about: text(command) || text(path) || text(pattern) || text(description) };
}

const returned = (part: Fields): { id: string; output: string; failed: boolean }[] =>
  part['type'] === 'tool_result'
    ? [{ id: key(part['tool_use_id']), output: outputOf(part['content']), failed: part['is_error'] === true }]
    : [];

const outputOf = (content: unknown): string => (typeof content === 'string' ? content : textIn(content));

function resultOf(read: Fields): Result {
  return {
    ...{ isError: read['is_error'] === true, subtype: text(read['subtype']), reason: text(read['terminal_reason']) },
    ...{ text: text(read['result']), errors: listOf(read['errors']) },
    status: numberOf(read['api_error_status']),
    usage: usageSince(read['model_usage_since_last_result']) ?? usageOfTurn(fields(read['usage'])),
    denied: listField(read['permission_denials']).map(({ tool_name: name }) => text(name)),
  };
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
