// Claude Code's events in words, for a person who watches.
import type { Said } from '../adapter.js';
import { cameOf } from '../output/came-of.js';
import { type Answer, claudeEvent, type ClaudeEvent } from './event.js';

/** Pure. Whatever is no whole event says nothing. */
export function claudeSaid(line: string): Said {
  const event = claudeEvent(line);
  if (event?.type === 'result') {
    const { total } = event.result.usage;
    return { text: `ended its turn, ${total} tokens`, tokens: total };
  }
  const words = event === null ? '' : wordsOf(event);
  return { text: words === '' ? null : words, tokens: null };
}

/** Empty for what there is nothing to tell of. */
function wordsOf(event: Exclude<ClaudeEvent, { type: 'result' }>): string {
  switch (event.type) {
    case 'retry':
      return `trouble: ${[event.failure.error, event.failure.status].filter(Boolean).join(' ')}`;
    case 'limit':
      return event.rejected ? 'a limit of the account is reached' : '';
    case 'answer':
      return answered(event.answer);
    case 'returned':
      return event.tools.map(({ output, failed }) => cameOf(output, failed ? 'failed' : '')).join('\n');
    case 'began':
    case 'helpers':
    case 'other':
      return '';
  }
}

function answered({ text, thoughts, tools, failure }: Answer): string {
  if (failure !== null) return `failed: ${failure.message}`;
  const begun = tools.map(({ name, about }) => (name === 'Bash' ? `$ ${about}` : `${name}: ${about}`));
  return [...thoughts.map((one) => `thinks: ${one}`), text, ...begun].filter((one) => one !== '').join('\n');
}
