// A document that is to wait for another task: only that changes.
import { describe, expect, it } from 'vitest';
import { taskText } from '../../test/support/task-text.js';
import { sha256Hex } from '../contracts/digest.js';
import { dependsOnIn, redirected } from './depend.js';
import { parseDocument } from './parse.js';

const text = `${taskText('t', 'Depends-On:\n- a\n- b\n')}\nFree text.\n`;

describe('a redirected document', () => {
  it('names the other task, and is else the same', () => {
    const changed = redirected('task', text, ['a'], 'c');
    expect(changed?.was).toBe(sha256Hex(text));
    expect(changed?.sha256).toBe(sha256Hex(changed?.text ?? ''));
    expect(dependsOnIn('task', changed?.text ?? '')).toEqual(['c', 'b']);
    const [before, after] = [text, changed?.text ?? ''].map((one) => parseDocument('task', one));
    if (before?.ok !== true || after?.ok !== true) throw new Error('a fault');
    expect({ ...after.document, fields: { ...after.document.fields, 'Depends-On': ['a', 'b'] } }).toEqual(
      before.document,
    );
  });

  it('names no task twice, and is none when it did not name the first', () => {
    expect(dependsOnIn('task', redirected('task', text, ['a'], 'b')?.text ?? '')).toEqual(['b']);
    expect(dependsOnIn('task', redirected('task', text, ['a', 'b'], 'c')?.text ?? '')).toEqual(['c']);
    expect(redirected('task', text, ['x'], 'c')).toBeNull();
    expect(redirected('task', 'no document', ['a'], 'c')).toBeNull();
  });
});
