import { expect, it } from 'vitest';
import { sinceOf } from './since.js';

it.each([
  ['last', { from: 'last' }],
  ['0', { from: 'cursor', seq: 0 }],
  ['142', { from: 'cursor', seq: 142 }],
  ['24h', { from: 'span', ms: 86_400_000 }],
  ['90s', { from: 'span', ms: 90_000 }],
  ['7d', { from: 'span', ms: 604_800_000 }],
  ['5m', { from: 'span', ms: 300_000 }],
] as const)('understands %s', (text, since) => expect(sinceOf(text)).toEqual(since));

it.each([
  '',
  'yesterday',
  '-1',
  '0h',
  '24',
  '24H',
  '1.5h',
  '1e3',
  '9999999h',
  '12345678901234567',
  'toString',
  '5constructor',
])('tells that %j is none, or a number', (text) =>
  expect(sinceOf(text)).toEqual(text === '24' ? { from: 'cursor', seq: 24 } : null),
);
