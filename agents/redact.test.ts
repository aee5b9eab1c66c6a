import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, REDACTED } from './redact.js';

const b64 = (text: string): string => Buffer.from(text).toString('base64');

describe('redact', () => {
  test.each([
    ['key sk-proj-abcdefgh12345678 end', `key ${REDACTED} end`],
    [`ghp_${'a'.repeat(36)}`, REDACTED],
    [`AKIA${'A'.repeat(16)}`, REDACTED],
    ['Authorization: Bearer abc.def-ghi', `Authorization: Bearer ${REDACTED}`],
    ['{"authorization":"Bearer abc.def"}', `{"authorization":"Bearer ${REDACTED}"}`],
    ['jwt=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl.', `jwt=${REDACTED}.`],
    [`AIzaSy${'b'.repeat(33)}`, REDACTED],
    ['glpat-abcdefgh12345678wxyz', REDACTED],
    [`hf_${'c'.repeat(34)} npm_${'d'.repeat(36)}`, `${REDACTED} ${REDACTED}`],
    [`sk_live_${'e'.repeat(24)}`, REDACTED],
    [`SG.${'f'.repeat(22)}.${'g'.repeat(43)}`, REDACTED],
    ['xapp-1-A0123456789-abc', REDACTED],
    [`github_pat_${'h'.repeat(40)}`, REDACTED],
    ['"said":"first\\nsk-proj-abcdefgh12345678\\nlast"', `"said":"first\\n${REDACTED}\\nlast"`],
    ['clone https://ada:s3cr@host/x.git', `clone https://${REDACTED}@host/x.git`],
    ['dsn https://0123456789abcdef0123@sentry.example/4', `dsn https://${REDACTED}@sentry.example/4`],
    ['a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----\nb', `a\n${REDACTED}\nb`],
    ['{"t":"-----BEGIN PRIVATE KEY-----\\nMIIEow\\n"}', `{"t":"${REDACTED}"}`],
  ])('a well-known shape: %s', (text, expected) => {
    expect(redact(text, {})).toBe(expected);
  });

  test.each([false, true])(
    'an environment is known again, and one that changes is looked through anew (frozen: %s)',
    (isFrozen) => {
      const first = { MY_TOKEN: 'hunter2hunter2' };
      const env = isFrozen ? Object.freeze(first) : first;
      for (const other of [{}, { OTHER_KEY: 'swordfish-99' }]) {
        expect(redact('a hunter2hunter2 swordfish-99', env, other)).toBe(
          'OTHER_KEY' in other ? `a ${REDACTED} ${REDACTED}` : `a ${REDACTED} swordfish-99`,
        );
      }
      if (isFrozen) return;
      first.MY_TOKEN = 'another-secret-1';
      expect(redact('a hunter2hunter2 another-secret-1', env)).toBe(`a hunter2hunter2 ${REDACTED}`);
    },
  );

  test('values of variables that are named like secrets, also inside JSON', () => {
    const env = { MY_TOKEN: 'quo"ted-value', DB_PASSWORD: 'hunter2hunter2' };
    expect(redact('a hunter2hunter2 b', env)).toBe(`a ${REDACTED} b`);
    expect(redact(JSON.stringify({ a: env.MY_TOKEN }), env)).toBe(`{"a":"${REDACTED}"}`);
    expect(redact(JSON.stringify(JSON.stringify({ a: env.MY_TOKEN })), env)).not.toContain('ted-value');
  });

  test.each([
    ['DATABASE_URL', 'postgres://u:pa55word-x@h/db', 'pa55word-x'],
    ['https_proxy', 'http://u:pa55%2Fword@127.0.0.1:9/', 'pa55/word'],
    ['SENTRY_DSN', 'https://0123456789abcdef0123@h/1', '0123456789abcdef0123'],
    ['DB_PASS', 'correct horse', 'correct horse'],
    ['MYSQL_PWD', 'battery1staple', 'battery1staple'],
    ['NPM_AUTH', 'bXk6cGFzcw0007', 'bXk6cGFzcw0007'],
    ['STRIPE_CREDENTIALS', 'stripe-cred-8', 'stripe-cred-8'],
    ['SHORT_TOKEN', 'abc1234', 'abc1234'],
    ['MULTI_KEY', '-----BEGIN X\nline-number-one\n-----END X', 'line-number-one'],
  ])('the secret of %s', (name, value, secret) => {
    expect(redact(`it is (${secret})!`, { [name]: value })).toBe(`it is (${REDACTED})!`);
  });

  test('whatever it was turned into', () => {
    const value = 'Zx9+canary/value~7';
    const env = { APP_SECRET: value };
    const percent = [...value].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('');
    const forms = [
      value.toUpperCase(),
      value.toLowerCase(),
      encodeURIComponent(value),
      percent,
      `${value.slice(0, 9)}${percent.slice(27)}`,
    ];
    const around = ['', 'a', 'ab', 'abc'].map((before) => b64(`${before}${value}tail`));
    for (const form of [
      ...forms,
      Buffer.from(value).toString('hex'),
      ...around,
      around[1]?.replace(/\+/g, '-').replace(/\//g, '_') ?? '',
    ])
      expect(redact(`< ${form} >`, env), form).toContain(REDACTED);
    expect(redact(`printed ${b64(value)} end`, env)).toBe(`printed ${REDACTED} end`);
  });

  test('a secret that begins with another secret leaves no remainder', () => {
    expect(redact('longsecret-tail', { A_KEY: 'longsecret', B_KEY: 'longsecret-tail' })).toBe(REDACTED);
  });

  test('ordinary text, short values, paths and other variables stay', () => {
    const text = `risk-averse task-1 is ask-able, path /usr/local/bin, by Ada Lovelace in /work/tree, basic,
      git clone ssh://git@host/x https://host:8080/a?b=c@d http://localhost:3000 abc1234def redacted [redacted]`;
    const env = { SHORT_KEY: 'task-1', HOME: '/usr/local', EMPTY_TOKEN: '', GIT_AUTHOR_NAME: 'Ada Lovelace' };
    const more = {
      PWD: '/work/tree',
      SSH_AUTH_SOCK: '/work/tree',
      AUTH_MODE: 'basic',
      API_URL: 'http://localhost:3000',
    };
    expect(redact(text, { ...env, ...more, WORD_TOKEN: 'abc1234', ODD_SECRET: 'redacted' })).toBe(text);
  });

  test('a second time changes nothing', () => {
    const env = {
      A_KEY: 'abcdefgh',
      B_TOKEN: 'sk-abc"\\def',
      C_URL: 'http://u:p@ss-word@h',
      D_SECRET: 'x\\\\\\\\\\y9',
    };
    const pieces = [
      'abcdefgh',
      'sk-',
      'abcdefgh1',
      'ghp_',
      'a'.repeat(20),
      'eyJ',
      '.',
      '-',
      ' ',
      '\n',
      '://',
      ':',
      '@',
      'AKIA',
      'A'.repeat(16),
    ];
    const more = [
      'Authorization: Bearer ',
      '-----BEGIN PRIVATE KEY-----',
      'sk-abc"\\def',
      b64('abcdefgh'),
      '[redacted]',
      '%61',
      '\\',
    ];
    const texts = fc.array(fc.oneof(fc.constantFrom(...pieces, ...more), fc.string({ maxLength: 3 })), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(texts, (parts) => {
        const once = redact(parts.join(''), env);
        expect(redact(once, env)).toBe(once);
        expect(once.toLowerCase()).not.toContain('abcdefgh');
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['nothing in it', 'all work and no play makes a dull log\n'],
    ['beginnings of addresses', '://a:'],
    ['beginnings of tokens', 'eyJeyJ.'],
    ['beginnings of keys', '-----BEGIN PRIVATE KEY-----'],
    ['backslashes', '\\'],
    ['a secret, nearly', 'abcdefg'],
    ['authorizations', 'authorization: '],
  ])('a large text is read once: %s', (_what, piece) => {
    const env = { A_KEY: 'abcdefgh', D_SECRET: 'x\\\\\\\\\\y9', E_TOKEN: 'abcdefgabcdefgabcdefgX' };
    // With any part read over and over again this would not end in the time that a test has.
    const once = redact(piece.repeat(Math.ceil(4_000_000 / piece.length)), env);
    expect(redact(once, env) === once).toBe(true);
  });
});
