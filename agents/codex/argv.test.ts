import { describe, expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import { DEFAULT_RUNNER_CONFIG, type CodexConfig } from '../adapter.js';
import { codexArgv, PERMISSION_FLAGS } from './argv.js';

const config: CodexConfig = DEFAULT_RUNNER_CONFIG.codex;
const paths = { workspaceDir: '/ws', lastMessageFile: '/ws/last.txt' };
const around = { program: '/bin/codex', userShellPolicy: false };

const argv = (changes: Parameters<typeof stageRequest>[0] = {}, settings: Partial<CodexConfig> = {}) =>
  codexArgv(stageRequest(changes), { ...config, ...settings }, paths, around);

describe('codex argv', () => {
  test('each permission has its own flags', () => {
    expect(PERMISSION_FLAGS).toMatchInlineSnapshot(`
      {
        "basic": [
          "--sandbox",
          "workspace-write",
        ],
        "elevated": [
          "--sandbox",
          "danger-full-access",
          "-c",
          "approval_policy="never"",
        ],
        "maximum": [
          "--dangerously-bypass-approvals-and-sandbox",
        ],
        "read_only": [
          "--sandbox",
          "read-only",
        ],
      }
    `);
  });

  test('a plain request', () => {
    expect(argv()).toMatchInlineSnapshot(`
      [
        "/bin/codex",
        "exec",
        "--json",
        "--skip-git-repo-check",
        "-m",
        "stub-model",
        "--sandbox",
        "workspace-write",
        "--disable",
        "unbounded_connection_retries",
        "-c",
        "shell_environment_policy.ignore_default_excludes=false",
        "-c",
        "shell_environment_policy.set.MILLRACE_REQUEST="request-0123456789abcdef0123456789abcdef"",
        "-c",
        "model_reasoning_effort="medium"",
        "-C",
        "/ws",
        "-o",
        "/ws/last.txt",
        "-",
      ]
    `);
  });

  test('profile, extra configuration and a git check that is wanted', () => {
    const line = argv({}, { profile: 'work', extraConfig: ['a.b=1', 'c=2'], skipGitRepoCheck: false }).join(' ');
    expect(line).toContain('--profile work');
    expect(line).toContain('-c a.b=1 -c c=2');
    expect(line).not.toContain('--skip-git-repo-check');
  });

  test('no model and no effort: Codex decides', () => {
    const line = argv({ model: null, effort: null });
    expect(line).not.toContain('-m');
    expect(line.join(' ')).not.toContain('model_reasoning_effort');
  });

  test('the sandbox has the network for a stage that asks for it, and for no other', () => {
    const flag = 'sandbox_workspace_write.network_access=true';
    expect(argv({ capabilities: { 'network.access': 'approval_required' } })).toContain(flag);
    expect(argv({ capabilities: { 'shell.run': 'allow' } })).not.toContain(flag);
    expect(argv({ capabilities: { 'network.access': 'allow' }, permission: 'read_only' })).not.toContain(flag);
  });

  test('the configured effort serves only a request that names none', () => {
    expect(argv({ effort: null }, { modelReasoningEffort: 'high' })).toContain('model_reasoning_effort="high"');
    expect(argv({ effort: 'low' }, { modelReasoningEffort: 'high' })).toContain('model_reasoning_effort="low"');
  });

  test('the shell policy of the user is kept, and the mark is set in any case', () => {
    const own = argv({}, { extraConfig: ['shell_environment_policy.inherit=core'] }).join(' ');
    expect(own).not.toContain('ignore_default_excludes');
    expect(own).toContain('shell_environment_policy.set.MILLRACE_REQUEST="request-');
    const home = codexArgv(stageRequest(), config, paths, { ...around, userShellPolicy: true }).join(' ');
    expect(home).not.toContain('ignore_default_excludes');
  });

  test('the prompt is read from stdin and is not an argument', () => {
    expect(argv().at(-1)).toBe('-');
  });
});
