// What each kind of event is called in a line for people, and what is said of it.
import { shortDigest } from '../../core/report/short-digest.js';
import { WORKER_ISSUER } from '../../core/contracts/commands.js';
import type { RuleView, TokenWindow } from '../../core/contracts/spending.js';
import { endText, ruleText } from '../../core/engine/workspace/usage/words.js';
import { own } from '../../core/own.js';
import type { Happening } from './happening.js';
import { duration, tokens } from '../render/duration.js';
import { wayText } from '../render/way.js';
import { word } from '../render/word.js';
import { clause } from '../render/clause.js';

/** An event in words; `kind` stands before them. */
export interface Told {
  kind: string;
  detail: string;
}

type Describe = (text: (key: string) => string, event: Happening) => string;

/** Events that are not listed here are shown under their own type. `stage_completed` says nothing that its routing does not. */
const KINDS: Record<string, [kind: string, detail: Describe] | null> = {
  stage_started: ['start', (text) => (text('attempt') === '1' ? '' : `attempt ${text('attempt')}`)],
  stage_completed: null,
  router_decision: ['done', (_text, { data }) => wayText(data)],
  activation_goes_on: ['on', goesOnText],
  stage_asked_again: ['again', (text) => `asked once more: ${oneLine(text('detail'))}`],
  stage_waits_for_environment: [
    'wait',
    (text) => (text('until') ? `${clause(text('reason'))}, until ${text('until')}` : text('reason')),
  ],
  stage_falls_back: ['other', (text) => `${text('to')} goes on: ${text('reason')}`],
  work_tree_changed: [
    'tree',
    (text) => `${filesText(text('files'))} other than the stage before left them: a person worked there`,
  ],
  tree_settled: ['tree', treeText],
  tree_removed: ['tree', (text) => `removed after its days; the branch ${text('branch')} stays`],
  tree_stays: ['tree', (text) => `old, and stays: ${text('why')}`],
  work_item_admitted: ['add', waitText],
  work_item_claimed: ['claim', (text) => text('run_id')],
  work_item_done: ['item', () => 'done'],
  work_item_blocked: ['item', (text) => `blocked: ${text('reason')}`],
  work_item_ending: ['cmd', (text) => `${text('to') === 'queued' ? 'retry-active' : 'cancel'} by ${text('issuer')}`],
  stage_ended: ['end', () => 'its agent was ended'],
  work_item_cancelled: ['item', byWhom('cancelled')],
  work_item_edited: ['item', byWhom('edited, or moved in the line')],
  work_item_requeued: ['item', byWhom('queued again')],
  blocked_work_item_requeued: ['item', byWhom('queued again')],
  blocked_task_archived: ['item', byWhom('cancelled')],
  incident_cancelled: ['item', byWhom('cancelled')],
  incident_resolved_by_operator: ['item', byWhom('resolved')],
  task_superseded: ['item', (text) => `superseded by ${text('replacement')}`],
  work_item_unusable: ['item', (text) => `set aside: ${text('reason')}`],
  cancel_requested: ['cmd', byWhom('cancel, asked in the Web UI')],
  learning_request_enqueued: ['learn', (text) => `comes of ${text('run_id')}`],
  closure_target_opened: ['root', () => 'opened'],
  closure_judging: ['root', () => 'is being judged'],
  closure_passed: ['root', () => 'passed: it is delivered next'],
  delivery_asked: ['tree', (text) => `is being delivered${text('rounds') === '0' ? '' : ', after a merge'}`],
  delivery_answered: ['tree', deliveredText],
  closure_target_closed: ['root', () => 'closed'],
  closure_gap_found: ['root', (text) => `has a gap${text('incident') && `: incident ${text('incident')}`}`],
  closure_target_parked: ['root', (text) => `parked: ${text('reason')}`],
  runtime_started: ['begin', (text) => `plan ${text('plan')}`],
  work_item_revised: ['edit', (text) => ['taken up as a new revision', waitText(text)].filter(Boolean).join('; ')],
  approval_requested: [
    'ask',
    (text) => `${text('asks_for') || text('capabilities')}; \`millrace approvals approve ${text('approval_id')}\``,
  ],
  approval_approved: ['ask', byWhom('approved')],
  approval_denied: ['ask', byWhom('denied')],
  approval_expired: ['ask', () => 'expired'],
  approval_cancelled: null,
  usage_governance_paused: ['spend', (_text, { data }) => `paused: ${pauseText(data)}`],
  cost_rule_raised: ['spend', byWhom('a rule on money was raised')],
  usage_governance_resumed: ['spend', (text) => `goes on: ${text('cleared_rules')} leaves room again`],
  work_item_superseded: ['item', () => 'superseded: what replaces it is done'],
  task_dependency_retargeted: [
    'item',
    (text) => `waits for ${text('new_dependency')}, no longer for ${text('old_dependency')}`,
  ],
  closure_overtaken: ['root', () => 'got more work meanwhile: it is judged again'],
  closure_asked_again: ['root', byWhom('to be judged again')],
  closure_target_withdrawn: ['root', () => 'withdrawn: it is not judged any more'],
  runtime_config_reloaded: ['cmd', (text) => `reload by ${text('issuer')}: plan ${text('plan')}`],
  stale_state_cleared: ['cmd', byWhom('clear-stale-state')],
  input_quarantined: ['file', (text) => `${text('source_name')} set aside: ${text('error')}`],
  invalid_artifact_archived: ['file', (text) => `${text('path')} moved to ${text('to')} by ${text('issuer')}`],
  foreign_object_moved: ['file', (text) => `${text('what')} stood at ${text('from')}: it lies at ${text('to')} now`],
  foreign_object_left: ['file', (text) => `${text('path')} is not ${text('not')}: ${text('reason')}`],
  mirror_gave_up: ['file', (text) => `this is not shown: ${text('reason')}`],
  mirror_restored: ['file', (text) => `${text('path')} was changed, and shows the work again`],
  mirror_rebuilt: ['cmd', byWhom('mirror rebuild')],
  workspace_taken_up: [
    'begin',
    (text) => `taken up from its files: ${text('queued')} queued, ${text('blocked')} blocked`,
  ],
  stage_heartbeat: ['beat', beatText],
  runtime_idle: ['idle', idleText],
  command_refused: ['refuse', refusedText],
  operators_changed: [
    'keys',
    (text) => `${text('change')} ${text('operator') || text('required')} by ${text('issuer')}`,
  ],
  runtime_paused: ['cmd', byWhom('pause')],
  runtime_resumed: ['cmd', byWhom('resume')],
  runtime_stop_requested: ['cmd', byWhom('stop')],
};

