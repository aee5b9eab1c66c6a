// The OpenAI Responses protocol (spoken by Codex), as far as a scripted answer needs it.
import type { Answer, SseEvent } from './sse.js';
import { pieces } from './sse.js';
import type { StepUsage, ToolCall } from './script.js';

type Fields = Record<string, unknown>;

/** All events of one answer, the terminal one included. */
export function responsesEvents(answer: Answer): SseEvent[] {
  const base = { id: answer.id, object: 'response', created_at: 1, model: answer.model, output: [] as unknown[] };
  const head = { type: 'response.created', response: { ...base, status: 'in_progress' } };
  const { step, usage } = answer;
  if (step.failed !== undefined) {
    return numbered([head, { type: 'response.failed', response: { ...base, status: 'failed', error: step.failed } }]);
  }
  const parts = outputParts(answer);
  const output = parts.map((part) => part.item);
  const body = parts.flatMap((part, index) => part.events.map((event) => ({ ...event, output_index: index })));
  if (step.cut === 'end') return numbered([head, ...body]);
  return numbered([head, ...body, terminal({ ...base, output, usage: wireUsage(usage) }, step.incomplete)]);
}

function terminal(response: Fields, incomplete: string | undefined): Fields {
  if (incomplete === undefined) return { type: 'response.completed', response: { ...response, status: 'completed' } };
  const details = { status: 'incomplete', incomplete_details: { reason: incomplete } };
  return { type: 'response.incomplete', response: { ...response, ...details } };
}

interface Part {
  item: Fields;
  events: Fields[];
}

function outputParts({ id, step, call }: Answer): Part[] {
  const parts: Part[] = [];
  if (step.reply !== undefined) parts.push(messagePart(`msg_${id}`, step.reply));
  if (call !== null) parts.push(callPart(id, call));
  return parts;
}

function messagePart(itemId: string, text: string): Part {
  const content = [{ type: 'output_text', text, annotations: [] }];
  const item = { type: 'message', id: itemId, role: 'assistant', status: 'completed', content };
  const deltas = pieces(text).map((delta) => ({
    type: 'response.output_text.delta',
    item_id: itemId,
    content_index: 0,
    delta,
  }));
  return { item, events: [added({ ...item, status: 'in_progress', content: [] }), ...deltas, done(item)] };
}

function callPart(id: string, call: ToolCall): Part {
  const said = { call_id: `call_${id}`, name: call.name, arguments: JSON.stringify(call.arguments) };
  const item = { type: 'function_call', id: `fc_${id}`, status: 'completed', ...said };
  return { item, events: [added({ ...item, status: 'in_progress' }), done(item)] };
}

const added = (item: Fields): Fields => ({ type: 'response.output_item.added', item });
const done = (item: Fields): Fields => ({ type: 'response.output_item.done', item });

function wireUsage(usage: StepUsage): Fields {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

function numbered(all: Fields[]): SseEvent[] {
  return all.map((data, index) => ({ event: String(data['type']), data: { ...data, sequence_number: index } }));
}
