// What an activity throws can be told: it is short, holds no secret, and says both its reason and what it is about.
import { expect, it } from 'vitest';
import { speaking } from './speech.js';

const SECRET = 'kV9xmq0Zxw2Lr8';
const deep = `/w/desk/${'deepdeep/'.repeat(3000)}end.md`;

async function thrown(error: unknown): Promise<Error> {
  const activities = speaking({ fail: () => Promise.reject(error as Error) }, { DEPLOY_TOKEN: SECRET });
  return activities.fail().then(
    () => expect.fail('it was thrown'),
    (caught: unknown) => caught as Error,
  );
}

it.each([
  ['a path of 27000 bytes', deep],
  ['characters that are two units', `${'🌊'.repeat(9000)}end.md`],
  ['a secret in a long text', `${SECRET} ${'x'.repeat(9000)} ${SECRET} end.md`],
])('%s in an error leaves its reason and its end', async (_what, text) => {
  const cause = new Error(`ELOOP: '${text}'`);
  const error = await thrown(
    Object.assign(new Error(`ENAMETOOLONG: name too long, lstat '${text}'`, { cause }), { code: 'X' }),
  );
  for (const one of [error, error.cause as Error]) {
    expect(one.message.length).toBeLessThan(8001);
    expect(one.message).toMatch(/^E[A-Z]+: .*end\.md'$/su);
    expect(Buffer.from(one.message).toString()).toBe(one.message);
    expect(`${one.message}${one.stack}`).not.toContain(SECRET);
    expect((one.stack ?? '').length).toBeLessThan(8001);
  }
  expect(error).toMatchObject({ code: 'X' });
});

it('causes beyond those that were looked at are not told', async () => {
  let error = new Error(SECRET);
  for (let n = 0; n < 20; n += 1) error = new Error(`level ${n}`, { cause: error });
  const told: string[] = [];
  for (let one: unknown = await thrown(error); one instanceof Error; one = one.cause) told.push(one.message);
  expect(told).toEqual(['level 19', 'level 18', 'level 17', 'level 16', 'level 15']);
});
