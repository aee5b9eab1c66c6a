// `docs/modes.md`, made from the modes that ship: what each file says of itself, what the compiler makes of it, and a picture of that.
import { mermaidLines } from '../../cli/plan/mermaid.js';
import { graphsOf } from '../../cli/plan/graphs.js';
import type { Plan, PlanGraph, PlanTrigger } from '../../core/contracts/plan.js';
import { aboutOf } from '../../core/plan/sources/about.js';
import { compileShipped, shippedSources } from '../support/plan.js';
import { overviewOf } from './overview.js';

const HEAD = `# The modes that ship

For whoever chooses a mode, or makes one.

A mode says which graph each plane follows, and which runner and model each stage gets. \`millrace init --mode ID\` chooses one, \`[runtime] default_mode\` changes
it; \`millrace modes show ID\` says what a mode says, \`millrace compile show\` what comes of it here. This page is made by \`npm run docs\`.

The pictures show where work goes as long as nothing is blocked, and the first rung of each ladder. \`millrace compile graph --mode ID --format mermaid\` draws all
of it: repairs, consultations, bounds, and the ends at which a person is needed. \`BLOCKED\` is an outcome of every stage.
`;

/** The whole page. */
export function modesPage(): string {
  const { modes, graphs } = shippedSources();
  const about = new Map(graphs.map(({ text }) => [idOf(text), aboutOf(text)]));
  const sections = modes.map(({ text }) => sectionOf(idOf(text), aboutOf(text), about));
  return `${[HEAD, ...sections].join('\n')}`;
}

const idOf = (text: string): string => /^id = "(.*)"$/m.exec(text)?.[1] ?? '';

function sectionOf(id: string, said: string, about: ReadonlyMap<string, string>): string {
  const { plan } = compileShipped('', id).named;
  const picture = ['```mermaid', ...mermaidLines(overviewOf(plan), undefined), '```'];
  const graphs = graphsOf(plan).map(([plane, graph]) => `${plane} is \`${graph.id}\` (${lower(about.get(graph.id))})`);
  const paragraph = [said, `${graphs.map(upper).join('. ')}.`, ranBy(plan), ...mostOf(plan), ...beside(plan)];
  return [`## ${id}`, '', paragraph.join(' '), '', ...picture, ''].join('\n');
}

/** The first sentence, as it stands within another one. */
function lower(said = ''): string {
  const [first = ''] = said.split(/(?<=\.) /);
  return first.charAt(0).toLowerCase() + first.slice(1).replace(/\.$/, '');
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const nodesOf = (plan: Plan) => graphsOf(plan).flatMap(([, graph]) => Object.entries(graph.nodes));

/** Runners, and the models that the mode itself assigns, strongest first as it lists them. */
function ranBy(plan: Plan): string {
  const runners = [...new Set(nodesOf(plan).map(([, { runner }]) => `\`${runner}\``))];
  const byModel = new Map<string, string[]>();
  for (const [id, { model, effort, alias }] of nodesOf(plan)) {
    const named = alias === undefined ? null : `\`${alias}\` (${model}, ${effort ?? 'its own effort'})`;
    if (named !== null) byModel.set(named, [...(byModel.get(named) ?? []), id]);
  }
  const assigned = [...byModel].map(([model, ids]) => `${model} runs ${listed(ids)}`);
  return `Every stage is run by ${listed(runners)}${byModel.size > 1 ? `: ${listed(assigned)}` : ''}.`;
}

/** What the longest activation of each family costs, by the proof of the plan. */
function mostOf(plan: Plan): string[] {
  const ofGraph = ({ entries, maxStageRuns }: PlanGraph): string[] =>
    Object.keys(entries).map((family) => `${family} ${maxStageRuns[family]}`);
  const all = graphsOf(plan).flatMap(([, graph]) => ofGraph(graph));
  return [`At most so many stages run for one item before it ends or waits for a person: ${listed(all)}.`];
}

/** What runs beside what, and what sets it off. */
function beside({ concurrent = [], triggers = [] }: Plan): string[] {
  const pairs = concurrent.map(([one, other]) => `${one} beside ${other}`);
  return [
    ...(pairs.length === 0 ? [] : [`What may run at the same time: ${listed(pairs)}.`]),
    ...(triggers.length === 0 ? [] : [`Learning requests come of ${listed(triggers.map(triggerText))}.`]),
  ];
}

const triggerText = ({ node, outcomes, target, action }: PlanTrigger): string =>
  `${node} with ${outcomes.join(' or ')} (${target}, ${action})`;
