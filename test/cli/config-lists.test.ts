// Settings in lists of tables: an element by its name or number, with the comments around it, and never to something that is wrong.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { call } from './matrix/in-process.js';
import { makeStand, type Ran, type Stand } from './stand.js';

const RULES = 'usage_governance.runtime_token_rules.rules';
const TWO = `# spending
[[${RULES}]] # the night
rule_id = "one-night"
window = "daemon_session"
threshold = 2000000 # enough

# and the week
[[${RULES}]]
rule_id = "week"
window = "calendar_week"
threshold = 5

# the end
`;

let stand: Stand;
let file: string;
let made: string;
beforeAll(async () => {
  stand = await makeStand();
  file = join(stand.workspace, 'millrace-agents', 'millrace.toml');
  made = readFileSync(file, 'utf8');
});
beforeEach(() => writeFileSync(file, made + TWO));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const config = (...argv: string[]): Promise<Ran> =>
  call(['config', ...argv], stand.workspace, { MILLRACE_STATE_HOME: join(stand.root, 'state'), HOME: stand.root });
const text = (): string => readFileSync(file, 'utf8').slice(made.length);

test.each([
  ['by its name', `${RULES}.one-night.threshold`],
  ['by its number', `${RULES}.0.threshold`],
])('a key of an element is changed %s, and nothing else', async (_how, key) => {
  const said = await config('set', key, '7');
  expect(said).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${RULES}.one-night.threshold = 7 (was 2000000)`) as string,
  });
  expect(text()).toBe(TWO.replace('2000000', '7'));
  expect((await config('get', key)).stdout).toBe('7\n');
});

test('config show names the elements as config set takes them', async () => {
  const { stdout } = await config('show', '--changed');
  expect(stdout).toMatch(/rules\.one-night\.threshold +2000000 +millrace-agents\/millrace\.toml:\d+/);
  const { stdout: json } = await config('show', '--json');
  const { data } = JSON.parse(json) as { data: { settings: { key: string }[] } };
  for (const { key } of data.settings.filter((one) => one.key.startsWith(`${RULES}.`)))
    expect(await config('get', key), key).toMatchObject({ code: 0 });
});

test('config show --changed has nothing of an element but what is written of it', async () => {
  await config('set', 'notify.me', '{ command = ["true"] }');
  const { stdout, stderr } = await config('show', '--changed');
  expect(`${stdout}${stderr}`).toMatch(/notify\.me\.command/);
  const rows = stdout.split('\n').filter((line) => line.startsWith('notify.me.'));
  expect(rows.map((line) => line.split(' ')[0]).sort()).toEqual(['notify.me.command', 'notify.me.name']);
});

test('an element is added behind the others, with the name it was asked for by, and taken away', async () => {
  const added = await config('set', `${RULES}.run`, '{ window = "per_run", threshold = 9 }');
  expect(added).toMatchObject({ code: 0 });
  expect(text()).toBe(
    TWO.replace(
      'threshold = 5\n',
      `threshold = 5\n\n[[${RULES}]]\nrule_id = "run"\nwindow = "per_run"\nthreshold = 9\n`,
    ),
  );
  expect(await config('unset', `${RULES}.run`)).toMatchObject({ code: 0 });
  expect(await config('unset', `${RULES}.0`)).toMatchObject({ code: 0 });
  expect(text()).not.toContain('one-night');
  expect(text()).toMatch(/# and the week\n\[\[.*\]\]\nrule_id = "week"/);
});

test('a whole element is set key by key', async () => {
  expect(await config('set', `${RULES}.week`, '{ window = "rolling_5h", threshold = 6 }')).toMatchObject({ code: 0 });
  expect(text()).toBe(TWO.replace('"calendar_week"', '"rolling_5h"').replace('threshold = 5', 'threshold = 6'));
});

test('the first change of a default list writes all of it down: no limit is lost', async () => {
  writeFileSync(file, made);
  expect(await config('set', `${RULES}.calendar-week-default.threshold`, '1234')).toMatchObject({ code: 0 });
  expect(text().match(/^\[\[/gm)).toHaveLength(2);
  expect(text()).toMatch(/rule_id = "rolling-5h-default"\n(.*\n)*threshold = 750000/);
  expect((await config('get', `${RULES}.calendar-week-default.threshold`)).stdout).toBe('1234\n');
});

test('a list that is written on one line stays one', async () => {
  writeFileSync(
    file,
    `${made}[usage_governance.runtime_token_rules]\nrules = [{ rule_id = "a", window = "per_run", threshold = 1 }] # all\n`,
  );
  expect(await config('set', `${RULES}.a.threshold`, '2')).toMatchObject({ code: 0 });
  expect(text()).toMatch(/^rules = \[\{.*threshold = 2 \}\] # all$/m);
});

test.each([
  [['set', `${RULES}.one-night.threshold`, 'many'], 1, /stays as it is/],
  [['set', `${RULES}.one-night.thresold`, '5'], 1, /thresold/],
  [['set', `${RULES}.month.threshold`, '5'], 1, /window/],
  [['set', `${RULES}.week`, '5'], 2, /is an element of a list/],
  [['get', `${RULES}.wek.threshold`], 4, /There is no "wek" .* Did you mean week\?/],
  [['unset', `${RULES}.7`], 4, /It has one-night, week/],
  [['unset', `${RULES}.week.window`], 1, /stays as it is/],
])('%j is refused, and nothing is written', async (argv, code, says) => {
  const said = await config(...argv);
  expect({ code: said.code, text: said.stderr }).toEqual({ code, text: expect.stringMatching(says) as string });
  expect(text()).toBe(TWO);
});
