// What is told, as JSON and as words for a program: `notify/1`. Agents wrote parts of it, so that every text is one inert, bounded line.
import type { Attention } from '../attention/attention.js';
import { clip, inert } from '../inert.js';

export const NOTIFY_SCHEMA = 'notify/1';

/** An attention with its words. `summary`: what it is about; `cause`: why; `remedy`: what a person can do, in a sentence. */
export interface ToldAttention extends Omit<Attention, 'kind'> {
  /** `test` for a message by which somebody tries a rule. */
  kind: Attention['kind'] | 'test';
  summary: string;
  cause: string;
  remedy: string;
}

/** `docs/schemas/notify.json` tells the same to programs. */
export interface Message {
  schema: typeof NOTIFY_SCHEMA;
  /** The same for every try of this message. */
  delivery: string;
  rule: string;
  /** RFC 3339, UTC. */
  sent_at: string;
  /** From 1. */
  attempt: number;
  /** A script plays the stages, and no model is asked. */
  rehearsal: boolean;
  workspace: { id: string; path: string };
  attention: ToldAttention;
}

const TEXT = 1000;
const MOST = 10;

/** `clean`: takes out of a text what must not be sent. */
export function messageOf(given: Omit<Message, 'schema'>, clean: (text: string) => string): Message {
  const line = (text: string): string => clip(inert(clean(text)), TEXT);
  const lines = (all: readonly string[]): string[] => all.slice(0, MOST).map(line);
  const { attention: told, workspace } = given;
  return {
    ...{ schema: NOTIFY_SCHEMA, ...given },
    workspace: { id: workspace.id, path: line(workspace.path) },
    attention: {
      ...{ id: told.id, kind: told.kind, severity: told.severity, since: told.since },
      item: told.item === null ? null : line(told.item),
      ...{ summary: line(told.summary), cause: line(told.cause), remedy: line(told.remedy) },
      ...{ evidence: lines(told.evidence), actions: lines(told.actions) },
    },
  };
}

/** Variables that a command gets beside the JSON on its standard input. No word of them begins with a dash. */
export function variablesOf({ delivery, rule, rehearsal, workspace, attention }: Message): Record<string, string> {
  const { kind, severity, summary, cause, remedy, item, actions } = attention;
  return {
    MILLRACE_NOTIFY_TITLE: `Millrace${rehearsal ? ' (rehearsal)' : ''}: ${summary}`,
    MILLRACE_NOTIFY_TEXT: `Why: ${cause}`,
    MILLRACE_NOTIFY_REMEDY: remedy,
    MILLRACE_NOTIFY_COMMAND: actions[0] ?? '',
    MILLRACE_NOTIFY_KIND: kind,
    MILLRACE_NOTIFY_SEVERITY: severity,
    MILLRACE_NOTIFY_ITEM: item ?? '',
    MILLRACE_NOTIFY_RULE: rule,
    MILLRACE_NOTIFY_DELIVERY: delivery,
    MILLRACE_NOTIFY_WORKSPACE: workspace.path,
  };
}
