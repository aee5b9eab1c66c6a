// One stage below the table of its run: what its agent said, its reports, and last the files that the runtime keeps of it.
import { runArtifacts } from '../../core/contracts/paths.js';
import type { ReportView } from '../../read/reports.js';
import type { StageView } from '../../read/stages.js';
import { insteadText } from '../render/instead.js';
import { listed, restInJson } from '../render/listed.js';
import { size } from '../render/size.js';
import { clip, section, table } from '../render/table.js';

const MOST = 50;
const TITLE_WIDTH = 80;

/** `number`: as the table counts it. */
export function stageSection(stage: StageView, number: string): string[] {
  const { node, requestId, words, reports, files, fallback, runner } = stage;
  return section(`${number} ${node} ${requestId}`, [
    ...(fallback === null ? [] : table([['by', `${runner ?? ''} ${insteadText(fallback)}`]])),
    ...(words === null ? [] : table([['said', words]])),
    ...listed(table(reports.map(reportRow)), MOST, restInJson),
    ...listed(table(inOrder(files, requestId).map((name) => ['kept', name])), MOST, restInJson),
  ]);
}

const reportRow = ({ path, bytes, title }: ReportView): string[] => [
  ...['report', path, size(bytes)],
  ...(title === null ? [] : [clip(title, TITLE_WIDTH)]),
];

/** What a person looks for first comes first. */
const ORDER = ['stdout', 'stageResult', 'prompt', 'completion', 'invocation', 'stderr', 'events'] as const;

function inOrder(files: readonly string[], request: string): string[] {
  const known = ORDER.map((name) => runArtifacts[name](request));
  const rank = (name: string): number => (known.includes(name) ? known.indexOf(name) : known.length);
  return [...files].sort((a, b) => rank(a) - rank(b));
}
