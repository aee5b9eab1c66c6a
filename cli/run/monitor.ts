// One line per event, for a person who watches: time, kind, item, node, what happened.
import { WORKER_ISSUER } from '../../core/contracts/commands.js';
import { duration } from '../render/duration.js';
import { inert } from '../render/inert.js';
import { clip } from '../render/table.js';
import { word } from '../render/word.js';
import type { EventEntry } from './tally.js';

type Describe = (text: (key: string) => string, event: EventEntry) => string;

/** Events that are not listed here are shown under their own type. `stage_completed` says nothing that its routing does not. */
const KINDS: Record<string, [kind: string, detail: Describe] | null> = {
  stage_started: ['start', (text) => (text('attempt') === '1' ? '' : `attempt ${text('attempt')}`)],
  stage_completed: null,
  router_decision: ['done', (text) => `${text('terminal_result')}${classOf(text)} -> ${text('next')}`],
  stage_waits_for_environment: [
    'wait',
    (text) => `${text('reason')}${text('until') ? `, until ${text('until')}` : ''}`,
  ],
  work_item_admitted: ['add', (text) => (text('waits_for') === '' ? '' : `waits for ${text('waits_for')}`)],
  work_item_claimed: ['claim', (text) => text('run_id')],
  work_item_done: ['item', () => 'done'],
  work_item_blocked: ['item', (text) => `blocked: ${text('reason')}`],
  work_item_ending: ['cmd', (text) => `${text('to') === 'queued' ? 'retry-active' : 'cancel'} by ${text('issuer')}`],
  stage_ended: ['end', () => 'its agent was ended'],
  work_item_cancelled: ['item', byWhom('cancelled')],
  work_item_requeued: ['item', byWhom('queued again')],
  blocked_work_item_requeued: ['item', byWhom('queued again')],
  blocked_task_archived: ['item', byWhom('cancelled')],
  incident_cancelled: ['item', byWhom('cancelled')],
  incident_resolved_by_operator: ['item', byWhom('resolved')],
  task_superseded: ['item', (text) => `superseded by ${text('replacement')}`],
  closure_target_opened: ['root', () => 'opened'],
  closure_judging: ['root', () => 'is being judged'],
  closure_target_closed: ['root', () => 'closed'],
  closure_gap_found: ['root', (text) => `has a gap${text('incident') && `: incident ${text('incident')}`}`],
  closure_target_parked: ['root', (text) => `parked: ${text('reason')}`],
  runtime_started: ['begin', (text) => `plan ${text('plan')}`],
  work_item_revised: ['edit', () => 'taken up as a new revision'],
  approval_requested: [
    'ask',
    (text) => `${text('capabilities')}; \`millrace approvals approve ${text('approval_id')}\``,
  ],
  approval_approved: ['ask', byWhom('approved')],
  approval_denied: ['ask', byWhom('denied')],
  approval_expired: ['ask', () => 'expired'],
  approval_cancelled: null,
  runtime_paused: ['cmd', byWhom('pause')],
  runtime_resumed: ['cmd', byWhom('resume')],
  runtime_stop_requested: ['cmd', byWhom('stop')],
};

const DETAIL_WIDTH = 400;

/** Null when there is nothing to say. Keeps the starts of stages, to say how long each took. */
export function createMonitor(): (event: EventEntry) => string | null {
  const starts = new Map<string, number>();
  return (event) => {
    const text = (key: string): string => word(event.data[key]);
    const at = Date.parse(event.at);
    if (event.type === 'stage_started') starts.set(text('request_id'), at);
    const known = KINDS[event.type];
    if (known === null || isOwnLeaving(event.type, text)) return null;
    const [kind, detail] = known ?? [event.type, () => ''];
    const took = event.type === 'router_decision' ? tookSince(starts.get(text('request_id')), at) : '';
    const subject = text('work_item') || text('root');
    const parts = [subject.padEnd(16), text('node_id').padEnd(14), detail(text, event), took];
    return inert(`${clock(event.at)} ${kind.padEnd(6)} ${clip(parts.join(' '), DETAIL_WIDTH)}`).trimEnd();
  };
}

/** That this worker leaves is said at the end anyway. */
const isOwnLeaving = (type: string, text: (key: string) => string): boolean =>
  type === 'runtime_stop_requested' && text('issuer') === WORKER_ISSUER;

const clock = (at: string): string => `${at.slice(11, 19)}Z`;

function byWhom(command: string): Describe {
  return (text) => `${command} by ${text('issuer')}${text('reason') === '' ? '' : ` "${text('reason')}"`}`;
}

const classOf = (text: (key: string) => string): string =>
  text('failure_class') === '' ? '' : ` (${text('failure_class')})`;

const tookSince = (start: number | undefined, end: number): string =>
  start === undefined ? '' : `(${duration(end - start)})`;
