// `compile validate|show|graph`: the plan before anything runs. Nothing is written but the file that --output names.
import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plane } from '../../core/contracts/families.js';
import { canonicalJson } from '../../core/contracts/digest.js';
import { compilePlan, type GoodPlan } from '../compile.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { failed } from '../errors.js';
import { planStanding, standingText } from '../plan/active.js';
import { graphsOf, head } from '../plan/graphs.js';
import { mermaidLines } from '../plan/mermaid.js';
import { gateLines, limitLines, nodeLines } from '../plan/nodes.js';
import { routeLines } from '../plan/routes.js';
import { witnessLines } from '../plan/witness-text.js';
import { readWorkspaceId } from '../../read/identity.js';
import { lookAtOpenWalls } from '../trust/walls.js';
import { counted } from '../render/count.js';

interface PlanOptions {
  mode?: string;
  config?: string;
}

async function compiled(context: Context, { mode, config }: PlanOptions): Promise<GoodPlan & { workspace: string }> {
  const workspace = findWorkspace(context);
  return { workspace, ...(await compilePlan(context, { workspace, mode, config })) };
}

export async function validate(context: Context, options: PlanOptions): Promise<Result> {
  const plan = await compiled(context, options);
  const { workspace, named, warnings } = plan;
  const walls = await lookAtOpenWalls(context, workspace, readWorkspaceId(workspace), plan);
  const standing = planStanding(workspace, named);
  const data = { ok: true, planId: named.id, digest: named.digest, mode: named.plan.mode, warnings, walls, standing };
  const count = warnings.filter(({ severity }) => severity === 'warning').length;
  const sound = `The plan is sound: ${named.id} (mode ${named.plan.mode}, ${counted(count, 'warning')}).`;
  return { data, lines: [sound, standingText(standing)] };
}

export async function show(context: Context, options: PlanOptions & { witness?: boolean }): Promise<Result> {
  const plan = await compiled(context, options);
  const { workspace, named, witnesses } = plan;
  const walls = await lookAtOpenWalls(context, workspace, readWorkspaceId(workspace), plan);
  const standing = planStanding(workspace, named);
  const bytes = Buffer.byteLength(canonicalJson(named.plan));
  const top = [...head(named), `bytes   ${bytes}`, standingText(standing)];
  const lines = [...top, ...nodeLines(named.plan), ...gateLines(named.plan)];
  const found = options.witness === true ? witnesses : undefined;
  const data = { ...named, bytes, walls, standing, ...(found && { witnesses: found }) };
  return { data, lines: [...lines, ...limitLines(named.plan), ...(found ? witnessLines(found) : [])] };
}

interface GraphOptions extends PlanOptions {
  plane?: Plane;
  format?: 'text' | 'json' | 'mermaid';
  output?: string;
}

export async function graph(context: Context, options: GraphOptions): Promise<Result> {
  const { named } = await compiled(context, options);
  const { plane, format, output } = options;
  const planes = Object.fromEntries(graphsOf(named.plan, plane));
  const { mode, triggers = [], concurrent = [] } = named.plan;
  const data = { planId: named.id, mode, planes, triggers, concurrent };
  const lines =
    format === 'mermaid' ? mermaidLines(named.plan, plane) : [...head(named), ...routeLines(named.plan, plane)];
  if (output === undefined) return { data, lines };
  return write(context, output, context.json ? JSON.stringify(data, null, 2) : lines.join('\n'));
}

async function write(context: Context, output: string, text: string): Promise<Result> {
  const file = resolve(context.cwd, output);
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    throw failed('bad_file', `${output} is not a regular file.`, 'Name a file that is one, or a new one.');
  }
  const { writeAtomic } = await import('../../disk/write.js');
  await writeAtomic(file, `${text}\n`);
  return { data: { output: file }, lines: [`Written to ${file}.`] };
}
