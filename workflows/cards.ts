// Status cards: what an engineer reads first in the Web UI, as Markdown in the workflow's current details.
import type { ExecutorState } from '../core/engine/lineage/executor-state.js';
import type { SchedulerState } from '../core/engine/workspace/scheduler-state.js';
import { blockedItems } from '../core/engine/workspace/claims/item-index.js';
import { isAutoRequeued } from '../core/engine/workspace/auto-requeue/auto-requeue.js';
import { phaseOf } from '../core/engine/workspace/turns/section.js';
import { ruleText, sourceText } from '../core/engine/workspace/usage/words.js';
import { label, some } from './card-text.js';

export function workspaceCard(state: SchedulerState): string {
  const queued = state.ready.planning.length + state.ready.execution.length;
  const blocked = blockedItems(state);
  const asked = state.approvals.filter(({ status }) => status === 'pending');
  return [
    `**${phaseOf(state)}**${state.pauses.length > 0 ? ` (paused by ${label(state.pauses.map((source) => sourceText(state, source)).join(', '))})` : ''}`,
    '',
    ...turnLines(state),
    `- queued ${queued}, waiting for others ${state.waiting.length}, blocked ${blocked.length}`,
    `- stage budget: ${state.allowance ?? 'none'}`,
    `- plan: ${label(state.plan?.id ?? 'none')}`,
    ...some(
      asked.map(
        ({ id, item, node }) => `- needs you: ${label(`${node} of ${item.family} ${item.id}`)} asks: ${label(id)}`,
      ),
    ),
    ...some((state.usage?.views ?? []).map((rule) => `- ${label(ruleText(rule))}`)),
    ...some(
      blocked
        .filter((item) => !isAutoRequeued(state, item))
        .map((item) => `- needs you: ${label(`${item.family} ${item.id}`)}: ${label(item.reason ?? '')}`),
    ),
  ].join('\n');
}

function turnLines({ turns, lastTurn }: SchedulerState): string[] {
  if (turns.length === 0) return [`- turn ${lastTurn}: nobody`];
  return turns.map(
    ({ number, item: { family, id, root } }) =>
      `- turn ${number}: ${label(`${family} ${id}`)} in lineage ${label(root)}`,
  );
}

export function lineageCard(state: ExecutorState): string {
  return [
    ...activationLines(state),
    '',
    '| when | item | stage | outcome | next |',
    '|---|---|---|---|---|',
    ...recentRows(state),
  ].join('\n');
}

function activationLines(state: ExecutorState): string[] {
  const activation = state.activation;
  if (activation === null) return ['**at rest**, no activation holds a turn'];
  const { item, node, stageNumber, attempt, since, phase, wait, runId, approval } = activation;
  const phases = { running: 'runs', waiting: `waits (${label(wait?.reason ?? '')})`, asking: 'asks', ready: 'is due' };
  const doing = activation.ending ? 'is being ended' : phases[phase];
  return [
    `**${node}** of ${label(`${item.family} ${item.id}`)} ${doing} since ${since}`,
    '',
    `- stage ${stageNumber}, attempt ${attempt}, run \`${runId}\``,
    ...(wait === null ? [] : [`- until ${wait.until}`]),
    ...(approval ? [`- needs you: ${label(approval.id)} for ${label(approval.capabilities.join(', '))}`] : []),
    ...some(Object.entries(activation.spent).map(([bound, used]) => `- ${label(bound)}: ${used} used`)),
  ];
}

const recentRows = (state: ExecutorState): string[] =>
  state.recent.map(({ at, item, node, outcome, next, changed }) => {
    const came = `${label(outcome)}${changed === undefined ? '' : ` ${label(changed)}`}`;
    return `| ${[label(at), label(item), label(node), came, label(next)].join(' | ')} |`;
  });
