// What a played stage says of the requirements of its root, read from its prompt and its desk as a real agent reads them: it leaves no
// hole, unless its script brings a section, a field or a rubric of its own.
import { join } from 'node:path';
import { deskFolders, runArtifacts } from '../../core/contracts/paths.js';
import { idsIn, type Letter } from '../../core/requirements/ids.js';
import { SECTION } from '../../core/requirements/mapping.js';
import { NUMBERED_SOURCE, REQUIREMENTS } from '../../core/requirements/shown.js';
import { namesIn, readText } from '../../disk/read.js';
import { type Part, PLAYED } from './part.js';
import { putPart } from './put.js';

/** Each numbered sentence is a requirement of its own. */
export function leavePlan(part: Part): void {
  const file = join(part.runDir, runArtifacts.plannerReport);
  const report = readText(file) ?? `# Plan\n\n${PLAYED}\n`;
  const sources = shownIn(part, NUMBERED_SOURCE, 'S');
  if (sources.length === 0 || hasSection(report)) return;
  const lines = sources.map((id) => `- R${id.slice(1)} (${id}): ${PLAYED}`);
  putPart(part, file, [report.trimEnd(), '', `## ${SECTION}`, '', ...lines, ''].join('\n'));
}

/** What no task or draft of its script serves is said to be there already. `name`: of the report that says it. */
export function leaveWork(part: Part, name: string): void {
  const file = join(part.runDir, name);
  const report = readText(file) ?? `# Work\n\n${PLAYED}\n`;
  const served = new Set(
    emittedBy(part).flatMap((text) => idsIn(/^Serves:(.*(?:\n- .*)*)/m.exec(text)?.[1] ?? '', 'R')),
  );
  const lost = shownIn(part, REQUIREMENTS, 'R').filter((id) => !served.has(id));
  if (lost.length === 0 || hasSection(report)) return;
  const line = `- none (${lost.join(', ')}): ${PLAYED}`;
  putPart(part, file, [report.trimEnd(), '', `## ${SECTION}`, '', line, ''].join('\n'));
}

/** Ids that a rubric has to name: the requirements, and the sentences that none is made of. */
export function toBeJudged({ runDir }: Part): string[] {
  const table = readText(join(runDir, deskFolders.earlier, runArtifacts.requirements)) ?? '';
  return [...table.matchAll(/^\| ([RS]\d+): /gm)].map((match) => match[1] ?? '');
}

const hasSection = (report: string): boolean => new RegExp(`^#+ +${SECTION}\\b`, 'm').test(report);

/** Ids of the list below the line of the prompt that begins with `label`. */
function shownIn({ promptFile }: Part, label: string, letter: Letter): string[] {
  const lines = (readText(promptFile) ?? '').split('\n');
  const below = lines.slice(lines.findLastIndex((line) => line.startsWith(`${label}: `)) + 2);
  const end = below.findIndex((line) => !line.startsWith('- '));
  return lines.some((line) => line.startsWith(`${label}: `))
    ? below.slice(0, Math.max(0, end)).flatMap((line) => idsIn(/^- (\w+)/.exec(line)?.[1] ?? '', letter))
    : [];
}

function emittedBy({ runDir }: Part): string[] {
  const folder = join(runDir, deskFolders.outbox);
  return namesIn(folder).map((name) => readText(join(folder, name)) ?? '');
}
