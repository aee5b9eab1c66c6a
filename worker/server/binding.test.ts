import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertBinding, bindingFile, bindWorkspace, readBinding, rebindWorkspace } from './binding.js';
import type { ServerChoice } from './choose.js';

const NOW = '2026-01-01T00:00:00.000Z';
const choice = (kind: ServerChoice['kind'], address: string, namespace = 'millrace'): ServerChoice => {
  const connectionOptions = { address };
  return { kind, address, namespace, from: 'TEMPORAL_ADDRESS', uiUrl: null, connectionOptions };
};

let workspace: string;
beforeEach(() => void (workspace = mkdtempSync(join(tmpdir(), 'millrace-binding-'))));
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

describe('the binding of a workspace', () => {
  it('is written at first use and stays', () => {
    assertBinding(workspace, choice('external', 'a:1'));
    bindWorkspace(workspace, choice('external', 'a:1'), 'c1', NOW);
    const before = readFileSync(bindingFile(workspace), 'utf8');
    const again = bindWorkspace(workspace, choice('external', 'a:1'), 'c1', '2027-01-01T00:00:00.000Z');
    expect(again.clusterChanged).toBe(false);
    expect(readFileSync(bindingFile(workspace), 'utf8')).toBe(before);
  });

  it('allows the embedded server other ports and another cluster', () => {
    bindWorkspace(workspace, choice('embedded', '127.0.0.1:1'), 'c1', NOW);
    const again = bindWorkspace(workspace, choice('embedded', '127.0.0.1:2'), 'c2', NOW);
    expect(again).toEqual({ binding: { kind: 'embedded', boundAt: NOW }, clusterChanged: false });
  });

  it.each([
    ['another address', choice('external', 'b:1')],
    ['another namespace', choice('external', 'a:1', 'other')],
    ['the embedded server', choice('embedded', '127.0.0.1:1')],
  ])('refuses %s, says what to do, and stays as it was', (_, other) => {
    bindWorkspace(workspace, choice('external', 'a:1'), 'c1', NOW);
    const before = readBinding(workspace);
    expect(() => assertBinding(workspace, other)).toThrow(/bound to a:1, namespace millrace.*To stay.*To move/);
    expect(() => bindWorkspace(workspace, other, 'c1', NOW)).toThrow(/bound to a:1/);
    expect(readBinding(workspace)).toEqual(before);
  });

  it('refuses a server of the environment when it is to the embedded one', () => {
    bindWorkspace(workspace, choice('embedded', '127.0.0.1:1'), 'c1', NOW);
    expect(() => assertBinding(workspace, choice('external', 'a:1'))).toThrow(
      /the embedded server.*unset TEMPORAL_ADDRESS/,
    );
  });

  it('tells that the same address is another cluster, until that is accepted', () => {
    const server = choice('external', 'a:1');
    bindWorkspace(workspace, server, 'c1', NOW);
    expect(bindWorkspace(workspace, server, 'c2', NOW).clusterChanged).toBe(true);
    expect(bindWorkspace(workspace, server, 'c2', NOW).clusterChanged).toBe(true);
    expect(bindWorkspace(workspace, server, null, NOW).clusterChanged).toBe(false);
    rebindWorkspace(workspace, server, 'c2', NOW);
    expect(bindWorkspace(workspace, server, 'c2', NOW).clusterChanged).toBe(false);
  });

  it.each(['{"kind":"external"}', 'no json'])('names the file when it holds %s', (text) => {
    mkdirSync(dirname(bindingFile(workspace)), { recursive: true });
    writeFileSync(bindingFile(workspace), text);
    expect(() => readBinding(workspace)).toThrow(bindingFile(workspace));
  });
});
