// Errors that a person is told: the code decides, wherever one was thrown, and a typo in a code is an error of the compiler.
import { describe, expect, it, vi } from 'vitest';
import { CliError, failed, report } from './errors.js';
import { EXIT } from '../core/exit.js';
import { isKnown, KNOWN_ERRORS, type KnownCode, KnownError, ToldError } from '../core/told-error.js';

/** What the CLI prints as JSON, and its exit code. */
function toldAs(error: unknown): { exit: number; error: object } {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => (lines.push(String(text)), true));
  const exit = report(error, { json: true, debug: false });
  write.mockRestore();
  return { exit, error: (JSON.parse(lines.join('')) as { error: object }).error };
}

describe('an error that is known', () => {
  it.each(Object.entries(KNOWN_ERRORS) as [KnownCode, number][])(
    '%s ends the CLI with its own exit code',
    (code, exit) => {
      const told = toldAs(new KnownError(code, 'What, where and why.', { hint: 'What to do.' }));
      expect(told).toEqual({ exit, error: { code, message: 'What, where and why.', hint: 'What to do.' } });
      expect(exit).toBeGreaterThan(EXIT.done);
    },
  );

  it('is told by its code also when a module made a class of its own of it', () => {
    class FarAway extends KnownError {
      constructor() {
        super('copied', 'It is a copy.');
      }
    }
    const error: unknown = new FarAway();
    expect(isKnown(error, 'copied')).toBe(true);
    expect(isKnown(error, 'no_server')).toBe(false);
    expect((error as Error).name).toBe('FarAway');
    expect(toldAs(error)).toMatchObject({ exit: EXIT.conflict, error: { code: 'copied' } });
  });

  it('keeps its cause', () => {
    const cause = new Error('below');
    expect(new KnownError('unreachable', 'above', { cause }).cause).toBe(cause);
  });
});

describe('another error', () => {
  it('of the CLI is of the same base', () => {
    const error = failed('demo', 'No.');
    expect(error).toBeInstanceOf(ToldError);
    expect([error.code, error.exit]).toEqual(['demo', EXIT.failed]);
    expect(toldAs(new CliError({ exit: EXIT.usage, code: 'usage', message: 'How?' })).exit).toBe(EXIT.usage);
  });

  it('that nobody knows is not taken for one by its name or its code', () => {
    const imitation = Object.assign(new Error('boom'), { name: 'KnownError', code: 'no_server', exit: 0 });
    expect(isKnown(imitation, 'no_server')).toBe(false);
    expect(toldAs(imitation)).toMatchObject({ exit: EXIT.failed, error: { code: 'internal' } });
    for (const odd of [undefined, null, 'text', {}]) expect(isKnown(odd, 'no_server')).toBe(false);
  });
});

describe('a typo', () => {
  it('in a code is an error of the compiler', () => {
    // @ts-expect-error: `no_servr`
    expect(isKnown(new Error(), 'no_servr')).toBe(false);
    // @ts-expect-error: `copyed`
    expect(new KnownError('copyed', '').exit).toBeUndefined();
  });
});
