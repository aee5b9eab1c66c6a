// What a client finds on a server: our namespace and search attributes are made where they are missing.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
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

describe('a proxy that is there, before a server elsewhere', () => {
  afterEach(() => void vi.unstubAllEnvs());

  /** A real one, which takes every name for the tests' server, or answers all with `refusal`. Gives its URL and what it was asked for. */
  async function proxy(refusal?: string): Promise<{ url: string; asked: string[] }> {
    const [host = '', port = ''] = inject('temporalAddress').split(':');
    const asked: string[] = [];
    const server = createServer().on('connect', (request, socket: Socket) => {
      asked.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
      socket.on('error', () => undefined);
      if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      const up = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        up.pipe(socket).pipe(up);
      }).on('error', () => socket.destroy());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  it.each(['http_proxy', 'https_proxy', 'grpc_proxy'])('leads there, as %s', async (name) => {
    const { url, asked } = await proxy();
    vi.stubEnv(name, `http://ann:secret@${url}`);
    await (await openClient(choice('far.example:7233'))).close();
    expect(asked).toContain(`far.example:7233 Basic ${Buffer.from('ann:secret').toString('base64')}`);
  });

  it('and refuses is named', async () => {
    const { url } = await proxy('407 Proxy Authentication Required');
    vi.stubEnv('https_proxy', `http://${url}`);
    await expect(openClient(choice('far.example:7233'))).rejects.toThrow(
      new RegExp(`through the proxy ${url}, which https_proxy`),
    );
  });
});
