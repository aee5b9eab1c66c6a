import { expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import { type ClaudeSurroundings, claudeArgv } from './argv.js';
import { type ClaudeConfig, claudeKind } from './settings.js';

const argv = (
  changes: Parameters<typeof stageRequest>[0] = {},
  settings: Partial<ClaudeConfig> = {},
  around: Partial<ClaudeSurroundings> = {},
): string =>
  claudeArgv(
    stageRequest(changes),
    { ...DEFAULT_RUNNER_CONFIG.claude_code, ...settings },
    {
      ...{ program: '/bin/claude', session: { kept: false, id: null }, mode: 'bypassPermissions', settings: null },
      ...around,
    },
  ).join(' ');

test('a plain request', () => {
  expect(argv()).toBe(
    '/bin/claude -p --output-format stream-json --verbose --setting-sources user --strict-mcp-config ' +
      '--no-session-persistence --model stub-model --effort medium --disallowedTools ' +
      'EnterWorktree,ExitWorktree,ScheduleWakeup,CronCreate,CronDelete,CronList,ListAgents,SendMessage ' +
      '--permission-mode bypassPermissions',
  );
});

test('settings give further arguments, and an effort where the request names none', () => {
  expect(argv({ model: null, effort: null }, { args: ['--append-system-prompt', 'x'] })).not.toMatch(
    /--model|--effort/,
  );
  expect(argv({ effort: null }, { effort: 'max' })).toContain('--effort max');
  expect(argv({ effort: 'low' }, { effort: 'max' })).toContain('--effort low');
  expect(argv({}, { args: ['--debug'] })).toContain('/bin/claude --debug -p');
});

test('a session is kept where it may go on, and goes on where it was kept', () => {
  expect(argv({}, {}, { session: { kept: true, id: null } })).not.toMatch(/--no-session-persistence|--resume/);
  expect(argv({}, {}, { session: { kept: true, id: 'ab' } })).toContain('--strict-mcp-config --resume ab --model');
});

test('rules come by a file', () => {
  expect(argv({}, {}, { mode: 'dontAsk', settings: '/j/s.json' })).toMatch(
    /--permission-mode dontAsk --settings \/j\/s\.json$/,
  );
});

test.each(['--settings', '--add-dir=/', '--dangerously-skip-permissions', '-r', '--setting-sources=project'])(
  'an argument that would take a decision back is refused: %s',
  (one) => {
    expect(claudeKind.settings.schema.safeParse({ args: [one] }).success).toBe(false);
  },
);
