// Who gets in to the dashboard and who does not, and that nothing which is asked there leads out of it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { dashboardToken } from '../../cli/serve/token.js';
import { openFree, portIn } from '../../cli/serve/port.js';
import type { Fleet } from '../../web/contract.js';
import { makeRoom, type Room } from './room.js';
import { type Desk, openDesk, TOKEN } from './web-desk.js';

let room: Room;
let desk: Desk;

beforeEach(async () => {
  room = await makeRoom();
  const page = path.join(path.dirname(room.workspace), 'page');
  mkdirSync(path.join(page, 'assets'), { recursive: true });
  writeFileSync(path.join(page, 'index.html'), '<!doctype html><title>Millrace</title>');
  writeFileSync(path.join(page, 'assets', 'app-3f9a12bc.js'), 'export {};');
  writeFileSync(path.join(page, '..', 'secret.txt'), 'not for anybody');
  desk = await openDesk([room.workspace], { page });
});

const key = async (): Promise<string> => (await desk.get<Fleet>('fleet')).workspaces[0]?.key ?? '';

describe('who is let in', () => {
  it('holds the token: the address gives it to a cookie, and is without it then', async () => {
    const { status, headers } = await desk.ask(`/w/x?token=${TOKEN}&view=flow`, { cookie: '' });
    expect([status, headers.location]).toEqual([303, '/w/x?view=flow']);
    expect(headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^millrace_${desk.dashboard.port}=${TOKEN}; HttpOnly; SameSite=Strict; Path=/;`),
    );
    expect((await desk.ask(`//elsewhere.example/?token=${TOKEN}`)).headers.location).toBe('/elsewhere.example/');
  });

  it.each([
    ['nothing', ''],
    ['another token', `millrace_PORT=${'b2'.repeat(32)}`],
    ['a part of it', `millrace_PORT=${TOKEN.slice(0, -1)}`],
    ['the cookie of another port', `millrace_1=${TOKEN}`],
  ])('not with %s', async (_what, cookie) => {
    const headers = { cookie: cookie.replace('PORT', String(desk.dashboard.port)) };
    for (const address of [
      '/',
      '/api/fleet',
      '/api/fleet/stream',
      '/assets/app-3f9a12bc.js',
      `/?token=${'0'.repeat(64)}`,
    ])
      expect([address, (await desk.ask(address, headers)).status]).toEqual([address, 401]);
  });

  it('comes by a name of this machine, and from no other page', async () => {
    const { port } = desk.dashboard;
    const foreign = { origin: 'https://evil.example' };
    for (const headers of [
      { host: 'evil.example' },
      { host: `127.0.0.1.evil.example:${port}` },
      { host: `127.0.0.1:${port + 1}` },
      { host: '127.0.0.1' },
      foreign,
      { origin: 'null' },
      { origin: `http://127.0.0.1:${port + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect([headers, (await desk.ask('/api/fleet', headers as never)).status]).toEqual([headers, 403]);
      expect((await desk.ask(`/?token=${TOKEN}`, headers as never)).status).toBe(403);
    }
    for (const name of ['localhost', '[::1]', '127.0.0.1'])
      expect((await desk.ask('/api/fleet', { host: `${name}:${port}`, origin: `http://${name}:${port}` })).status).toBe(
        200,
      );
    expect((await desk.ask('/', { 'sec-fetch-site': 'none' })).status).toBe(200);
  });

  it('asks, and changes nothing', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const { status, headers, text } = await desk.ask('/api/fleet', {}, method);
      expect([method, status, headers.allow]).toEqual([method, 405, 'GET, HEAD']);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'read_only' } });
    }
    const head = await desk.ask('/api/fleet', {}, 'HEAD');
    expect([head.status, head.text, Number(head.headers['content-length']) > 0]).toEqual([200, '', true]);
  });
});

