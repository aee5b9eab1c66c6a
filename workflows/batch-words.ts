// What a batch of changes is called in the list of events: by what happened that it shows, an outcome first.
import type { MirrorEntry } from '../core/contracts/mirror.js';
import { own } from '../core/own.js';
import { label, summaryOf } from './card-text.js';

type Event = Extract<MirrorEntry, { kind: 'event' }>;

/** Where nothing happened that one could name. */
const STATE = 'show how it stands';

/** The summary of an activity that shows these entries. */
export function batchSummary(entries: readonly MirrorEntry[]): string {
  const events = entries.filter((entry) => entry.kind === 'event');
  const told = events.filter(({ type }) => type !== 'stage_completed');
  const first = TELLING.map((type) => told.find((event) => event.type === type)).find((one) => one !== undefined);
  const event = first ?? told[0];
  if (event === undefined) return STATE;
  const more = told.length > 1 ? `, and ${told.length - 1} more` : '';
  const [head, text] = wordsOf(event);
  return summaryOf(head, `${text}${more}`);
}

/** The most telling first. */
const TELLING = ['router_decision', 'stage_asked_again', 'work_item_blocked', 'work_item_done', 'approval_requested'];

/** `text` of them is not ours: names, and what agents and people said. */
function wordsOf({ type, data }: Event): [head: string, text: string] {
  const text = (key: string): string => {
    const value = own(data, key);
    return typeof value === 'string' ? value : '';
  };
  const stage = [text('work_item') || text('root'), text('node_id')].filter((one) => one !== '').join(' ');
  if (type === 'router_decision')
    return [`${outcomeLabel(text('terminal_result'))}: `, `${stage}, then ${text('next')}`];
  if (type === 'work_item_blocked') return ['BLOCKED: ', `${stage}: ${text('reason')}`];
  if (type === 'work_item_done') return ['DONE: ', stage];
  const by = text('issuer') === '' ? '' : ` by ${text('issuer')}`;
  return [`${type.replaceAll('_', ' ')}${stage === '' ? '' : ': '}`, `${stage}${by}`.trim()];
}

/** The outcome of the stage before, which these entries show; empty where they show none. */
export function outcomeIn(entries: readonly MirrorEntry[]): string {
  const routed = entries.findLast((entry) => entry.kind === 'event' && entry.type === 'router_decision');
  const outcome = routed?.kind === 'event' ? routed.data['terminal_result'] : undefined;
  return typeof outcome === 'string' ? outcomeLabel(outcome) : '';
}

/** An extension may have named it. */
const outcomeLabel = (outcome: string): string => label(outcome, 60);
