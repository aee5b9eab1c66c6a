// What a client finds on a server: our namespace and search attributes are made where they are missing.
import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import type { ServerChoice } from '../../worker/server/choose.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { freePort } from '../../worker/server/ports.js';

/** Of temporal.api.enums.v1.IndexedValueType. */
const INT = 3;

const choice = (address: string, namespace = NAMESPACE): ServerChoice => {
  const place = { address, namespace, from: 'the test', uiUrl: null };
  return { kind: 'external', ...place, connectionOptions: { address } };
};

describe('a client', () => {
  it('makes a missing namespace, kept for 30 days and ready for a workflow with our search attributes', async () => {
    const namespace = `n-${randomUUID()}`;
    const open = await openClient(choice(inject('temporalAddress'), namespace));
    try {
      const described = await open.client.workflowService.describeNamespace({ namespace });
      expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
      const searchAttributes = { MillraceState: ['idle'], MillraceNeedsYou: [true] };
      await open.client.workflow.start('any', { workflowId: 'w', taskQueue: 'nobody', searchAttributes });
      expect(open.searchAttributes).toBe(true);
      expect(open.clusterId).toMatch(/\S/);
    } finally {
      await open.close();
    }
  });

  it('leaves a namespace that is there as it is', async () => {
    const address = inject('temporalAddress');
    const all = await Promise.all([openClient(choice(address)), openClient(choice(address))]);
    expect(all.map((open) => open.searchAttributes)).toEqual([true, true]);
    await Promise.all(all.map((open) => open.close()));
  });

  it('does without search attributes where one of ours has another type', async () => {
    const namespace = `n-${randomUUID()}`;
    const address = inject('temporalAddress');
    const admin = await Connection.connect({ address });
    await admin.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
    await admin.operatorService.addSearchAttributes({ namespace, searchAttributes: { MillraceState: INT } });
    await admin.close();
    const open = await openClient(choice(address, namespace));
    expect(open.searchAttributes).toBe(false);
    await open.close();
  });

  it('says which server does not answer, where its address is from, and what to do', async () => {
    const address = `127.0.0.1:${await freePort([])}`;
    const failed = openClient(choice(address));
    await expect(failed).rejects.toMatchObject({ code: 'unreachable' });
    await expect(failed).rejects.toThrow(new RegExp(`${address}.*\\(the test\\).*Start that server`, 's'));
  });
});

describe('a proxy that leads nowhere', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    { http_proxy: 'http://127.0.0.1:9' },
    { https_proxy: 'http://127.0.0.1:9', NO_PROXY: 'localhost,127.0.0.1' },
    { grpc_proxy: 'http://127.0.0.1:9', no_proxy: '*' },
    { http_proxy: 'http://u:%@127.0.0.1:9', all_proxy: 'http://127.0.0.1:9', no_proxy: 'localhost,.corp' },
  ])('does not stand before a server on this machine, %j', async (env) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    await (await openClient(choice(inject('temporalAddress')))).close();
  });

  it('stands there where the client decides', async () => {
    vi.stubEnv('https_proxy', 'http://127.0.0.1:9');
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    const undefended = Connection.connect({ address: inject('temporalAddress'), connectTimeout: 1500 });
    await expect(undefended).rejects.toThrow();
  });

  it('is named when another server cannot be reached, without its password', async () => {
    vi.stubEnv('http_proxy', 'http://user:secret@127.0.0.1:9');
    const failed = openClient(choice('far.example:7233'));
    await expect(failed).rejects.toThrow(/through the proxy 127\.0\.0\.1:9, which http_proxy names.*NO_PROXY/s);
    await expect(failed).rejects.not.toThrow(/secret/);
  });
});
