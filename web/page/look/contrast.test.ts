import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
/** By name: in light and in dark. */
const tokens = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const PLAIN = ['ground', 'surface', 'sunken'];
const TEXTS = ['text', 'quiet', 'link', 'ok', 'run', 'need', 'fail', 'off', 'added', 'removed'];
const pairs = [
  ...TEXTS.flatMap((text) => PLAIN.map((ground) => [text, ground] as const)),
  ...['ok', 'run', 'need', 'fail', 'off', 'added', 'removed'].flatMap((name) => [
    [name, `${name}-ground`] as const,
    ['text', `${name}-ground`] as const,
    ['quiet', `${name}-ground`] as const,
  ]),
  ...['link', 'quiet'].map((text) => [text, 'run-ground'] as const),
  ...['need', 'fail', 'added', 'removed'].map((text) => [text, 'off-ground'] as const),
];

test.each(pairs)('%s can be read on %s, in light and in dark', (text, ground) => {
  const [one, other] = [tokens.get(text), tokens.get(ground)];
  expect(one).toBeDefined();
  expect(other).toBeDefined();
  for (const theme of ['light', 'dark'] as const)
    expect(contrast(one?.[theme] ?? '#ffffff', other?.[theme] ?? '#ffffff')).toBeGreaterThanOrEqual(4.5);
});

test('failure, need and what is off are three colours', () => {
  for (const theme of ['light', 'dark'] as const)
    expect(new Set(['fail', 'need', 'off', 'ok', 'run'].map((name) => tokens.get(name)?.[theme])).size).toBe(5);
});
