// What doctor finds in a workspace, and that it changes nothing. Codex is a script that does what a test wants of it.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { doctor } from '../../cli/commands/doctor.js';
import { trust } from '../../cli/commands/trust.js';
import { createContext, type Context } from '../../cli/context.js';
import type { Finding } from '../../cli/doctor/finding.js';
import { fingerprint } from '../cli/stand.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, type Room } from './room.js';

let room: Room;
let root: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  room = await makeRoom();
  root = join(room.workspace, '..');
  mkdirSync(join(root, 'bin'));
  env = { HOME: root, PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}`, MILLRACE_STATE_HOME: room.state };
  await room.drop('millrace.toml', '');
  codex('echo codex-cli 1.2.3');
  mkdirSync(join(root, '.codex'));
  writeFileSync(join(root, '.codex', 'auth.json'), '{}');
});

/** `script`: what Codex does, whatever it is asked. */
function codex(script: string): void {
  const file = join(root, 'bin', 'codex');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

interface Report {
  exit: number;
  findings: (Finding & { group: string })[];
}

async function look(probe = true): Promise<Report> {
  const context: Context = { ...createContext({ workspace: room.workspace }), env };
  const before = fingerprint(root);
  const { data, exit } = await doctor(context, { probe });
  expect(fingerprint(root)).toEqual(before);
  return { exit: exit ?? 0, findings: (data as Report).findings };
}

/** As an operator does who looked at it. */
async function accept(): Promise<void> {
  const context: Context = { ...createContext({ workspace: room.workspace }), env };
  await trust(context, { accept: true });
}

const codes = ({ findings }: Report, level: Finding['level']): string[] =>
  findings.filter((one) => one.level === level).map(({ code }) => code);

test('a fresh workspace with a runner is ready, and every group is looked at', async () => {
  const report = await look();
  expect([report.exit, codes(report, 'error')]).toEqual([0, []]);
  const groups = [
    'workspace',
    'documents',
    'processes',
    'state',
    'changes',
    'plan',
    'trust',
    'permissions',
    'runners',
    'server',
    'platform',
    'trees',
    'checkpoints',
  ];
  expect([...new Set(report.findings.map(({ group }) => group))]).toEqual(groups);
  for (const code of ['runner_version', 'login', 'sandbox', 'basic']) expect(codes(report, 'ok')).toContain(code);
});

test('every finding that is not good says what to do or where', async () => {
  await room.drop('tasks/queue/T-1.md', 'nonsense');
  rmSync(join(root, 'bin', 'codex'));
  for (const { level, remedy, where, what } of (await look()).findings)
    expect(level === 'ok' || remedy !== undefined || where !== undefined, what).toBe(true);
});

describe('the workspace', () => {
  const CASES: [string, 'warning' | 'error', () => unknown][] = [
    ['identity_missing', 'error', () => rmSync(room.at('workspace.json'))],
    ['identity_invalid', 'error', () => room.drop('workspace.json', '{')],
    ['missing_directory', 'warning', () => rmSync(room.at('probes'), { recursive: true })],
    [
      'not_a_directory',
      'error',
      () => [rmSync(room.at('runs'), { recursive: true }), symlinkSync(room.at('state'), room.at('runs'))],
    ],
    ['quarantined', 'warning', () => room.drop('tasks/queue/x.md.invalid', 'x')],
    ['document_invalid', 'error', () => room.drop('tasks/queue/T-1.md', 'nonsense')],
    ['document_invalid', 'error', () => room.drop('tasks/active/T-1.md', Buffer.from([0xff, 0xfe]))],
    ['document_invalid', 'error', () => symlinkSync('/etc/hostname', room.at('tasks/queue/T-1.md'))],
    ['snapshot_damaged', 'error', () => room.drop('state/mirror_manifest.jsonl', '')],
    [
      'workflow_stuck',
      'error',
      () => room.drop('state/worker_troubles.json', '[{"workflow":"w","attempt":3,"cause":"c"}]'),
    ],
    ['change_interrupted', 'error', () => mkdirSync(room.at('.changes'))],
    ['bad_baseline', 'error', () => room.drop('state/baseline_manifest.json', '{}')],
    ['upgrade_open', 'warning', () => room.drop('modes/default_codex.toml', `# mine\n${MODE}`)],
    ['MR1001', 'error', () => room.drop('millrace.toml', 'x')],
    ['MR1070', 'error', () => [mkdirSync(room.at('stages')), symlinkSync('/etc/hostname', room.at('stages/x.md'))]],
    ['MR1050', 'warning', () => room.drop('millrace.toml', '[stages.bilder]\nmodel = "m"\n')],
    ['active_plan_unreadable', 'warning', () => room.drop('state/compiled_plan.json', '{')],
    ['plan_not_current', 'warning', () => room.drop('state/compiled_plan.json', '{"id":"plan-x","digest":"0"}')],
    ['skill_front_matter', 'warning', () => room.drop('skills/care/SKILL.md', 'no front')],
    ['bad_config', 'error', () => room.drop('state/temporal_binding.json', '{}')],
    ['bound_elsewhere', 'error', () => room.drop('state/temporal_binding.json', ELSEWHERE)],
  ];
  const MODE = 'id = "default_codex"\n[planes]\nexecution = "execution.standard"\nplanning = "planning.standard"\n';
  const external = { kind: 'external', address: 'a:1', namespace: 'n', clusterId: null, boundAt: 'then' };
  const ELSEWHERE = JSON.stringify(external);

  test.each(CASES)('%s is told as %s', async (code, level, spoil) => {
    await spoil();
    const report = await look(false);
    expect(codes(report, level)).toContain(code);
    expect(report.exit).toBe(codes(report, 'error').length > 0 ? 1 : 0);
  });

  test('whose plan does not compile leaves what hangs on it unseen, which is neither good nor bad', async () => {
    await room.drop('millrace.toml', 'x');
    const { findings } = await look(false);
    const unseen = findings.filter(({ level }) => level === 'skipped').map(({ group }) => group);
    expect(unseen).toEqual(['permissions', 'runners', 'server']);
    expect(findings.filter(({ code }) => code === 'not_looked_at')).toHaveLength(unseen.length);
  });

  test('with work that is sound is ready', async () => {
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    await room.drop('tasks/done/T-0.md', taskText('T-0'));
    expect(codes(await look(false), 'error')).toEqual([]);
  });
});