describe('every answer', () => {
  it('lets a page load what is ours, and nothing else', async () => {
    for (const address of ['/', '/api/fleet', '/api/nothing', '/w/x/flow', '/assets/none.js']) {
      const { headers } = await desk.ask(address);
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(headers['content-security-policy']).toContain(
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
        ...{ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' },
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('is kept where its name says what is in it, and nowhere else', async () => {
    expect((await desk.ask('/assets/app-3f9a12bc.js')).headers['cache-control']).toContain('immutable');
    expect((await desk.ask('/w/anything')).headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    });
    const { headers } = await desk.ask(`/api/w/${await key()}/report`);
    expect(headers['cache-control']).toBe('no-store');
    const again = await desk.ask(`/api/w/${await key()}/report`, { 'if-none-match': String(headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('is compressed for who takes that', async () => {
    const { headers } = await desk.ask(`/api/w/${await key()}/report`, { 'accept-encoding': 'gzip' });
    expect([headers['content-encoding'], headers.vary]).toEqual(['gzip', 'accept-encoding']);
    expect((await desk.ask(`/api/w/${await key()}/report`)).headers['content-encoding']).toBeUndefined();
  });
});

it('looks names up, and never takes them for a path', async () => {
  const w = `/api/w/${await key()}`;
  await room.drop(
    'runs/run-1/stage_results/request-1.json',
    JSON.stringify({ node_id: 'builder', work_item_family_id: 'task', work_item_id: 'T-1' }),
  );
  for (const address of [
    ...[
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/../../secret.txt',
    ],
    ...[
      '/api/w/..%2f..%2fetc/report',
      '/api/w/__proto__/report',
      '/api/constructor',
      `${w}/__proto__`,
      `${w}/report/more`,
    ],
    ...[`${w}/runs/..`, `${w}/runs/..%2f..`, `${w}/runs/%00`, `${w}/runs/run-2`, `${w}/items/task/..%2f..%2fworkspace`],
    ...[
      `${w}/items/..%2f/workspace`,
      `${w}/items/constructor/x`,
      `${w}/lineages/..%2f..`,
      `${w}/stream?follow=../../etc`,
    ],
    ...[`${w}/runs/run-1/stages/request-1/files/..%2f..%2f..%2fworkspace.json`, `${w}/runs/run-1/stages/..%2f/prompt`],
    ...[
      `${w}/runs/run-1/stages/request-1/files/%2fetc%2fpasswd`,
      '/api/%ff',
      `${w}/runs?before=x`,
      `${w}/queue?state=gone`,
    ],
  ]) {
    const { status, text } = await desk.ask(address);
    expect([address, [400, 404].includes(status)]).toEqual([address, true]);
    expect(text).not.toMatch(/not for anybody|root:|0a1b2c3d/);
    if (address.startsWith('/api/')) expect(JSON.parse(text)).toMatchObject({ error: { code: expect.any(String) } });
  }
});

describe('the token', () => {
  it('stays over a restart, is for its user alone, and is another one when that is wanted', async () => {
    const home = path.join(desk.home, 'sub', 'home');
    const first = await dashboardToken(home, false);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await dashboardToken(home, false)).toBe(first);
    const file = path.join(home, 'dashboard-token');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const other = await dashboardToken(home, true);
    expect(other).not.toBe(first);
    writeFileSync(file, 'torn');
    const mended = await dashboardToken(home, false);
    expect([mended.length, readFileSync(file, 'utf8').trim()]).toEqual([64, mended]);
  });
});

describe('the port', () => {
  const taken = Object.assign(new Error('taken'), { code: 'EADDRINUSE' });

  it('is the next one that is free, unless one was said', async () => {
    const tried: number[] = [];
    const open = (port: number): Promise<number> => {
      tried.push(port);
      return tried.length < 3 ? Promise.reject(taken) : Promise.resolve(port);
    };
    expect(await openFree(null, open)).toBe(8422);
    await expect(openFree(9000, () => Promise.reject(taken))).rejects.toThrow(
      /Port 9000 cannot be listened on: another program/,
    );
  });

  it.each(['0', '65536', '-1', 'x', ''])('is no %j', (text) => expect(() => portIn(text)).toThrow(/--port takes/));
});

it('shows workspaces of one name, copies, and what is none beside each other', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'millrace-none-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const other = await makeRoom();
  const all = await openDesk([room.workspace, other.workspace, root, path.join(root, 'gone')]);
  const { workspaces } = await all.get<Fleet>('fleet');
  expect(workspaces.map(({ name }) => name).slice(0, 2)).toEqual(['shop', 'shop']);
  expect(new Set(workspaces.map((one) => one.key)).size).toBe(4);
  expect(workspaces.map(({ trouble }) => trouble !== null)).toEqual([false, false, true, true]);
  for (const one of workspaces.slice(0, 2)) expect((await all.ask(`/api/w/${one.key}/report`)).status).toBe(200);
});

it('tells who looks at a workspace that was moved, and does not say of an empty folder that all is well', async () => {
  const other = await makeRoom();
  const all = await openDesk([room.workspace, other.workspace]);
  const { workspaces } = await all.get<Fleet>('fleet');
  rmSync(path.join(other.workspace, 'millrace-agents'), { recursive: true });
  // Its key is that of a folder now.
  const { workspaces: after } = await all.get<Fleet>('fleet');
  for (const one of [workspaces[1]?.key ?? '', after[1]?.key ?? '']) {
    const { status, text } = await all.ask(`/api/w/${one}/report`);
    expect([status, text]).toEqual([
      404,
      expect.stringMatching(/There is no workspace (?:of this name|in .* any more)/),
    ]);
  }
  expect((await all.ask(`/api/w/${workspaces[0]?.key ?? ''}/report`)).status).toBe(200);
});
