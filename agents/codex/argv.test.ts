import { describe, expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import type { CodexConfig } from './settings.js';
import { codexArgv } from './argv.js';

const config: CodexConfig = DEFAULT_RUNNER_CONFIG.codex;
const paths = { treeDir: '/ws', lastMessageFile: '/ws/last.txt' };
const walls = { argv: ['--walls'], commandEnv: { TMPDIR: '/state/tmp' } };
const around = { program: '/bin/codex', userShellPolicy: false, walls, thread: null };

const argv = (changes: Parameters<typeof stageRequest>[0] = {}, settings: Partial<CodexConfig> = {}) =>
  codexArgv(stageRequest(changes), { ...config, ...settings }, paths, around);

describe('codex argv', () => {
  test('a plain request', () => {
    expect(argv()).toMatchInlineSnapshot(`
      [
        "/bin/codex",
        "exec",
        "--json",
        "--skip-git-repo-check",
        "-m",
        "stub-model",
        "--disable",
        "unbounded_connection_retries",
        "-c",
        "shell_environment_policy.ignore_default_excludes=false",
        "-c",
        "shell_environment_policy.set.MILLRACE_REQUEST="request-0123456789abcdef0123456789abcdef"",
        "-c",
        "shell_environment_policy.set.GIT_REFLOG_ACTION="millrace-agent"",
        "-c",
        "shell_environment_policy.set.TMPDIR="/state/tmp"",
        "--walls",
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

  test('the instructions of the tree are read, unless a setting says otherwise', () => {
    expect(argv()).not.toContain('project_doc_max_bytes=0');
    const silent = argv({}, { projectInstructions: false });
    expect(silent).toContain('project_doc_max_bytes=0');
    expect(silent).toContain('skills.include_instructions=false');
  });

  test('no model and no effort: Codex decides', () => {
    const line = argv({ model: null, effort: null });
    expect(line).not.toContain('-m');
    expect(line.join(' ')).not.toContain('model_reasoning_effort');
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

  test('a thread goes on with every option that a new one has', () => {
    const goesOn = codexArgv(stageRequest(), config, paths, { ...around, thread: 'thread-1' });
    expect(goesOn).toEqual([...argv().slice(0, -1), 'resume', 'thread-1', '-']);
  });
});
