// The prompt of one stage: instructions, skills, the request as `Label: value` lines, the document, the legal markers.
// Nothing of the environment goes into it, so that it may be stored as it is.
import { changedPart, type PromptChanged } from './changed-part.js';
import type { StageRunRequest } from '../core/contracts/stage.js';

/** Where a closure stage finds its target and leaves its evidence. Absolute paths. */
export interface PromptClosure {
  rootSpecId: string;
  targetPath: string;
  rubricPath: string;
  verdictPath: string;
  reportPath: string;
}

/** Everything a prompt is made of. Paths are absolute; texts are inlined verbatim. */
export interface PromptInput {
  request: StageRunRequest;
  /** Id of the compiled plan, `plan-<mode>-<digest>`. */
  planId: string;
  /** Text of the stage kind's instructions. */
  instructions: string;
  skills: { id: string; text: string }[];
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
  /** What was changed before this stage; null for one that does not hold the work tree. */
  changed: PromptChanged | null;
}

/** Pure: the same input gives the same text, so that a stage taken up again has the prompt it had. */
export function renderPrompt(input: PromptInput): string {
  const parts = [
    input.instructions.trim(),
    ...input.skills.map((skill) => `## Skill: ${skill.id}\n\n${skill.text.trim()}`),
    `Stage Request Context:\n${contextLines(input).join('\n')}`,
    ...(input.changed === null ? [] : [changedPart(input.changed)]),
    ...(input.document === null ? [] : [documentPart(input.document)]),
    ...(input.requirements === null ? [] : [input.requirements]),
    closing(Object.keys(input.request.outcomes)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function contextLines(input: PromptInput): string[] {
  const { request, closure } = input;
  const values: [string, string | null | undefined][] = [
    ['Request ID', request.requestId],
    ['Run ID', request.runId],
    ['Mode ID', request.mode],
    ['Compiled Plan ID', input.planId],
    ['Node ID', request.node],
    ['Stage', request.kind],
    ['Plane', request.plane],
    ['Active Work Item', closure === null ? `${request.item.family} ${request.item.id}` : null],
    ['Active Work Item Path', input.document?.path],
    ['Run Directory', input.runDir],
    ['Outbox Directory', input.outboxDir],
    ['Earlier Reports', input.earlier.join(', ')],
    ['Preferred Rubric Path', closure?.rubricPath],
    ['Preferred Verdict Path', closure?.verdictPath],
    ['Preferred Report Path', closure?.reportPath],
    ['Preferred Troubleshoot Report Path', input.troubleshootReportPath],
    ['Closure Target Root Spec ID', closure?.rootSpecId],
    ['Closure Target Path', closure?.targetPath],
    ['Resume Targets', resumeTargets(request)],
    ['Required Skills', input.skills.map((skill) => skill.id).join(', ')],
    ['Runner', request.runner],
    ['Model', request.model],
    ['Effort', request.effort],
    ['Timeout', `${request.timeoutSeconds} seconds`],
  ];
  return values.map(([label, value]) => `${label}: ${value || 'none'}`);
}

/** Where a stage that repairs may send the work, as it has to write it. */
const resumeTargets = ({ resume = {} }: StageRunRequest): string =>
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

/** The markers stand as they are to be written: what is around them here would be around them in the answer. */
function closing(outcomes: string[]): string {
  const markers = outcomes.map((outcome) => `### ${outcome}`).join('\n');
  return `End your final message with exactly one of these lines, as its last line and with nothing else on it:\n\n${markers}`;
}
