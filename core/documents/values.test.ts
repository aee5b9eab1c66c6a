// Values by kind.
import { describe, expect, it } from 'vitest';
import { parseDocument } from './parse.js';
import { checkValue } from './values.js';

describe('datetimes', () => {
  it.each([
    ['2026-01-31T09:00:00Z', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31t09:00:00z', '2026-01-31T09:00:00.000Z'],
    ['2026-01-31T09:00:00.5Z', '2026-01-31T09:00:00.500Z'],
    ['2026-11-21T11:16:52.592150+00:00', '2026-11-21T11:16:52.592Z'],
    ['2026-01-31 09:00+02:00', '2026-01-31T07:00:00.000Z'],
    ['2026-01-31T23:30:00-0130', '2026-02-01T01:00:00.000Z'],
    ['2024-02-29T00:00:00+01', '2024-02-28T23:00:00.000Z'],
  ])('%s is %s', (text, value) => expect(checkValue('datetime', text)).toEqual({ value }));

  it.each([['2026-01-31T09:00:00'], ['2026-01-31 09:00']])(
    'takes %s, which has no offset, as UTC and says so',
    (text) => {
      expect(checkValue('datetime', text)).toEqual({
        value: '2026-01-31T09:00:00.000Z',
        note: 'has no offset; taken as UTC',
      });
    },
  );
  it('takes a date alone as its midnight in UTC and says so', () => {
    const note = 'has no offset; taken as UTC';
    expect(checkValue('datetime', '2026-01-31')).toEqual({ value: '2026-01-31T00:00:00.000Z', note });
  });
  it.each([
    ...['2026-02-30', '2025-02-29T00:00:00Z', '2026-13-01', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z'],
    ...['2026-01-01T00:00:60Z', '2026-01-01T00:00:00+24:00', '2026-01-01T00:00:00+01:60', '1767225600', 'today'],
    ...['0000-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00', '2026-1-1', '2026-01-01T', '2026-01-01T09'],
  ])('refuses %s', (text) => expect(checkValue('datetime', text)).toMatchObject({ code: 'MR2008' }));

  it('a document tells the note with field and line', () => {
    const lines = [
      '# P',
      'Probe-ID: p',
      'Summary: s',
      'Request: r',
      'Created-At: 2026-01-01T00:00:00',
      'Created-By: t',
    ];
    expect(parseDocument('probe', lines.join('\n'))).toMatchObject({
      ok: true,
      document: { fields: { 'Created-At': '2026-01-01T00:00:00.000Z' } },
      notes: [
        { code: 'MR2030', field: 'Created-At', line: 5, message: expect.stringContaining('taken as UTC') as string },
      ],
    });
  });
});

describe('other kinds', () => {
  it.each([['True'], ['true']])('reads the boolean %s', (text) => {
    expect(checkValue('bool', text)).toEqual({ value: 'true' });
  });
  it('refuses other words for a boolean', () => expect(checkValue('bool', 'yes')).toMatchObject({ code: 'MR2007' }));
  it('refuses a stage that is not a canonical id', () => {
    expect(checkValue('name', 'Big Checker')).toMatchObject({ code: 'MR2007' });
    expect(checkValue('name', 'manager_blueprint')).toEqual({ value: 'manager_blueprint' });
  });
  it('lists the allowed values of an enum', () => {
    expect(checkValue(['low', 'high'], 'High')).toEqual({ code: 'MR2007', why: 'is not one of low, high' });
  });
  it('takes a JSON object on one line, and no other JSON', () => {
    expect(checkValue('json', '{"rule": "r-1"}')).toEqual({ value: '{"rule": "r-1"}' });
    for (const text of ['[1]', 'null', '"x"', '{', 'rule']) {
      expect(checkValue('json', text)).toMatchObject({ code: 'MR2007' });
    }
  });
});
