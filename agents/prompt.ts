// The prompt of one stage: instructions, skills, the request as `Label: value` lines, what was changed, the document, the legal markers.
// What is the same for all runs of a node comes first; nothing of the environment goes into it, so that it may be stored as it is.
import { splitFrontMatter } from '../core/assets/front-matter.js';
import { changedPart, type PromptChanged } from './changed-part.js';
import { type OtherWork, otherWorkWords } from '../core/contracts/other-work.js';
import type { StageRunRequest } from '../core/contracts/stage.js';
import { inert } from '../core/inert.js';
import { type PromptStory, storyLines } from './story-part.js';

/** Where a closure stage finds its target and leaves its evidence. Absolute paths. */
export interface PromptClosure {
  rootSpecId: string;
  targetPath: string;
  rubricPath: string;
  verdictPath: string;
  reportPath: string;
}

/** What the plan alone decides of a prompt. */
export interface PromptConstants {
  request: Pick<StageRunRequest, 'node' | 'kind' | 'timeoutSeconds' | 'resume'>;
  /** Text of the stage kind's instructions. */
  instructions: string;
  /** Their files as they are, front matter included. */
  skills: { id: string; text: string }[];
}

/** Everything a prompt is made of. Paths are absolute; texts are inlined verbatim, skills without their front matter. */
export interface PromptInput extends PromptConstants {
  request: StageRunRequest;
  /** The work item's document, or null for a stage that has none. */
  document: { path: string; text: string } | null;
  /** The stage's desk. */
  runDir: string;
  outboxDir: string;
  /** Reports of the stages before, oldest first, relative to the desk. */
  earlier: readonly string[];
  troubleshootReportPath: string | null;
  closure: PromptClosure | null;
  /** What it has to map of the requirements of its root; null for a stage that maps nothing. */
  requirements: string | null;
  /** What is on record of the blueprint of its draft; null or absent for a stage that works on none. */
  blueprint?: string | null;
  /** What the runtime noted of the stage before this one; empty = nothing. */
  remarks: readonly string[];
  /** What went before; null or absent where nothing is to be told. */
  story?: PromptStory | null;
  /** Of a stage that works in a tree of its root; null or absent for another one. */
  tree?: PromptTree | null;
  /** What was changed before this stage; null for one that does not hold the work tree. */
  changed: PromptChanged | null;
}

export interface PromptTree {
  branch: string;
  /** What the branch began from. */
  base: string;
  /** Work of other roots that the item waits for. */
  others: readonly OtherWork[];
}

/** Pure: the same input gives the same text, so that a stage taken up again has the prompt it had. */
export function renderPrompt(input: PromptInput): string {
  const { request, changed, document } = input;
  const parts = [
    [constantPart(input), ...linesOf(contextOf(input))].join('\n'),
    changed === null ? '' : changedPart(changed),
    document === null ? '' : documentPart(document),
    input.requirements ?? '',
    input.blueprint ?? '',
    closing(Object.keys(request.outcomes)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/**
 * What all prompts of one node begin with, byte for byte, since providers keep what they have read of a beginning. What only one run,
 * item or path has belongs into `contextOf`.
 */
export function constantPart({ request, instructions, skills }: PromptConstants): string {
  const parts = [
    instructions.trim(),
    ...skills.map(({ id, text }) => `## Skill: ${id}\n\n${splitFrontMatter(text).body.trim()}`),
    ['Stage Request Context:', ...linesOf(nodeContext(request))].join('\n'),
  ];
  return parts.join('\n\n');
}

/** A label and its value; the line of one without a value is left out. */
type ContextLine = [label: string, value: string | null | undefined];

const linesOf = (lines: readonly ContextLine[]): string[] =>
  lines.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));

/** The lines that the plan alone decides. */
const nodeContext = (request: PromptConstants['request']): ContextLine[] => [
  ['Node ID', request.node],
  ['Stage', request.kind === request.node ? null : request.kind],
  ['Timeout', `${request.timeoutSeconds} seconds`],
  ['Resume Targets', resumeTargets(request)],
];

function contextOf(input: PromptInput): ContextLine[] {
  const { request, closure } = input;
  const isTroubleshooter = request.artifacts?.includes('troubleshoot_report') === true;
  return [
    ['Request ID', request.requestId],
    ['Run ID', request.runId],
    ['Active Work Item', closure === null ? `${request.item.family} ${request.item.id}` : null],
    ['Active Work Item Path', input.document?.path],
    ['Run Directory', input.runDir],
    ['Outbox Directory', request.emits.length > 0 ? input.outboxDir : null],
    [
      'Work Tree',
      input.tree && inert(`a git work tree of the branch ${input.tree.branch}, begun from ${input.tree.base}`),
    ],
    ['Work Of Other Roots', input.tree?.others.map(otherWorkWords).join(' ')],
    ['Earlier Reports', input.earlier.join(', ')],
    ['Noted Of Last Stage', input.remarks.map((one) => inert(one).replace(/\s+/g, ' ')).join(' ')],
    ['Preferred Rubric Path', closure?.rubricPath],
    ['Preferred Verdict Path', closure?.verdictPath],
    ['Preferred Report Path', closure?.reportPath],
    ['Preferred Troubleshoot Report Path', isTroubleshooter ? input.troubleshootReportPath : null],
    ['Closure Target Root Spec ID', closure?.rootSpecId],
    ['Closure Target Path', closure?.targetPath],
    ...(input.story ? storyLines(input.story, request.runId) : []),
  ];
}

/** Where a stage that repairs may send the work, as it has to write it. */
const resumeTargets = ({ resume = {} }: PromptConstants['request']): string =>
  Object.entries(resume)
    .map(([outcome, { by, to }]) => `with ${outcome} a line \`${by[0] ?? ''}: NODE\`, NODE one of ${to.join(', ')}`)
    .join('; ');

/** Fenced by more backticks than the document has in a row: its own headings and fences stay inside. */
function documentPart(document: { path: string; text: string }): string {
  const runs = document.text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const end = document.text.endsWith('\n') ? '' : '\n';
  return `The document at the path above, word for word:\n\n${fence}markdown\n${document.text}${end}${fence}`;
}

/** In a fence, so that they are a list to choose from: nobody takes the last one for an answer that was given. */
export function closing(outcomes: string[]): string {
  const markers = outcomes.map((outcome) => `### ${outcome}`).join('\n');
  return `${FIRST_WORDS} End it with exactly one of these lines, as its last line and with nothing else on it:\n\n\`\`\`text\n${markers}\n\`\`\``;
}

/** They are what people are shown of a stage. */
const FIRST_WORDS =
  'Begin your final message with one short paragraph for people who have read nothing: what came of it, or what has to be decided.';
