// One valid request to an agent, for tests that need some request and care about a field or two of it.
import type { StageRunRequest } from '../../core/contracts/stage.js';

export function stageRequest(changes: Partial<StageRunRequest> = {}): StageRunRequest {
  return {
    schema: 1,
    requestId: 'request-0123456789abcdef0123456789abcdef',
    runId: 'run-0123456789abcdef0123456789abcdef',
    workspace: 'ws-1',
    lineage: 'backlog',
    turn: 1,
    stageNumber: 1,
    attempt: 1,
    plane: 'execution',
    node: 'builder',
    kind: 'builder',
    mode: 'default_codex',
    planDigest: 'd'.repeat(64),
    item: { family: 'task', id: 'T-1', root: 'backlog', sha256: 'a'.repeat(64) },
    outcomes: { BUILDER_COMPLETE: 'success', BLOCKED: 'blocked' },
    instructions: 'b'.repeat(64),
    skills: [],
    runner: 'codex_cli',
    model: 'stub-model',
    effort: 'medium',
    permission: 'basic',
    timeoutSeconds: 3600,
    silenceSeconds: 0,
    emits: [],
    emittedPerStage: 50,
    ...changes,
  };
}
