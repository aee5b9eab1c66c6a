import { expect, test } from 'vitest';
import { keyVariables, variableIn } from './keys.js';

test('a provider gets its own key and no other', () => {
  expect(keyVariables('openai', new Map([['own', 'OWN_KEY']]))).toEqual(['OPENAI_API_KEY']);
  expect(keyVariables('own', new Map([['own', 'OWN_KEY']]))).toEqual(['OWN_KEY']);
  expect(keyVariables('own', new Map([['own', 'sk-literal']]))).toEqual([]);
});

test('while nobody names a provider, the keys of all are there for Pi to choose', () => {
  expect(keyVariables(null, new Map([['own', 'OWN_KEY']]))).toEqual(
    expect.arrayContaining(['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'OWN_KEY']),
  );
});

test('a key that names a variable is told from a key', () => {
  expect(variableIn('MY_API_KEY')).toBe('MY_API_KEY');
  expect(['$MY_KEY', '${MY_KEY}', '$lower'].map(variableIn)).toEqual(['MY_KEY', 'MY_KEY', 'lower']);
  for (const key of ['$$MY_KEY', '$MY_KEY-x', '${MY_KEY', 'EMPTY', 'sk-abc_DEF', 'ollama', '!cat key', null])
    expect(variableIn(key)).toBeNull();
});
