// Pi's events in words, for a person who watches.
import type { Said } from '../adapter.js';
import { isStreaming, piEvent, type PiEvent, type PiMessage } from './event.js';
import { cameOf } from '../output/came-of.js';
import { sumOf } from '../tokens.js';

/** Pure. Whatever is no whole event says nothing; nor does what streams, for it is said again when it is whole. */
export function piSaid(line: string): Said {
  const event = isStreaming(line) ? null : piEvent(line);
  if (event?.type === 'agent_end') return over(event.messages);
  const words = event === null ? '' : wordsOf(event);
  return { text: words === '' ? null : words, tokens: null };
}

/** Empty for what there is nothing to tell of. */
function wordsOf(event: Exclude<PiEvent, { type: 'agent_end' }>): string {
  switch (event.type) {
    case 'response':
      return event.success === false ? `refused ${event.command}: ${event.error.split('\n')[0]}` : '';
    case 'message_end':
      return answered(event.message);
    case 'tool_execution_start':
      return event.tool === 'bash' ? `$ ${event.about}` : `${event.tool}: ${event.about}`;
    case 'tool_execution_end':
      return cameOf(event.output, event.failed ? 'failed' : '');
    case 'other':
      return '';
  }
}

function answered(message: PiMessage): string {
  if (message.role !== 'assistant') return '';
  const { thoughts, text, error } = message;
  const lines = [...thoughts.map((one) => `thinks: ${one}`), text, error === '' ? '' : `failed: ${error}`];
  return lines.filter((one) => one !== '').join('\n');
}

function over(messages: PiMessage[]): Said {
  const usages = messages.flatMap((message) => (message.role === 'assistant' ? [message.usage] : []));
  const total = sumOf(usages)?.total ?? 0;
  return { text: `ended its work, ${total} tokens`, tokens: total };
}
