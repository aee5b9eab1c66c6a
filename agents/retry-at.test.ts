import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_WAIT_MS } from '../core/contracts/environment.js';
import { retryAt } from './retry-at.js';

const now = new Date(2030, 4, 17, 12, 0).toISOString();
const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
const later = (ms: number) => new Date(Date.parse(now) + ms).toISOString();
const epoch = Math.round(Date.parse(now) / 1000);

describe('retryAt', () => {
  test.each([
    ['Try again at May 18th, 2030 3:33 AM.', local(2030, 4, 18, 3, 34)],
    ['try again at May 21st, 2030, 12:05 PM', local(2030, 4, 21, 12, 6)],
    ['try again at 3:33 PM.', local(2030, 4, 17, 15, 34)],
    ['try again at 15:33.', local(2030, 4, 17, 15, 34)],
    ['try again at 3:33 AM.', local(2030, 4, 18, 3, 34)],
    ['try again at 11:59 PM.', local(2030, 4, 18, 0, 0)],
    ['try again at 12:00 PM.', local(2030, 4, 17, 12, 1)],
    ['resets 3pm', local(2030, 4, 17, 15, 1)],
    ['limit reached ∙ resets May 19, 9am', local(2030, 4, 19, 9, 1)],
    ['resets at 19 May 2030 09:00:30', new Date(2030, 4, 19, 9, 0, 30).toISOString()],
    ['try again in 3s.', later(3000)],
    ['try again in 350ms', later(350)],
    ['Please try again in 6m0.5s.', later(360_500)],
    ['try again in 1 day 2 hours 5 minutes.', later(93_900_000)],
    ['Try again in 3 days 4 hours', later(76 * 3_600_000)],
    ['try again in about an hour', later(3_600_000)],
    ['Please retry in 12.5s', later(12_500)],
    ['Please wait 20 seconds before trying again', later(20_000)],
    ['resets in 2h 15m', later(8_100_000)],
    ['retry-after: 3600', later(3_600_000)],
    ['{"retry_after": 30}', later(30_000)],
    ['retry-after-ms: 1500', later(1500)],
    ['{"retryDelay":"12s"}', later(12_000)],
    [`{"resets_at":${epoch + 60}}`, later(60_000)],
    [`{"resets_at":${epoch + 60}000}`, later(60_000)],
    ['{"resets_in_seconds":90}', later(90_000)],
    ['reset at 2030-05-18T03:33:00Z', '2030-05-18T03:33:00.000Z'],
    ['reset at 2030-05-18T03:33:00+02:00', '2030-05-18T01:33:00.000Z'],
    ['You will regain access on 2030-05-18 at 00:00 UTC.', '2030-05-18T00:01:00.000Z'],
    ['Retry-After: Sat, 18 May 2030 07:28:00 GMT', '2030-05-18T07:28:00.000Z'],
    ['resets May 18, 9am (Europe/Berlin)', '2030-05-18T07:01:00.000Z'],
    ['try again at May 18th, 2030 3:33 AM PDT', '2030-05-18T10:34:00.000Z'],
    ['resets May 18, 9am (No/Where)', local(2030, 4, 18, 9, 1)],
  ])('%s', (message, expected) => {
    expect(retryAt(message, now)).toBe(expected);
  });

  test.each(['try again at 11:57 AM.', 'try again at 9:00 AM.', 'resets 8am', 'try again at May 18th, 2029 3:33 AM.'])(
    'what has gone by is now: %s',
    (message) => expect(retryAt(message, now)).toBe(now),
  );

  test('a time just before midnight is over just after it', () => {
    const midnight = new Date(2030, 4, 18, 0, 2).toISOString();
    expect(retryAt('try again at 11:58 PM', midnight)).toBe(midnight);
  });

  test.each([
    'try again in 99999999999999 days',
    `try again in ${'9'.repeat(400)} hours`,
    'try again at May 18th, 9999 3:33 AM.',
    'retry-after: 1e999 99999999999999999999',
    'resets_at: 9999999999999',
    'try again in 9 weeks',
  ])('what lies too far ahead is tried after eight days: %s', (message) => {
    expect(retryAt(message, now) ?? later(LONGEST_WAIT_MS)).toBe(later(LONGEST_WAIT_MS));
  });

  test.each([
    ...['try again later', 'try again in a while', 'You’ve hit your usage limit.', 'try again in 5 oranges', ''],
    ...['retry 3 of 5', 'Request 17 at 2030-05-18T03:33:00Z failed', 'try again at 99:99:99:99 May', 'resets soon'],
  ])('no moment in: %s', (message) => {
    expect(retryAt(message, now)).toBeNull();
  });

  test('whatever a message says, it is null or a moment from now to eight days later', () => {
    const word = fc.constantFrom(
      ...[
        'try again ',
        'resets ',
        'at ',
        'in ',
        'May ',
        '31st',
        ', ',
        ':',
        '99',
        '3:33',
        ' PM',
        'T',
        'Z',
        '-',
        '+14:00',
      ],
      ...['0000-00-00', 'retry-after: ', '9999999999999999', ' days', 'UTC', 'Europe/Berlin', 'a', '2030', '.', '∞'],
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9000-01-01') }), (said, at) => {
        const found = retryAt(said, at.toISOString());
        const ahead = found === null ? 0 : Date.parse(found) - at.getTime();
        expect(ahead).toBeGreaterThanOrEqual(0);
        expect(ahead).toBeLessThanOrEqual(LONGEST_WAIT_MS);
      }),
      { numRuns: 2000 },
    );
    expect(retryAt('try again in 3s', 'no date')).toBeNull();
  });
});
