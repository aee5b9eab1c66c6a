// What a person can do now, the most useful first, each step with its command.
import { asCode, inMarkdown } from '../../core/report/markdown.js';
import type { Report } from './shape.js';

const MOST = 8;
const WORDS = 100;

/** Markdown, one line each; never none. */
export function toDo({ attention, health, recent }: Report): string[] {
  const needs = attention.slice(0, MOST).map(({ summary, actions, remedy }) => {
    const [command] = actions;
    return `${inMarkdown(summary, WORDS)}: ${command === undefined ? inMarkdown(remedy, WORDS) : asCode(command)}`;
  });
  const more =
    attention.length > MOST
      ? [`see the other ${attention.length - MOST}: ${asCode('millrace status --limit all')}`]
      : [];
  const isTold = attention.some(({ kind, actions }) => kind === 'worker_lost' && actions.includes('millrace run'));
  const serve =
    health.state === 'down' && !isTold ? [`go on with the work that is left: ${asCode('millrace run')}`] : [];
  const look = recent.some(({ outcome, changes }) => outcome === 'done' && (changes?.files ?? 0) > 0)
    ? [`look at what was changed: ${asCode('millrace diff --since last')}`]
    : [];
  const steps = [...needs, ...more, ...serve, ...look];
  return steps.length > 0 ? steps : [`nothing needs you; more work: ${asCode('millrace add-idea IDEA.md')}`];
}