describe('the runner', () => {
  test('that is missing is an error', async () => {
    await room.drop('millrace.toml', '[runners.codex]\ncommand = "codex-that-is-not-there"\n');
    await accept();
    expect(codes(await look(), 'error')).toEqual(['runner_binary_missing']);
  });

  test('that does not start is an error, and is not started with --no-probe', async () => {
    codex('exit 3');
    expect(codes(await look(), 'error')).toEqual(['runner_broken']);
    expect(codes(await look(false), 'error')).toEqual([]);
  });

  const noSandbox = 'case $1 in sandbox) echo "bwrap: no user namespaces" >&2; exit 1;; esac';
  test.each([
    ['basic', ['sandbox_unavailable']],
    ['maximum', []],
  ])('whose sandbox does not work is in the way only of who needs it: %s', async (permission, errors) => {
    codex(noSandbox);
    await room.drop('millrace.toml', `[runners.codex]\npermission_default = "${permission}"\n`);
    await accept();
    const report = await look();
    expect(codes(report, 'error')).toEqual(errors);
    expect(codes(report, 'ok')).toContain(permission);
  });

  test('without a login is a warning, because only its provider knows', async () => {
    rmSync(join(root, '.codex', 'auth.json'));
    expect(codes(await look(false), 'warning')).toContain('login_missing');
    env['OPENAI_API_KEY'] = 'k';
    expect(codes(await look(false), 'warning')).not.toContain('login_missing');
  });

  test('is not asked for in a rehearsal', async () => {
    rmSync(join(root, 'bin', 'codex'));
    env['MILLRACE_SCRIPT'] = join(root, 'script.json');
    expect((await look()).findings.filter(({ group }) => group === 'runners')).toEqual([
      expect.objectContaining({ code: 'rehearsal', level: 'warning' }),
    ]);
  });
});
