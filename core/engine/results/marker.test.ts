import { describe, expect, it } from 'vitest';
import { readMarker } from './marker.js';

const legal = ['CHECKER_PASS', 'FIX_NEEDED', 'BLOCKED'];

describe('the marker of a final message', () => {
  it('is the last legal one, whatever prose follows', () => {
    expect(readMarker('### FIX_NEEDED\n### CHECKER_PASS\ntrailing prose\n', legal)).toEqual({
      found: true,
      outcome: 'CHECKER_PASS',
      isLastLine: false,
    });
  });

  it('may be indented and spaced', () => {
    expect(readMarker('   ###   CHECKER_PASS   \r\n\n', legal)).toMatchObject({
      outcome: 'CHECKER_PASS',
      isLastLine: true,
    });
  });

  it('is not seen inside a line', () => {
    expect(readMarker('text ### CHECKER_PASS\n', legal)).toEqual({ found: false, seen: null });
  });

  it('is not disturbed by other headings', () => {
    expect(readMarker('### SUMMARY\nall fine\n### CHECKER_PASS\n### NOTES\n', legal)).toMatchObject({
      outcome: 'CHECKER_PASS',
    });
  });

  it('names an illegal marker when there is no legal one', () => {
    expect(readMarker('### DONE\n', legal)).toEqual({ found: false, seen: 'DONE' });
  });
});
