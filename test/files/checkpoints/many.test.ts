// Many files, and several workspaces in one repository: what one knows is nothing to the other.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changesBetween } from '../../../checkpoints/changes.js';
import { checkpointPlace } from '../../../checkpoints/place.js';
import { quick, slow } from '../../support/tier.js';
import { fingerprint, openStand, recorded, take, verify } from './stand.js';

async function changesAmong(size: number): Promise<void> {
  const stand = openStand();
  stand.git(['init', '-q']);
  for (let number = 0; number < size; number += 1) stand.put(`d${Math.floor(number / 50)}/f${number}`, `${number}\n`);
  stand.git(['add', '-A']);
  const before = fingerprint(join(stand.tree, '.git'));
  const one = await take(stand.place, 'one');
  expect(one).toMatchObject({ files: size, omitted: [] });
  expect((await take(stand.place, 'same')).tree).toBe(one.tree);
  for (let at = 0; at < 200; at += 1) {
    const number = Math.floor((at * size) / 200);
    stand.put(`d${Math.floor(number / 50)}/f${number}`, `changed ${at}\n`);
  }
  const two = await take(stand.place, 'two');
  const changes = await changesBetween(stand.place, one.tree, two.tree);
  expect(changes).toHaveLength(200);
  expect(changes.every(({ kind, added, removed }) => kind === 'modified' && added === 1 && removed === 1)).toBe(true);
  expect(fingerprint(join(stand.tree, '.git'))).toEqual(before);
  verify(stand.place);
}

quick('1,000 files', () => changesAmong(1000));
slow('100,000 files', () => changesAmong(100_000), 600_000);

it('records two workspaces of one repository apart', async () => {
  const stand = openStand();
  stand.git(['init', '-q']);
  const places = ['one', 'two'].map((name) => {
    stand.put(`${name}/f`, name);
    return checkpointPlace({ workspace: join(stand.tree, name), state: join(stand.room, `state-${name}`) });
  });
  const before = fingerprint(join(stand.tree, '.git'));
  for (const place of places) await take(place, 'before');
  stand.put('one/f', 'changed');
  const after = await Promise.all(places.map(async (place) => recorded(place, (await take(place, 'after')).tree)));
  expect(after).toEqual([{ f: 'changed' }, { f: 'two' }]);
  expect(fingerprint(join(stand.tree, '.git'))).toEqual(before);
});
