// What a person can do now, the most useful first, each step with its command.
import { shellWord } from '../../core/attention/shell-word.js';
import { asCode, inMarkdown } from '../../core/report/markdown.js';
import { counted } from '../render/count.js';
import { REASON_WIDTH, REMEDY_WIDTH } from '../render/widths.js';
import type { Report } from './shape.js';

const MOST = 8;
/** Items whose changes are looked at one by one. */
const MOST_LOOKS = 5;

/** Markdown, one line each; never none. */
export function toDo({ attention, health, recent, control, candidates_waiting: candidates }: Report): string[] {
  const needs = attention.slice(0, MOST).map(({ summary, actions, remedy }) => {
    const [command] = actions;
    return `${inMarkdown(summary, REASON_WIDTH)}: ${command === undefined ? inMarkdown(remedy, REMEDY_WIDTH) : asCode(command)}`;
  });
  const more =
    attention.length > MOST
      ? [`see the other ${attention.length - MOST}: ${asCode('millrace status --limit all')}`]
      : [];
  const isTold = attention.some(({ kind }) => kind === 'worker_lost');
  const serve =
    health.state === 'down' && !isTold ? [`go on with the work that is left: ${asCode('millrace run')}`] : [];
  const isPaused = control.paused && !control.budget_paused;
  const paused = isPaused ? [`nothing runs while it is paused; go on: ${asCode('millrace resume')}`] : [];
  const learned =
    candidates === 0
      ? []
      : [`decide about ${counted(candidates, 'skill candidate')}, whenever you like: ${asCode('millrace skills ls')}`];
  const steps = [...needs, ...more, ...paused, ...serve, ...looks(recent), ...learned];
  return steps.length > 0 ? steps : [`nothing needs you; more work: ${asCode('millrace add-idea IDEA.md')}`];
}

/** The report's stretch of time is no run, so that each item has a command of its own. */
function looks(recent: Report['recent']): string[] {
  const changed = recent.filter(({ outcome, changes }) => outcome === 'done' && (changes?.files ?? 0) > 0);
  const commands = changed.slice(0, MOST_LOOKS).map(({ item }) => asCode(`millrace diff ${shellWord(idOf(item))}`));
  const more = changed.length > MOST_LOOKS ? `, and ${changed.length - MOST_LOOKS} more` : '';
  return commands.length === 0 ? [] : [`look at what was changed: ${commands.join(', ')}${more}`];
}

const idOf = (item: string): string => item.slice(item.indexOf('/') + 1);
