import { describe, expect, it } from 'vitest';
import { againstSchema } from '../../test/support/schema.js';
import { readConfig } from '../plan/sources/config.js';
import { isCleartext, isTellable, shownAddress } from './address.js';
import { type Message, messageOf, variablesOf } from './message.js';

const given: Omit<Message, 'schema'> = {
  ...{ delivery: 'd1', rule: 'phone', sent_at: '2026-01-01T00:00:00Z', attempt: 1, rehearsal: false },
  workspace: { id: '0a1b2c3d', path: '/home/a/shop' },
  attention: {
    ...{ id: 'item_blocked-0123456789ab', kind: 'item_blocked', severity: 'high', since: null, item: 'task/T-1' },
    ...{ summary: 'task/T-1 is blocked', cause: 'builder said BLOCKED', remedy: 'retry it' },
    ...{ evidence: ['millrace-agents/tasks/blocked/T-1.md'], actions: ['millrace retry T-1'] },
  },
};
const asIs = (text: string): string => text;
const saying = (cause: string, clean = asIs): Message =>
  messageOf({ ...given, attention: { ...given.attention, cause } }, clean);

describe('a message', () => {
  it('has the form that is documented', () => {
    expect(againstSchema('notify', messageOf(given, asIs))).toEqual([]);
    expect(
      againstSchema('notify', { ...messageOf(given, asIs), attention: { ...given.attention, kind: 'x' } }),
    ).not.toEqual([]);
  });

  it.each(['a\nMILLRACE_NOTIFY_KIND=x', '\x1b]0;owned\x07', '\u202Egnp.exe', 'a\0b', '\u2028'])(
    'has no sign that steers whoever shows it: %j',
    (words) => {
      const message = saying(words);
      for (const text of [message.attention.cause, ...Object.values(variablesOf(message))])
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    },
  );

  it('is bounded, whatever an agent said, and however much there is', () => {
    const evidence = Array.from({ length: 5000 }, () => 'x'.repeat(5000));
    const message = messageOf({ ...given, attention: { ...given.attention, evidence, cause: 'x'.repeat(1e6) } }, asIs);
    expect(JSON.stringify(message).length).toBeLessThan(15_000);
  });

  it('is cleaned in every text', () => {
    const clean = (text: string): string => text.replaceAll('T-1', 'redacted');
    expect(
      JSON.stringify(messageOf({ ...given, attention: { ...given.attention, cause: 'T-1' } }, clean)),
    ).not.toContain('T-1');
  });

  it('gives a program no word that it could take for an option', () => {
    for (const words of ['--help', '-rf', '-']) {
      const { MILLRACE_NOTIFY_TITLE: title, MILLRACE_NOTIFY_TEXT: text } = variablesOf(
        messageOf({ ...given, attention: { ...given.attention, summary: words, cause: words } }, asIs),
      );
      expect([title, text].filter((one) => one?.startsWith('-'))).toEqual([]);
    }
  });
});

describe('[[notify]]', () => {
  const faults = (...lines: string[]): string[] => {
    const found: Parameters<typeof readConfig>[2] = [];
    readConfig('millrace.toml', ['[[notify]]', 'name = "phone"', ...lines].join('\n'), found);
    return found.map(({ message }) => message);
  };

  it.each([
    ['webhook = "https://a.example/hook"', 'key_env = "HOOK_KEY"', 'kinds = ["item_blocked"]', 'debounce = "90s"'],
    ['webhook = "http://127.0.0.1:8080/"', 'key_file = "~/.local/state/millrace/notify.key"'],
    ['webhook = "http://[::1]:8080/"', 'timeout_seconds = 0.5', 'retry_seconds = 1'],
    ['webhook = "http://localhost/"'],
    ['command = ["notify-send", "--", "x"]'],
    ['command = ["/usr/local/bin/tell"]'],
  ])('takes %s', (...lines) => {
    expect(faults(...lines)).toEqual([]);
  });

  it.each([
    ['neither', [], /neither command nor webhook/],
    ['both', ['command = ["x"]', 'webhook = "https://a.example"'], /beside a command/],
    ['http to elsewhere', ['webhook = "http://a.example/x"'], /https/],
    ['a name that only begins like this machine', ['webhook = "http://127.0.0.1.evil.example/"'], /https/],
    ['this machine as a user', ['webhook = "http://localhost@evil.example/"'], /without a user/],
    ['a password', ['webhook = "https://u:p@a.example/"'], /without a user/],
    ['a file', ['webhook = "file:///etc/passwd"'], /https:\/\/host/],
    ['a key for a command', ['command = ["x"]', 'key_env = "K"'], /there is none/],
    ['two keys', ['webhook = "https://a.example"', 'key_env = "K"', 'key_file = "/k"'], /keep one/],
    ['a key itself', ['webhook = "https://a.example"', 'key_env = "s3cr3t-with-dashes"'], /name of a variable/],
    ['a key file below the workspace', ['webhook = "https://a.example"', 'key_file = "notify.key"'], /absolute path/],
    ['a program below some folder', ['command = ["./tell.sh"]'], /absolute path/],
    ['an unknown kind', ['command = ["x"]', 'kinds = ["blocked"]'], /kinds/],
    ['no span', ['command = ["x"]', 'debounce = "soon"'], /span of time/],
    ['no time', ['command = ["x"]', 'timeout_seconds = 0'], /timeout_seconds/],
  ])('refuses %s, and says why', (_what, lines, why) => {
    expect(faults(...lines).join('\n')).toMatch(why);
  });

  it('refuses a name that is there twice', () => {
    expect(faults('command = ["x"]', '[[notify]]', 'name = "phone"', 'command = ["y"]').join()).toMatch(/twice/);
  });
});

it.each(['http://127.1/', 'http://2130706433/', 'http://0x7f.1/'])(
  'another spelling of this machine is this machine: %s',
  (url) => {
    expect(isTellable(url) && !isCleartext(url)).toBe(true);
  },
);

it('of an address only the host is shown', () => {
  expect(shownAddress('https://hooks.example/T0/B0/secret?x=1')).toBe('https://hooks.example/…');
});
