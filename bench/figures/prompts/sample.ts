// Two runs of every stage kind that ships, as different as two runs can be: what their prompts begin with is what is the same for all.
import type { PromptInput } from '../../../agents/prompt.js';
import type { Plane } from '../../../core/contracts/families.js';
import type { Plan, PlanNode } from '../../../core/contracts/plan.js';
import { type Compiled, compile } from '../../../core/plan/compile.js';
import { readSources } from '../../../read/sources.js';

/** Every stage kind is a node of one of them. */
const MODES = ['default_codex', 'default_codex_integrated', 'blueprint_codex', 'learning_codex'];
const RUNNERS = ['codex_cli', 'pi_rpc', 'scripted'];

export interface Sample {
  kind: string;
  runs: [PromptInput, PromptInput];
}

/** By name. Throws when the shipped assets do not compile. */
export function samples(): Sample[] {
  const kinds = new Map<string, Sample>();
  for (const mode of MODES) {
    const { plan, texts } = compiled(mode);
    for (const [plane, graph] of Object.entries(plan.planes))
      for (const [node, kept] of Object.entries(graph.nodes))
        if (!kinds.has(kept.kind)) {
          const isClosure = graph.closure === node;
          const of = (run: Run): PromptInput => inputOf({ mode, plane, node, kept, texts, isClosure }, run);
          kinds.set(kept.kind, { kind: kept.kind, runs: [of(FIRST), of(SECOND)] });
        }
  }
  return [...kinds.values()].sort((a, b) => a.kind.localeCompare(b.kind));
}

function compiled(mode: string): { plan: Plan; texts: Compiled['texts'] } {
  const { named, texts, diagnostics } = compile(readSources(null), { mode, runners: RUNNERS });
  if (named === null) throw new Error(`${mode} does not compile: ${JSON.stringify(diagnostics)}`);
  return { plan: named.plan, texts };
}

interface Run {
  hex: string;
  item: string;
  root: string;
  workspace: string;
  earlier: string[];
}

const FIRST: Run = {
  ...{ hex: '0123456789abcdef', item: 'addresses-02-numbering', root: 'idea-addresses', workspace: '/home/ada/blog' },
  earlier: ['earlier/01-builder/builder_summary.md', 'earlier/02-checker/report.md'],
};
const SECOND: Run = {
  ...{ hex: 'fedcba9876543210', item: 'import-07-progress', root: 'idea-imports', workspace: '/srv/work/shop' },
  earlier: [
    'earlier/01-builder/builder_summary.md',
    'earlier/02-checker/report.md',
    'earlier/03-fixer/fixer_summary.md',
  ],
};

interface Place {
  mode: string;
  plane: string;
  node: string;
  kept: PlanNode;
  texts: Compiled['texts'];
  isClosure: boolean;
}

function inputOf({ mode, plane, node, kept, texts, isClosure }: Place, run: Run): PromptInput {
  const { hex, item, root, workspace, earlier } = run;
  const [requestId, runId] = [`request-${hex}${hex}`, `run-${hex}${hex}`];
  const { routes: _routes, ...bound } = kept;
  const desk = `${workspace}/millrace-agents/desk/${requestId}`;
  const family = kept.families?.[0] ?? 'task';
  const text = `# A title of some words\n\n${`Label: a line of a document, about as long as one is, for ${item}.\n`.repeat(15)}`;
  const textOf = (sha256: string): string => texts.get(sha256) ?? '';
  return {
    request: {
      ...{ ...bound, schema: 1, requestId, runId, workspace: hex, lineage: root, turn: 1, stageNumber: 1, attempt: 1 },
      ...{ plane: plane as Plane, node, mode, planDigest: hex.repeat(4), emittedPerStage: 50 },
      item: { family, id: item, root, sha256: hex.repeat(4) },
      ...(isClosure ? { closure: { round: 1 } } : {}),
    },
    instructions: textOf(kept.instructions),
    skills: kept.skills.map(({ id, sha256 }) => ({ id, text: textOf(sha256) })),
    document: { path: `${workspace}/millrace-agents/tasks/active/${item}.md`, text },
    ...{ runDir: desk, outboxDir: `${desk}/outbox`, earlier },
    troubleshootReportPath: `${desk}/troubleshoot_report.md`,
    remarks: [],
    closure: isClosure
      ? {
          ...{ rootSpecId: root, targetPath: `${workspace}/millrace-agents/arbiter/targets/${root}.json` },
          ...{ rubricPath: `${desk}/rubric.md`, verdictPath: `${desk}/verdict.json` },
          reportPath: `${desk}/arbiter_report.md`,
        }
      : null,
    changed: null,
  };
}
