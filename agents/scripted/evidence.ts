// The files that certain stage kinds leave beside their marker. Paths are those the prompt names, as a real agent reads them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runArtifacts } from '../../core/contracts/paths.js';
import { readText } from '../../disk/read.js';
import { own } from '../../core/own.js';
import { DRAFTS } from '../../core/requirements/holes.js';
import { leaveLeaves } from './leaves.js';
import { markerOf, type Part } from './part.js';
import { putPart } from './put.js';
import { leavePlan, leaveWork, toBeJudged } from './requirements.js';

export function leaveEvidence(part: Part): void {
  if (part.kind === 'planner' && !part.entry.no_disposition) leaveDisposition(part);
  if (part.kind === 'planner') leavePlan(part);
  if (part.kind === 'manager') leaveWork(part, runArtifacts.managerReport);
  if (part.kind === 'manager_blueprint') leaveWork(part, DRAFTS.report);
  if (part.kind === 'arbiter') leaveVerdict(part);
  if (part.kind === 'recon') leavePacket(part);
  if (part.kind === 'troubleshooter') {
    const path =
      named(part, 'Preferred Troubleshoot Report Path') ?? join(part.runDir, runArtifacts.troubleshootReport);
    putPart(part, path, '# Troubleshoot report\n\nPlayed from a script.\n');
  }
  leaveLeaves(part);
}

function leaveDisposition(part: Part): void {
  const { child_specs: children, disposition } = part.entry;
  const usual = children.length > 0 ? 'emitted_child_specs' : 'active_source_ready_for_manager';
  const chosen = disposition ?? (markerOf(part) === 'BLOCKED' ? 'blocked' : usual);
  const value = {
    schema_version: '1.0',
    kind: 'planner_disposition',
    source_work_item_family_id: part.item.family,
    source_work_item_id: part.item.id,
    disposition: chosen,
    emitted_spec_ids: children,
    refined_active_source: chosen === 'active_source_ready_for_manager',
    recommended_next_action: 'Go on as the script says.',
    created_at: new Date().toISOString(),
    created_by: 'planner',
  };
  putPart(part, join(part.runDir, 'planner_disposition.json'), `${JSON.stringify(value, null, 2)}\n`);
}

function leaveVerdict(part: Part): void {
  const isMet = own(part.outcomes, markerOf(part)) === 'success';
  const about = toBeJudged(part).map((id) => ` (${id})`);
  const criteria = (about.length === 0 ? [''] : about).map((of, at) => ({ id: `C${at + 1}`, of }));
  const verdict = {
    ...{ root_spec_id: part.item.root, result: markerOf(part) },
    criteria: criteria.map(({ id }) => ({ id, status: isMet ? 'met' : 'not_met' })),
    gaps: isMet ? [] : ['C1: the script says so.'],
  };
  const rubric = criteria.map(({ id, of }) => `- ${id}${of}: Played from a script.\n`).join('');
  const texts: [string, string][] = [
    ['Preferred Rubric Path', `# Rubric\n\n${rubric}`],
    ['Preferred Verdict Path', `${JSON.stringify(verdict, null, 2)}\n`],
    ['Preferred Report Path', '# Report\n\nPlayed from a script.\n'],
  ];
  for (const [label, text] of texts) {
    const path = named(part, label);
    if (path !== null) putPart(part, path, text);
  }
}

/** Where nobody is handed anything, and the script brings no packet of its own. */
function leavePacket(part: Part): void {
  const file = join(part.runDir, runArtifacts.reconPacket);
  const decision = { RECON_NOOP: 'noop', RECON_BLOCKED: 'blocked', BLOCKED: 'blocked' }[markerOf(part)];
  if (decision === undefined || existsSync(file)) return;
  const id = `recon-${part.item.id.slice(0, 80)}-${part.runId.slice(-8)}`;
  const lines = [
    ...[`# Recon of ${part.item.id}`, '', `Recon-Packet-ID: ${id}`, `Probe-ID: ${part.item.id}`],
    ...[`Decision: ${decision}`, `Handoff-Target: ${decision}`, 'Confidence: high', 'Risk-Level: low'],
    ...['Request-Summary: Played from a script.', 'Interpreted-Goal: Go on as the script says.'],
    ...[`Created-At: ${new Date().toISOString()}`, 'Created-By: recon', ''],
    ...['Relevant-Paths:', '- . | played from a script', '', 'Semantic-Invariants:', '- none', ''],
  ];
  putPart(part, file, lines.join('\n'));
}

/** The value of a `Label: value` line of the prompt; null when it is absent or `none`. */
function named({ promptFile }: Part, label: string): string | null {
  const line = (readText(promptFile) ?? '').split('\n').find((one) => one.startsWith(`${label}: `));
  const value = line?.slice(label.length + 2).trim();
  return value === undefined || value === 'none' ? null : value;
}
