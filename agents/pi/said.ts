// Pi's events in words, for a person who watches.
import { own } from '../../core/own.js';
import type { Said } from '../adapter.js';
import type { Fields } from './fields.js';
import { fields, isStreaming, list, piEvent, text, textOf } from './fields.js';
import { sumOf, usageOf } from './usage.js';

/** Pure. Whatever is no whole event says nothing; nor does what streams, for it is said again when it is whole. */
export function piSaid(line: string): Said {
  const event = isStreaming(line) ? null : piEvent(line);
  return (event && own(EVENTS, text(event['type']))?.(event)) ?? nothing;
}

const nothing: Said = { text: null, tokens: null };
const said = (words: string): Said => ({ text: words === '' ? null : words, tokens: null });

const EVENTS: Readonly<Record<string, (event: Fields) => Said>> = {
  response: ({ success, command, error }) =>
    success === false ? said(`refused ${text(command)}: ${text(error).split('\n')[0]}`) : nothing,
  message_end: ({ message }) => answer(fields(message)),
  tool_execution_start: ({ toolName, args }) => said(began(text(toolName), fields(args))),
  tool_execution_end: ({ result, isError }) => said(came(fields(result), isError === true)),
  agent_end: ({ messages }) => over(list(messages)),
};

function answer(message: Fields): Said {
  if (message['role'] !== 'assistant') return nothing;
  const thoughts = list(message['content']).map((part) => text(part['thinking']));
  const thinks = thoughts.filter((one) => one !== '').map((one) => `thinks: ${one}`);
  const failed = text(message['errorMessage']);
  return said([...thinks, textOf(message), failed && `failed: ${failed}`].filter((one) => one !== '').join('\n'));
}

/** A command as a shell shows it; of any other tool the path that it is about. */
const began = (tool: string, args: Fields): string =>
  tool === 'bash' ? `$ ${text(args['command'])}` : `${tool}: ${text(args['path'])}`;

/** A tool was named when it began; of its output the end shows what came of it. */
function came(result: Fields, failed: boolean): string {
  const output = textOf(result).trimEnd().split('\n').slice(-OUTPUT_LINES);
  return [...output.filter((line) => line !== ''), ...(failed ? ['failed'] : [])].join('\n');
}

const OUTPUT_LINES = 5;

function over(messages: Fields[]): Said {
  const answers = messages.filter((message) => message['role'] === 'assistant');
  const total = sumOf(answers.map((one) => usageOf(fields(one['usage']))))?.total ?? 0;
  return { text: `ended its work, ${total} tokens`, tokens: total };
}
