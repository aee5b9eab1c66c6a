import { expect, test } from 'vitest';
import { shippedSources } from '../../../test/support/plan.js';
import { compile } from '../compile.js';

/** What the compiler says of the sources, where only `there` is one. */
function said(list: string, mode: string): [code: string, message: string][] {
  const text = `[learning]\nsources = ${list}\n`;
  const skillSourceFault = (source: string) => (source === 'there' ? null : 'is not there');
  const sources = { ...shippedSources(), config: { path: 'millrace.toml', text }, skillSourceFault };
  const { diagnostics } = compile(sources, { mode, runners: ['codex_cli', 'pi_rpc'] });
  return diagnostics.flatMap(({ code, field, message, line }) =>
    field?.startsWith('learning') && line !== undefined ? [[code, message] as [string, string]] : [],
  );
}

test.each(['learning_codex', 'blueprint_learning_codex', 'efficient_learning_codex'])(
  'in %s each source that is not there is told, and no other',
  (mode) => {
    expect(said('["gone", "there", "lost.tar.gz"]', mode)).toEqual([
      ['MR1063', 'The source "gone" of skills is not there.'],
      ['MR1063', 'The source "lost.tar.gz" of skills is not there.'],
    ]);
    expect(said('["there"]', mode)).toEqual([]);
  },
);

test('in a mode that installs none the setting has no effect', () => {
  expect(said('["gone"]', 'default_codex').map(([code]) => code)).toEqual(['MR1061']);
  expect(said('[]', 'default_codex')).toEqual([]);
});

test.each(['["a", "a"]', '[""]', '"a"'])('%s is no list of sources', (list) => {
  expect(said(list, 'learning_codex').map(([code]) => code)).toEqual(['MR1002']);
});
