// What is told reaches a webhook or a program, once and whole, whatever the receiver does; and by nobody's word but the operator's.
import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { statePaths } from '../../core/contracts/paths.js';
import { post } from '../../worker/notify/webhook.js';
import { readOutbox } from '../../worker/notify/store.js';
import { againstSchema } from '../support/schema.js';
import { attention, desk, hangs, program, quick, receiver, refuses, takes } from './notify-stand.js';

const named = (url: string): string[] => ['[[notify]]', 'name = "phone"', `webhook = "${url}"`];
const hook = (url: string, ...more: string[]): string[] => [...named(url), ...quick(), ...more];
/** How long one that is waited for in vain may take. */
const patienceFor = (why: RegExp): number => (/time|within/.test(why.source) ? 1 : 20);
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const KEY = 'a key of sixteen characters';

describe('a webhook', () => {
  it('gets each cause once, signed as documented, and nothing when it is asked again', async () => {
    const { url, got } = await receiver();
    const { tell, state } = desk(...hook(url, 'key_env = "HOOK_KEY"'));
    const env = { ...process.env, HOOK_KEY: KEY };
    const all = [attention('a'), attention('b')];
    expect(await tell(all, { env })).toEqual({ arrived: 2, failed: 0 });
    expect(await tell(all, { env })).toEqual({ arrived: 0, failed: 0 });
    expect(got.map(({ body }) => JSON.parse(body).attention.id)).toEqual(['a', 'b']);
    for (const { body, headers } of got) {
      expect(againstSchema('notify', JSON.parse(body))).toEqual([]);
      const hmac = createHmac('sha256', KEY)
        .update(`${String(headers['millrace-timestamp'])}.${body}`)
        .digest('hex');
      expect(headers['millrace-signature']).toBe(`v1=${hmac}`);
      expect(headers['millrace-delivery']).toBe(JSON.parse(body).delivery);
    }
    expect(readFileSync(path.join(state, statePaths.notify), 'utf8')).not.toContain(KEY);
  });

  it.each([
    ['refuses', refuses, /answered 500: no/],
    ['hangs', hangs, /in time/],
    ['leads elsewhere', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), /redirect/],
    ['leads elsewhere with the body', (response) => response.writeHead(307, { location: '/other' }).end(), /redirect/],
    ['breaks off', (response) => response.destroy(), /cannot be reached/],
    [
      'sends a refusal of ten megabytes',
      (response) => response.writeHead(500).end('x'.repeat(1e7)),
      /answered 500: x{10}/,
    ],
    ['drips a refusal', (response) => void response.writeHead(503).write('x'), /in time/],
    [
      'answers with what steers a terminal',
      (response) => response.writeHead(400).end('\x1b]0;owned\x07'),
      /\\x1b\]0;owned/,
    ],
  ] as [string, Parameters<typeof receiver>[0], RegExp][])(
    'that %s gets nothing lost: it is told when it is back, under the same name',
    async (_what, manner, why) => {
      const place = await receiver(manner);
      const { tell, state, said } = desk(...named(place.url), ...quick(patienceFor(why)));
      const began = performance.now();
      expect(await tell([attention('a'), attention('b')])).toEqual({ arrived: 0, failed: 1 });
      expect(performance.now() - began, 'it is cut off').toBeLessThan(20_000);
      expect(said.join()).toMatch(why);
      expect(readOutbox(state)['phone']?.error?.length).toBeLessThan(310);
      const { length } = place.got;
      place.now(takes);
      await later(10);
      expect(await tell([attention('a'), attention('b')])).toEqual({ arrived: 2, failed: 0 });
      const names = place.got.map(({ headers }) => headers['millrace-delivery']);
      expect(length, 'nothing went elsewhere').toBe(1);
      expect(names.slice(1), 'the same delivery').toContain(names[0]);
      expect(new Set(names).size).toBe(2);
      expect(said.at(-1)).toBe('Notifying phone works again.');
    },
  );

  it('that takes a message and answers with ten megabytes, or never ends to, has taken it', async () => {
    const place = await receiver((response) => void response.writeHead(200).end('x'.repeat(1e7)));
    const { tell } = desk(...hook(place.url));
    expect(await tell([attention('a')])).toEqual({ arrived: 1, failed: 0 });
    place.now((response) => void response.writeHead(200).write('x'));
    expect(await tell([attention('a'), attention('b')])).toEqual({ arrived: 1, failed: 0 });
  });

  it('that is not there does not keep another rule from telling', async () => {
    const place = await receiver();
    const both = desk(...hook(place.url), ...hook('http://127.0.0.1:1/').map((line) => line.replace('phone', 'away')));
    expect(await both.tell([attention('a')])).toEqual({ arrived: 1, failed: 1 });
    expect(place.taken()).toHaveLength(1);
  });

  it('gets no secret of the worker, and no key', async () => {
    const { url, got } = await receiver();
    const { tell } = desk(...hook(url, 'key_env = "HOOK_KEY"'));
    const env = { ...process.env, HOOK_KEY: KEY, DEPLOY_TOKEN: 'xoxo-4711-very-secret' };
    await tell([attention('a', { cause: `builder said: ${KEY} and xoxo-4711-very-secret` })], { env });
    expect(got[0]?.body).not.toMatch(/xoxo-4711|sixteen/);
  });

  it('is only told of its kinds', async () => {
    const { url, got } = await receiver();
    const { tell } = desk(...hook(url, 'kinds = ["disk_low"]'));
    await tell([attention('a'), attention('d', { kind: 'disk_low' })]);
    expect(got.map(({ body }) => JSON.parse(body).attention.id)).toEqual(['d']);
  });

  it('is reached by several workers at once, and gets each cause once', async () => {
    const place = await receiver((response, got) => void later(20).then(() => takes(response, got)));
    const { tell } = desk(...hook(place.url));
    const all = ['a', 'b', 'c', 'd'].map((id) => attention(id));
    await Promise.all([tell(all), tell(all), tell(all)]);
    expect(place.got.map(({ body }) => JSON.parse(body).attention.id).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('behind a proxy of the environment is reached by a tunnel, and a refused tunnel is told', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const env = { https_proxy: `http://u:p@127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const given = { url: 'https://hooks.example/secret', body: '{}', delivery: 'd', key: null, now: Date.now() };
    await expect(post(given, env, AbortSignal.timeout(5000))).rejects.toThrow(
      'https://hooks.example/… cannot be reached: the proxy of https_proxy answered 403',
    );
    expect(asked).toEqual([`hooks.example:443 Basic ${Buffer.from('u:p').toString('base64')}`]);
  });
});

describe('a key', () => {
  it.each([
    ['open to others', (file: string) => writeFileSync(file, KEY, { mode: 0o644 }), /chmod 600/],
    ['missing', () => undefined, /not there/],
    ['too short', (file: string) => writeFileSync(file, 'abc\n', { mode: 0o600 }), /16 characters/],
    ['a folder', (file: string) => mkdirSync(file), /not there/],
  ])('that is %s signs nothing, and nothing is sent unsigned', async (_what, make, why) => {
    const place = await receiver();
    const { tell, state, said } = desk(...hook(place.url, 'key_file = "~/notify.key"'));
    make(path.join(state, 'notify.key'));
    expect(await tell([attention('a')], { env: { ...process.env, HOME: state } })).toEqual({ arrived: 0, failed: 1 });
    expect([place.got.length, said.join()]).toEqual([0, expect.stringMatching(why)]);
  });

  it('in the workspace, where agents read it, is none', async () => {
    const place = await receiver();
    const { tell, dir, said } = desk(...hook(place.url, 'key_file = "~/notify.key"'));
    writeFileSync(path.join(dir, 'notify.key'), KEY, { mode: 0o600 });
    await tell([attention('a')], { env: { ...process.env, HOME: dir } });
    expect([place.got.length, said.join()]).toEqual([0, expect.stringMatching(/lies in the workspace/)]);
  });

  it('for its user alone signs', async () => {
    const place = await receiver();
    const { tell, state } = desk(...hook(place.url, 'key_file = "~/notify.key"'));
    writeFileSync(path.join(state, 'notify.key'), `${KEY}\n`, { mode: 0o600 });
    await tell([attention('a')], { env: { ...process.env, HOME: state } });
    const { body = '', headers = {} } = place.got[0] ?? {};
    const hmac = createHmac('sha256', KEY)
      .update(`${String(headers['millrace-timestamp'])}.${body}`)
      .digest('hex');
    expect(headers['millrace-signature']).toBe(`v1=${hmac}`);
  });
});

describe('a command', () => {
  const waiting = (seconds: number, ...command: string[]): string[] => [
    ...['[[notify]]', 'name = "desk"', `command = ${JSON.stringify(command)}`, ...quick(seconds)],
  ];
  const by = (...command: string[]): string[] => waiting(20, ...command);

  it('gets the message whole, as JSON and in variables, and no shell reads its words', async () => {
    const { state } = desk();
    const tool = program(state, 'tell', 'cat > "$1"; printf "%s\\n" "$MILLRACE_NOTIFY_TITLE" "$2" >> "$1.words"');
    const file = path.join(state, 'got');
    const { tell } = desk(...by(tool, file, '$(touch owned)'));
    const evil = `$(touch ${state}/owned); \`touch ${state}/owned\` it's "x"`;
    expect(await tell([attention('a', { summary: evil })])).toEqual({ arrived: 1, failed: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8')).attention.summary).toBe(evil);
    expect(readFileSync(`${file}.words`, 'utf8')).toBe(`Millrace: ${evil}\n$(touch owned)\n`);
    expect(existsSync(path.join(state, 'owned'))).toBe(false);
  });

  it.each([
    ['fails', 'echo "no network" >&2; exit 3', /ended with 3: no network/],
    ['hangs', 'sleep 60', /did not end within 1 s/],
    ['hangs and hears no signal', "trap '' TERM INT HUP; while :; do sleep 1; done", /did not end within 1 s/],
    ['floods its output and fails', 'yes | head -c 20000000 >&2; yes | head -c 20000000; exit 1', /ended with 1: y/],
    ['leaves something behind that holds its output', '(sleep 30 &) ; exit 1', /ended with 1/],
  ])('that %s is told again, and nothing waits for it', async (_what, text, why) => {
    const { state } = desk();
    const stand = desk(...waiting(patienceFor(why), program(state, 'tell', text)));
    const began = performance.now();
    expect(await stand.tell([attention('a')])).toEqual({ arrived: 0, failed: 1 });
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(stand.said.join()).toMatch(why);
    program(state, 'tell', 'exit 0');
    await later(10);
    expect(await stand.tell([attention('a')])).toEqual({ arrived: 1, failed: 0 });
  });

  it('that is not there is told', async () => {
    const { tell, said } = desk(...by('/nowhere/tell'));
    expect(await tell([attention('a')])).toEqual({ arrived: 0, failed: 1 });
    expect(said.join()).toMatch(/\/nowhere\/tell is not there/);
  });

  it('that reads nothing has taken it', async () => {
    const { tell } = desk(...by('true'));
    expect(await tell([attention('a')])).toEqual({ arrived: 1, failed: 0 });
  });

  it('in the workspace that is not as it was accepted is not started', async () => {
    const { dir, state, tell, said } = desk(...by('true'));
    const tool = program(dir, 'tell', 'exit 0');
    writeFileSync(path.join(state, statePaths.ground), JSON.stringify({ senders: { tell: '0'.repeat(64) } }));
    chmodSync(tool, 0o755);
    expect(await tell([attention('a')])).toEqual({ arrived: 0, failed: 1 });
    expect(said.join()).toMatch(/not as an operator accepted it: tell/);
  });
});

it('an outbox that cannot be written sends nothing: else it would be told for ever', async () => {
  const place = await receiver();
  const { tell, state } = desk(...hook(place.url));
  await expect(tell([attention('a')], { state: path.join(state, 'gone') })).rejects.toThrow(/not there/);
  expect(place.got).toEqual([]);
});
