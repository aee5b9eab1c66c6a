import { describe, expect, test } from 'vitest';
import type { WalledGround } from '../walls/ground.js';
import { rulesOf } from './rules.js';

const ground = (more: Partial<WalledGround> = {}): WalledGround => ({
  ...{ treeDir: '/w', reads: false, guarded: ['/w/m'], own: ['/w/m/desk', '/tmp/1'], secret: ['/home/u/.ssh'] },
  ...{ shared: [], open: [], partly: [], git: '/w/.git', network: false },
  ...more,
});

describe('basic', () => {
  test('writes in the tree but for what is guarded, its commands in a sandbox without a network', () => {
    const { mode, permissions, sandbox } = rulesOf('basic', ground(), ['/w/m/toml'], true);
    expect(mode).toBe('acceptEdits');
    expect(permissions.allow).toContain('Bash');
    expect(permissions.allow).not.toContain('WebFetch');
    expect(permissions.deny).toEqual(['Read(//home/u/.ssh/**)', 'Edit(//w/m/toml/**)']);
    expect(sandbox).toMatchObject({ enabled: true, allowUnsandboxedCommands: false, failIfUnavailable: true });
    expect(sandbox?.filesystem).toEqual({
      allowWrite: ['/w/m/desk', '/tmp/1'],
      denyWrite: ['/w/m/toml', '/w/.git'],
      denyRead: ['/home/u/.ssh'],
      allowRead: ['/w', '/w/m/desk', '/tmp/1'],
    });
    expect(sandbox?.network.allowedDomains).toEqual([]);
  });

  test('reaches the network where it may', () => {
    const { permissions, sandbox } = rulesOf('basic', ground({ network: true }), [], true);
    expect(permissions.allow).toEqual(expect.arrayContaining(['WebFetch', 'WebSearch']));
    expect(sandbox?.network.allowedDomains).toEqual(['*']);
  });
});

describe('what only reads', () => {
  test.each(['read_only', 'basic'] as const)('%s: writes on its desk and nowhere else', (permission) => {
    const { mode, permissions, sandbox } = rulesOf(permission, ground({ reads: true }), [], true);
    expect(mode).toBe('dontAsk');
    expect(permissions.allow).toEqual(expect.arrayContaining(['Read', 'Edit(//w/m/desk/**)', 'Bash']));
    expect(permissions.allow).not.toContain('Edit');
    expect(sandbox?.filesystem).toMatchObject({ allowWrite: ['/w/m/desk', '/tmp/1'], denyWrite: ['/w'] });
  });

  test('runs no command where the sandbox does not work', () => {
    const { permissions, sandbox } = rulesOf('read_only', ground({ reads: true }), [], false);
    expect(permissions.allow).not.toContain('Bash');
    expect(sandbox).toBeNull();
  });
});

test('elevated has no walls around its commands, but its own tools keep to what is guarded and secret', () => {
  const { mode, permissions, sandbox } = rulesOf('elevated', ground(), ['/w/m'], false);
  expect([mode, sandbox]).toEqual(['acceptEdits', null]);
  expect(permissions).toEqual({
    allow: ['Bash', 'Read', 'Edit', 'WebFetch', 'WebSearch'],
    deny: ['Read(//home/u/.ssh/**)', 'Edit(//w/m/**)'],
  });
});

test('a path is no pattern', () => {
  const { permissions } = rulesOf('basic', ground({ secret: ['/a[1]*(x)'] }), [], true);
  expect(permissions.deny).toContain('Read(//a\\[1\\]\\*\\(x\\)/**)');
});
