// Whose a workspace is, by what the server's memo says and what lies in the state home: a host that lost something of it is not locked out.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostMarkOf } from '../../core/contracts/hosts.js';
import { hostHere, isHost, knownHost } from '../../worker/hosts/here.js';
import { ownershipOf, settled } from '../../worker/hosts/owner.js';
import { type Arrived, keepArrived, keepLeft, readArrived, readOwn } from '../../worker/hosts/record.js';
import type { WorkspacePlace } from '../../worker/place.js';

const before = '2026-01-01T00:00:00.000Z';
const at = '2026-01-02T00:00:00.000Z';
const after = '2026-01-03T00:00:00.000Z';
const other = 'f'.repeat(16);
let home: string;
let place: WorkspacePlace;
let said: string[];
const say = (line: string): void => void said.push(line);

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'millrace-hosts-'));
  const dirs = { workspace: path.join(home, 'ws'), state: path.join(home, 'shop-00000000') };
  for (const folder of [path.join(dirs.workspace, 'millrace-agents/state'), path.join(dirs.state, 'plans')])
    mkdirSync(folder, { recursive: true });
  const identity = { schema: 1 as const, id: 'shop-00000000', created_at: before };
  place = { id: identity.id, identity, dirs, stateHome: home };
  said = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A server that knows one run, of this host and since then. */
function server(host: string | null, since = before, runId = 'r1'): Client {
  const memo = host === null ? {} : { host: { id: host, name: 'other', since } };
  const getHandle = () => ({ describe: () => Promise.resolve({ memo, runId }) });
  return { workflow: { getHandle } } as unknown as Client;
}
const owner = (client: Client) => ownershipOf(client, place, say);
const arrive = async (arrived: Partial<Arrived> = {}): Promise<void> => {
  await keepArrived(place.dirs.state, { at, from: { host: other, runId: 'r1' }, ...arrived });
  writeFileSync(path.join(place.dirs.state, 'plans/p.json'), '{}');
};

it('another host is refused, and so is one that the workspace left', async () => {
  await expect(owner(server(other))).rejects.toThrow(/belongs to the host other/);
  const { id } = await hostHere(home);
  expect((await owner(server(id))).takes).toBeNull();
  await keepLeft(place.dirs.state, { at, file: '/x' });
  await expect(owner(server(id))).rejects.toThrow(/was exported/);
});

it('a state home that lost its id serves what it served, again and again', async () => {
  const { id } = await hostHere(home);
  await settled(server(id), place, await hostHere(home));
  rmSync(path.join(home, 'host.json'));
  for (const _ of [1, 2]) {
    const { here } = await owner(server(id));
    expect(here.id).not.toBe(id);
    await settled(server(id), place, here);
    expect(readOwn(place.dirs.state)?.id).toBe(id);
  }
});

it('an embedded server has no other hosts', async () => {
  const binding = { kind: 'embedded', home, boundAt: before };
  writeFileSync(
    path.join(place.dirs.workspace, 'millrace-agents/state/temporal_binding.json'),
    JSON.stringify(binding),
  );
  const { here, takes } = await owner(server(other));
  expect(takes).toBeNull();
  await settled(server(other), place, here);
});

it('a damaged id makes way, and that is said once', async () => {
  writeFileSync(path.join(home, 'host.json'), '{"id":');
  const here = await hostHere(home, {}, say);
  expect([knownHost(home, {})?.id, said.length]).toEqual([here.id, 1]);
  expect(readFileSync(path.join(home, 'host.json.foreign'), 'utf8')).toBe('{"id":');
  expect([(await hostHere(home, {}, say)).id, said.length]).toEqual([here.id, 1]);
});

it('what was imported is taken over for the run that was exported, whatever id its host has now, and for no other', async () => {
  await arrive();
  expect((await owner(server('e'.repeat(16)))).takes).toMatchObject({ endsAll: false });
  await expect(owner(server(other, before, 'r2'))).rejects.toThrow(/since it was exported/);
});

it('who was killed after it took over goes on', async () => {
  await arrive();
  const { id } = await hostHere(home);
  expect((await owner(server(id, after, 'r2'))).takes).toBeNull();
  await expect(owner(server(id, before, 'r2')), 'it went on before that').rejects.toThrow(/since it was exported/);
  await settled(server(id, after, 'r2'), place, await hostHere(home));
  expect(readArrived(place.dirs.state)).toBeNull();
});

it('what is ahead of the files ends whole', async () => {
  for (const arrived of [{ from: null, anyone: true }, { from: null }]) {
    await arrive(arrived);
    const { id } = await hostHere(home);
    expect((await owner(server(id))).takes).toMatchObject({ endsAll: true });
  }
});

it('what was imported waits for what is accepted here', async () => {
  await keepArrived(place.dirs.state, { at, from: { host: other, runId: 'r1' } });
  await expect(owner(server(other))).rejects.toThrow(/not accepted on this host yet/);
});

it('a host without a name of its own is not taken for one that was given that name', () => {
  const [mark, named] = [
    { id: other, name: 'x', since: at },
    { id: 'a', name: 'x', isNamed: true },
  ];
  expect(isHost(named, { ...mark, named: true })).toBe(true);
  expect(isHost(named, { ...mark, named: false })).toBe(false);
  expect(isHost({ ...named, isNamed: false }, { ...mark, named: true })).toBe(false);
  expect(hostMarkOf({ host: { ...mark, named: false } })).toEqual({ ...mark, named: false });
});
