import { expect, test } from 'vitest';
import { filled, type Words } from './argv.js';

const words: Words = {
  ...{ model: 'm', effort: null, permission: 'basic', workspace: '/w', desk: '/w/desk' },
  ...{ session: null, prompt_file: '/p', prompt: null },
};

test('words in braces are filled in, and others stay as they are', () => {
  expect(filled(['x', '--model={model}', '{workspace}/{desk}', '{unknown}', '{"a":1}'], words)).toEqual([
    ...['x', '--model=m', '/w//w/desk', '{unknown}', '{"a":1}'],
  ]);
});

test('one that this stage has not is left out with its flag, and with nothing else', () => {
  expect(filled(['x', '--effort', '{effort}', '-q', 'run', '{session}', '--resume={session}'], words)).toEqual([
    ...['x', '-q', 'run'],
  ]);
  expect(filled(['--x', '{effort}'], words)).toEqual(['--x']);
});

test('what is filled in is not read once more', () => {
  expect(filled(['x', '{model}'], { ...words, model: '{workspace}' })).toEqual(['x', '{workspace}']);
});
