// Server-sent events: what one protocol yields and how it goes on the wire.
import type { Step, StepUsage, ToolCall } from './script.js';

/** One event. `event` is the name line (Responses, Messages); `data` is JSON, or the text `[DONE]`. */
export interface SseEvent {
  event?: string;
  data: unknown;
}

/** What all protocols need to know to play a step. */
export interface Answer {
  id: string;
  model: string;
  step: Step;
  call: ToolCall | null;
  usage: StepUsage;
}

export function encodeSse({ event, data }: SseEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** A long text is no more pieces than that: some clients say the whole of it again with each. */
const MOST_PIECES = 200;

/** Text in pieces, as a model streams it. Never empty: an empty text is one empty piece. */
export function pieces(text: string): string[] {
  const size = Math.max(40, Math.ceil(text.length / MOST_PIECES));
  const all: string[] = [];
  for (let at = 0; at < text.length; at += size) all.push(text.slice(at, at + size));
  return all.length > 0 ? all : [''];
}
