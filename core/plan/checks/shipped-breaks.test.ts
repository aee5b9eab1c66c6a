// A shipped graph that loses what bounds it is refused like any other.
import { describe, expect, it } from 'vitest';
import { shippedSources } from '../../../test/support/plan.js';
import { compile } from '../compile.js';

describe('the shipped graphs', () => {
  const broken = (file: string, from: string, to: string, mode?: string) => {
    const sources = structuredClone(shippedSources());
    const found = sources.graphs.find(({ path }) => path.endsWith(file));
    if (found?.text.includes(from) !== true) throw new Error(`${file} has no ${from}`);
    found.text = found.text.replaceAll(from, to);
    const runners = ['codex_cli', 'scripted'];
    return compile(sources, { runners, ...(mode === undefined ? {} : { mode }) }).diagnostics.map((one) => one.code);
  };

  it.each([
    [
      'a probe led on to the Planner',
      'planning.standard.toml',
      'RECON_TO_PLANNING = "end:recon_to_planning"',
      'RECON_TO_PLANNING = "planner"',
      'MR1041',
    ],
    [
      'a rejected blueprint sent back without a bound',
      'planning.blueprint.toml',
      '["contractor_blueprint (revisions)", "end:rejected"]',
      '"contractor_blueprint"',
      'MR1025',
    ],
    [
      'used-up fixes repaired without a bound',
      'execution.standard.toml',
      '"troubleshooter (fix_repairs)", "consultant (consultations)", "end:stuck"]',
      '"troubleshooter"]',
      'MR1025',
    ],
  ])('are refused with %s', (_name, file, from, to, code) => {
    expect(broken(file, from, to, file.includes('blueprint') ? 'blueprint_codex' : undefined)).toContain(code);
  });

  it('are refused when a repair may send the work to itself', () => {
    expect(broken('execution.standard.toml', 'never = ["troubleshooter", ', 'never = [')).toContain('MR1025');
  });
});
