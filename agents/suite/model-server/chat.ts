// The OpenAI chat completions protocol (spoken by Pi), streamed, as far as a scripted answer needs it.
import type { Answer, SseEvent } from './sse.js';
import { pieces } from './sse.js';
import type { StepUsage, ToolCall } from './script.js';

/** All events of one answer, the closing `[DONE]` included. */
export function chatEvents(answer: Answer): SseEvent[] {
  const { step, call } = answer;
  if (step.failed !== undefined) return [{ data: { error: step.failed } }];
  const deltas: Record<string, unknown>[] = [{ role: 'assistant', content: '' }];
  if (step.reply !== undefined) deltas.push(...pieces(step.reply).map((content) => ({ content })));
  if (call !== null) deltas.push(callDelta(answer.id, call));
  const body = deltas.map((delta) => chunk(answer, delta, null));
  return step.cut === 'end' ? body : [...body, ...ending(answer)];
}

/** The same answer in one piece. */
export function chatBody(answer: Answer): unknown {
  const { step, call, id, model, usage } = answer;
  const calls = call === null ? [] : callDelta(id, call).tool_calls.map(({ index: _index, ...one }) => one);
  const message = { role: 'assistant', content: step.reply ?? null, ...(calls.length > 0 && { tool_calls: calls }) };
  const choices = [{ index: 0, message, finish_reason: reasonOf(answer) }];
  return { id, object: 'chat.completion', created: 1, model, choices, usage: wireUsage(usage) };
}

const reasonOf = ({ step, call }: Answer): string =>
  step.incomplete !== undefined ? 'length' : call !== null ? 'tool_calls' : 'stop';

function ending(answer: Answer): SseEvent[] {
  const reason = reasonOf(answer);
  const usage = { data: { ...base(answer), choices: [], usage: wireUsage(answer.usage) } };
  return [chunk(answer, {}, reason), usage, { data: '[DONE]' }];
}

const base = ({ id, model }: Answer) => ({ id, object: 'chat.completion.chunk', created: 1, model });

function chunk(answer: Answer, delta: Record<string, unknown>, finishReason: string | null): SseEvent {
  return { data: { ...base(answer), choices: [{ index: 0, delta, finish_reason: finishReason }] } };
}

function callDelta(id: string, call: ToolCall) {
  const fn = { name: call.name, arguments: JSON.stringify(call.arguments) };
  return { tool_calls: [{ index: 0, id: `call_${id}`, type: 'function', function: fn }] };
}

function wireUsage(usage: StepUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached },
    completion_tokens_details: { reasoning_tokens: usage.reasoning },
  };
}
