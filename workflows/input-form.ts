// Whoever reaches the server can start a workflow of ours by hand. One whose input cannot be read ends at once, so that the right one can
// begin under its id; an exception of any other kind would be tried again for ever.
import { ApplicationFailure } from '@temporalio/workflow';
import { type Check, hasForm, isCount, isFlag, isListOf, isRecord, isText, orNull } from '../core/form.js';
import { isMessage } from './message-form.js';

const common = {
  ...{ workspace: isText, rules: isCount, carried: orNull(hasForm({ schema: isCount, rules: isCount })) },
  settings: hasForm({ searchAttributes: isFlag, historyEvents: isCount }),
};
const event = (rules: number): Check => {
  const kinds = ['activate', 'leash', 'decided', 'end', 'retire'] as const;
  return (value) => {
    if (!isRecord(value) || !isText(value['type'])) return false;
    const kind = kinds.find((one) => one === value['type']);
    return kind === undefined || isMessage(kind, rules, value['message']);
  };
};
const FORMS = {
  workspace: hasForm({ ...common, lineages: isListOf(isText) }),
  lineage: hasForm({ ...common, lineage: isText, effects: isListOf(hasForm({ type: isText })) }),
};

/** Throws what ends the workflow. */
export function requireInput(kind: keyof typeof FORMS, input: unknown): void {
  const isFit = FORMS[kind](input);
  const { inbox, rules } = isRecord(input) ? input : {};
  if (isFit && (kind === 'workspace' || isListOf(event(Number(rules)))(inbox))) return;
  throw ApplicationFailure.nonRetryable(
    `This is no input of a ${kind} of Millrace: \`millrace run\` starts it.`,
    'BadInput',
  );
}