/** Null when there is nothing to say. */
export function toldOf(event: Happening): Told | null {
  const text = textIn(event);
  const known = own(KINDS, event.type);
  if (known === null || isOwnLeaving(event.type, text)) return null;
  const [kind, detail] = known ?? [event.type, () => ''];
  return { kind, detail: detail(text, event) };
}

/** Fields of an event as text. */
export const textIn =
  ({ data }: Happening) =>
  (key: string): string =>
    word(own(data, key));

/** That this worker leaves is said at the end anyway. */
const isOwnLeaving = (type: string, text: (key: string) => string): boolean =>
  type === 'runtime_stop_requested' && text('issuer') === WORKER_ISSUER;

function beatText(text: (key: string) => string, { data }: Happening): string {
  const { elapsed_s: elapsed, tokens: count, quiet_s: quiet } = data;
  const known = [
    duration(Number(elapsed) * 1000),
    ...(typeof count === 'number' ? [`${tokens(count)} tok`] : []),
    ...(Number(quiet) >= LONG_QUIET ? [`quiet for ${duration(Number(quiet) * 1000)}`] : []),
  ];
  const line = oneLine(text('last_output'));
  return line === '' ? known.join('  ') : `${known.join('  ')}  | ${line}`;
}

/** Seconds without output that are worth a word. */
export const LONG_QUIET = 10;

function idleText(text: (key: string) => string): string {
  const detail = text('until') === '' ? text('detail') : `${clause(text('detail'))}; goes on at ${text('until')}`;
  return `${text('reason').replaceAll('_', ' ')}: ${detail}`;
}

function goesOnText(text: (key: string) => string): string {
  const where = `at the stage that failed in ${text('failed_run')}`;
  return text('reason') === '' ? `goes on ${where}` : `begins anew, not ${where}: ${text('reason')}`;
}

function waitText(text: (key: string) => string): string {
  if (text('unclaimed') !== '') return `will not run: ${clause(text('unclaimed'))}; it is kept`;
  if (text('never') !== '') return `will not run: it ${text('never')}`;
  return text('waits_for') === '' ? '' : `waits for ${text('waits_for')}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const filesText = (files: string): string => (files === '1' ? '1 file was' : `${files} files were`);

/** Which rules are used up, and what ends that. */
function pauseText({ blockers, next_auto_resume_at: next }: Happening['data']): string {
  const rules = Array.isArray(blockers) ? blockers.map((one) => blockedBy(one as Record<string, unknown>)) : [];
  return [...rules.map(ruleText), endText(rules, typeof next === 'string' ? next : null)].join('; ');
}

const blockedBy = ({ rule_id: id, window, observed, threshold, currency }: Record<string, unknown>): RuleView => ({
  ...{ id: word(id), window: word(window) as TokenWindow, until: null },
  ...{ observed: Number(observed), threshold: Number(threshold) },
  ...(currency === undefined ? {} : { currency: word(currency) }),
});

function refusedText(text: (key: string) => string): string {
  const more = text('untold') === '' ? '' : `, and ${text('untold')} more before it`;
  return `refused: ${text('command')} by ${text('issuer')}: ${text('reason')}${more}`;
}

function byWhom(command: string): Describe {
  return (text) => `${command} by ${text('issuer')}${text('reason') === '' ? '' : ` "${text('reason')}"`}`;
}

/** What became of the branch of a root. */
function deliveredText(text: (key: string) => string): string {
  const [branch, into] = [text('branch'), text('into')];
  const words: Readonly<Record<string, string>> = {
    landed: `${branch} is in ${into}, ${shortDigest(text('commit'))}`,
    taken: `${branch} was in ${into} before`,
    nothing: 'there is nothing to deliver',
    stays: `${branch} stays for a person to take`,
    waits: `${branch} waits for a person: ${text('why')} ${text('todo')}`,
    work: `${branch} does not fit: ${text('why')}${text('work_item') && ` ${text('work_item')} is to mend that.`}`,
  };
  return own(words, text('kind')) ?? '';
}

/** What became of the work of a run in its tree. */
function treeText(text: (key: string) => string): string {
  const branch = text('branch');
  const why = text('why') === '' ? '' : `: ${text('why')} ${text('todo')}`;
  const kinds: Record<string, string> = {
    committed: `${filesText(text('files'))} committed on ${branch}, ${shortDigest(text('commit'))}${why}`,
    nothing: `nothing to commit on ${branch}`,
    kept: `no commit on ${branch}; what it changed is kept, number ${text('kept')}${why}`,
    refused: `what it changed lies in the tree of ${branch}${why}`,
  };
  return own(kinds, text('kind')) ?? branch;
}
