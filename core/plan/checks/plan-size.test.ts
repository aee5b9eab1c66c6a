// A mode that is not there, and a plan that is too large to travel, are refused as a whole.
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../test/pure/sources.js';

describe('a mode that does not exist', () => {
  it('is told with the one that was meant', () => {
    const faults = faultsOf({ file: 'millrace.toml', from: '"small"', to: '"smal"' });
    expect(faults).toMatchObject([
      { code: 'MR1010', file: 'millrace.toml', message: expect.stringMatching(/mean small/) },
    ]);
  });
});

describe('a plan that is too large', () => {
  it('is refused', () => {
    const nodes = Array.from(
      { length: 400 },
      (_, n) =>
        `[nodes.n${n}]\nkind = "maker"\nMADE = "${n === 399 ? 'end:done' : `n${n + 1}`}"\nBLOCKED = "end:stuck"\n`,
    );
    const faults = faultsOf(
      { file: 'graphs/run.toml', from: 'MADE = "judge"', to: 'MADE = ["n0 (again)", "judge"]' },
      { file: 'graphs/run.toml', to: nodes.join('') },
    );
    expect(faults).toMatchObject([
      { code: 'MR1030', file: 'modes/small.toml', message: expect.stringMatching(/65536/) },
    ]);
  });
});
