// The Anthropic Messages protocol (spoken by Claude Code), streamed and in one piece, as far as a scripted answer needs it.
import type { Answer, SseEvent } from './sse.js';
import { pieces } from './sse.js';
import { statusOf, type StepUsage, type ToolCall } from './script.js';

type Fields = Record<string, unknown>;

/** All events of one answer, `message_stop` included. */
export function messagesEvents(answer: Answer): SseEvent[] {
  const { step, usage } = answer;
  if (step.failed !== undefined) {
    const { code, message } = step.failed;
    return [named({ type: 'error', error: { type: ERROR_TYPES[statusOf(step.failed)] ?? code, message } })];
  }
  const message = { ...base(answer), content: [], stop_reason: null, usage: { ...wireUsage(usage), output_tokens: 1 } };
  const body = contentOf(answer).flatMap((block, index) => blockEvents(block, index));
  const begun = [{ type: 'message_start', message }, ...body];
  return (step.cut === 'end' ? begun : [...begun, ...ending(answer)]).map(named);
}

/** The same answer to a client that does not ask for a stream. */
export const messagesBody = (answer: Answer): Fields => ({
  ...base(answer),
  content: contentOf(answer),
  stop_reason: stopReason(answer),
  usage: wireUsage(answer.usage),
});

/** Error types by status, as the real service names them. */
const ERROR_TYPES: Readonly<Record<number, string>> = {
  ...{ 400: 'invalid_request_error', 401: 'authentication_error', 402: 'billing_error', 403: 'permission_error' },
  ...{ 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error', 529: 'overloaded_error' },
};

export const messagesError = (status: number, message: string): Fields => ({
  type: 'error',
  error: { type: ERROR_TYPES[status] ?? 'api_error', message },
});

const named = (data: Fields): SseEvent => ({ event: String(data['type']), data });

const base = ({ id, model }: Answer): Fields => ({
  ...{ id: `msg_${id}`, type: 'message', role: 'assistant', model },
  stop_sequence: null,
});

function contentOf({ id, step, call }: Answer): Fields[] {
  const said = step.reply === undefined ? [] : [{ type: 'text', text: step.reply }];
  return call === null ? said : [...said, called(id, call)];
}

const called = (id: string, { name, arguments: input }: ToolCall): Fields => ({
  ...{ type: 'tool_use', id: `toolu_${id}` },
  ...{ name, input },
});

function blockEvents(block: Fields, index: number): Fields[] {
  const isText = block['type'] === 'text';
  const deltas = isText
    ? pieces(String(block['text'])).map((text) => ({ type: 'text_delta', text }))
    : [{ type: 'input_json_delta', partial_json: JSON.stringify(block['input']) }];
  return [
    { type: 'content_block_start', index, content_block: { ...block, ...(isText ? { text: '' } : { input: {} }) } },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

const ending = (answer: Answer): Fields[] => [
  {
    type: 'message_delta',
    delta: { stop_reason: stopReason(answer), stop_sequence: null },
    usage: wireUsage(answer.usage),
  },
  { type: 'message_stop' },
];

function stopReason({ step, call }: Answer): string {
  if (step.incomplete !== undefined) return 'max_tokens';
  return call === null ? 'end_turn' : 'tool_use';
}

/** This protocol counts what came from the cache beside the input, and not in it. */
const wireUsage = (usage: StepUsage): Fields => ({
  input_tokens: usage.input - usage.cached,
  cache_read_input_tokens: usage.cached,
  cache_creation_input_tokens: 0,
  output_tokens: usage.output,
  output_tokens_details: { thinking_tokens: usage.reasoning },
});
