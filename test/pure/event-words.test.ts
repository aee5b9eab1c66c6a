// Every event that the sources can write has words of its own in the monitor: nobody reads the name of a type.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';

const WRITERS = ['core/engine', 'core/contracts', 'workflows', 'worker', 'activities', 'disk'];
/** Effects and events of machines, which are written nowhere. */
const NO_EVENTS = ['end_stage', 'looked_up', 'run_stage', 'stage_finished'];
const NAMED = /\b(?:type|event)(?:: | = )'([a-z]+(?:_[a-z]+)+)'/g;

const sourcesIn = (folder: string): string[] =>
  readdirSync(path.join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(packageRoot(), folder, name), 'utf8'));

const written = new Set(
  WRITERS.flatMap(sourcesIn).flatMap((text) => [...text.matchAll(NAMED)].map(([, type = '']) => type)),
);
const words = sourcesIn('cli').find((text) => text.includes("  closure_judging: ['root'")) ?? '';
const hasWords = (type: string): boolean => new RegExp(`^  ${type}: (?:\\[|null)`, 'm').test(words);

describe('the monitor', () => {
  it.each([...written].filter((type) => !NO_EVENTS.includes(type)))('has words for %s', (type) => {
    expect(hasWords(type), `${type} needs a line in the table of the monitor's words`).toBe(true);
  });

  it('is found, and so are those who write', () => {
    expect(words).not.toBe('');
    expect(written.size).toBeGreaterThan(25);
    expect(
      ['work_item_claimed', 'learning_request_enqueued', 'cancel_requested'].filter((one) => !written.has(one)),
    ).toEqual([]);
    expect(hasWords('no_such_event')).toBe(false);
  });
});
