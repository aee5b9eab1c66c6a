// What is said to a stage that is asked once more: which stage it is, exactly what was wrong, where its desk and its document are,
// which markers are legal, and nothing else.
import type { FaultOfForm } from '../core/contracts/stage.js';
import { closing, type PromptInput, renderPrompt } from './prompt.js';

/**
 * The prompt of any attempt; pure. `firstPrompt`: path of what the attempt before was told, for a process that knows nothing of the
 * work; null: the second attempt goes to the session that did it.
 */
export function promptOf(input: PromptInput, firstPrompt: string | null): string {
  const { form } = input.request;
  return form?.chance === 'taken' ? secondChancePrompt(input, form, firstPrompt) : renderPrompt(input);
}

function secondChancePrompt(input: PromptInput, { detail }: FaultOfForm, firstPrompt: string | null): string {
  const parts = [
    firstPrompt === null ? SAME_SESSION : freshSession(input),
    `This is wrong with it, and nothing else:\n\n${detail.trim()}`,
    `Stage Request Context:\n${contextLines(input, firstPrompt).join('\n')}`,
    ORDERS,
    closing(Object.keys(input.request.outcomes)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const SAME_SESSION = 'The form of what you left is wrong, and you are asked once more to put it right.';

const freshSession = ({ request: { kind, node, item } }: PromptInput): string =>
  `You are asked once more about the stage ${kind} (node ${node}) of ${item.family} ${item.id}. ` +
  'Another session did its work; only the form of what it left is wrong.';

const ORDERS =
  'Everything that was left lies in the Run Directory above, and documents in its Outbox Directory: that place is new, and the one ' +
  'before is gone. Mend there what is wrong, and leave the rest as it is. Do not do the work again. Say what the outcome of the ' +
  'work is; there is no further chance.';

function contextLines({ request, document, closure, ...input }: PromptInput, firstPrompt: string | null): string[] {
  const values: [string, string | null | undefined][] = [
    ['Request ID', request.requestId],
    ['Run ID', request.runId],
    ['Node ID', request.node],
    ['Stage', request.kind],
    ['Active Work Item', closure === null ? `${request.item.family} ${request.item.id}` : null],
    ['Active Work Item Path', document?.path],
    ['Run Directory', input.runDir],
    ['Outbox Directory', input.outboxDir],
    ['Preferred Rubric Path', closure?.rubricPath],
    ['Preferred Verdict Path', closure?.verdictPath],
    ['Preferred Report Path', closure?.reportPath],
    ['Preferred Troubleshoot Report Path', input.troubleshootReportPath],
    ['Closure Target Root Spec ID', closure?.rootSpecId],
    ['First Prompt Path', firstPrompt],
  ];
  return values.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
}
