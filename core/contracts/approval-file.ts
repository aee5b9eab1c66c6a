// An approval as its file has it: the names are those that scripts of the reference read.
import type { Approval, ApprovalState } from './approvals.js';
import { APPROVAL_STATES, wished } from './approvals.js';

/** `workspace`: its id. */
export function approvalFile(approval: Approval, workspace: string): Record<string, unknown> {
  const { id, status, item, runId, requestId, plane, node, kind, capabilities, turn } = approval;
  const { askedAt, expiresAt, decidedAt, decidedBy, decisionReason } = approval;
  const { spending, unpriced } = approval;
  const work = { work_item_kind: item.family, work_item_id: item.id, root_spec_id: item.root };
  const place = { plane, node_id: node, stage_kind_id: kind, turn };
  return {
    ...{ schema_version: '1.0', kind: 'execution_capability_approval', approval_id: id, status },
    ...{ workspace_id: workspace, run_id: runId, request_id: requestId, ...work, ...place },
    ...{ grant_id: `grant-${approval.digest.slice(0, 12)}`, capability_id: capabilities.join(','), capabilities },
    ...{ reason: `${node} asks for ${wished(approval)}`, requested_by: 'runtime' },
    ...(spending === undefined ? {} : { spending }),
    ...(unpriced === undefined ? {} : { unpriced }),
    ...{ created_at: askedAt, expires_at: expiresAt },
    ...{ decided_at: decidedAt, decided_by: decidedBy, decision_reason: decisionReason },
    grant: grantOf(approval),
    ...(approval.proof === undefined ? {} : { signed_command: approval.proof }),
  };
}

/** What exactly is allowed. */
function grantOf({ digest, planDigest, item, runner, model, permission }: Approval): Record<string, unknown> {
  return {
    digest,
    plan_digest: planDigest,
    work_item_sha256: item.sha256,
    runner,
    model,
    permission,
    scope: 'activation',
  };
}

/** Null for what is no such file. */
export function approvalIn(file: Record<string, unknown> | null): Approval | null {
  const grant = file?.['grant'];
  const isOne = APPROVAL_STATES.includes(file?.['status'] as ApprovalState) && Array.isArray(file?.['capabilities']);
  if (!file || !isOne || typeof file['approval_id'] !== 'string' || typeof grant !== 'object' || grant === null)
    return null;
  const of = file as unknown as Written;
  const item = {
    family: of.work_item_kind,
    id: of.work_item_id,
    root: of.root_spec_id,
    sha256: of.grant.work_item_sha256,
  };
  return {
    ...{
      id: of.approval_id,
      digest: of.grant.digest,
      requestId: of.request_id,
      node: of.node_id,
      kind: of.stage_kind_id,
    },
    ...{ runner: of.grant.runner, model: of.grant.model, permission: of.grant.permission },
    ...{ capabilities: of.capabilities, planDigest: of.grant.plan_digest },
    ...{ askedAt: of.created_at, expiresAt: of.expires_at, turn: of.turn, runId: of.run_id, plane: of.plane, item },
    ...(of.spending === undefined ? {} : { spending: of.spending }),
    ...(of.unpriced === true ? { unpriced: true as const } : {}),
    ...{ status: of.status, decidedAt: of.decided_at, decidedBy: of.decided_by, decisionReason: of.decision_reason },
    ...(of.signed_command === undefined ? {} : { proof: of.signed_command }),
  };
}

/** What `approvalFile` writes. */
interface Written {
  approval_id: string;
  status: ApprovalState;
  run_id: string;
  request_id: string;
  work_item_kind: string;
  work_item_id: string;
  root_spec_id: string;
  plane: Approval['plane'];
  node_id: string;
  stage_kind_id: string;
  turn: number;
  capabilities: Approval['capabilities'];
  spending?: NonNullable<Approval['spending']>;
  unpriced?: true;
  created_at: string;
  expires_at: string | null;
  decided_at: string | null;
  decided_by: string | null;
  decision_reason: string | null;
  signed_command?: NonNullable<Approval['proof']>;
  grant: {
    digest: string;
    plan_digest: string;
    work_item_sha256: string;
    runner: string;
    model: string | null;
    permission: Approval['permission'];
  };
}
