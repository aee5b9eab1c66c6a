// Doctor beside a real server: it sees the server and the work, makes no namespace, and writes nothing.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { fingerprint } from '../cli/stand.js';
import { Bench } from '../support/bench.js';

interface Finding {
  group: string;
  level: string;
  code: string;
  what: string;
}

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1');
  await bench.ok('run', '--until', 'idle');
});
afterAll(() => bench.close());

async function doctor(exit: number): Promise<Finding[]> {
  const { code, output } = await bench.run('doctor', '--json');
  expect(code, output).toBe(exit);
  return (JSON.parse(output) as { data: { findings: Finding[] } }).data.findings;
}

const of = (findings: Finding[], group: string): string[] =>
  findings.filter((one) => one.group === group).map(({ level, code }) => `${level} ${code}`);

it('finds nothing in the way after work, and leaves every file as it is', async () => {
  const before = fingerprint(dirname(bench.workspace));
  const findings = await doctor(0);
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  expect(of(findings, 'server')).toEqual(['ok server', 'ok server_version', 'ok namespace']);
  expect(findings).toContainEqual(expect.objectContaining({ code: 'active_plan', level: 'ok' }));
  expect(fingerprint(dirname(bench.workspace))).toEqual(before);
});

it('makes no namespace where there is none', async () => {
  const namespace = 'never-made';
  bench.env['TEMPORAL_NAMESPACE'] = namespace;
  rmSync(bench.file('state/temporal_binding.json'));
  const findings = await doctor(0);
  expect(findings.find(({ code }) => code === 'namespace')?.what).toMatch(/never-made is not there yet/);
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  await expect(connection.workflowService.describeNamespace({ namespace })).rejects.toThrow();
  await connection.close();
});

it('says that a server does not answer', async () => {
  bench.env['TEMPORAL_ADDRESS'] = '127.0.0.1:1';
  expect(of(await doctor(1), 'server')).toEqual(['error unreachable']);
});
