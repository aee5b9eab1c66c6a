// The runners that the suite is tried with: the real CLIs, the agents of docs/runners.md, and the scripted one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { findRunner } from '../../agents/registry.js';
import { runnerConfig } from '../../agents/runner-config.js';
import type { Case } from '../../agents/suite/case.js';
import { type Judged, runSuite } from '../../agents/suite/suite.js';
import { runners } from '../../core/plan/sources/config/runners.js';
import { installRunner } from './install.js';

/** What stands in the page in this language. */
export function exampleIn(language: 'python' | 'js'): string {
  const page = readFileSync(new URL('../../docs/runners.md', import.meta.url), 'utf8');
  const [, code = ''] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(page) ?? [];
  return code;
}

export const STANDS = ['codex_cli', 'pi_rpc', 'claude_code', 'command.tiny', 'command.codex', 'scripted'] as const;

/** Of every case that did not pass, its name and why; in `cannot` those that cannot apply. */
export async function judgedBy(name: (typeof STANDS)[number], cases: readonly Case[], atOnce = 3) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stand-'));
  try {
    for (const [name, language] of [
      ['tiny.py', 'python'],
      ['tiny.js', 'js'],
    ] as const) {
      writeFileSync(join(folder, name), exampleIn(language), { mode: 0o755 });
    }
    const text = readFileSync(new URL('stands.toml', import.meta.url), 'utf8').replaceAll('{agents}', folder);
    const config = runnerConfig(runners.parse(parse(text)['runners']));
    const path = [...['pi', 'codex', 'claude'].map(installRunner), process.env['PATH']].join(':');
    const stand = { adapter: findRunner(name), config, env: { ...process.env, PATH: path } };
    const judged = await runSuite(cases, { ...stand, against: 'stub', model: 'trial-model', atOnce });
    const of = (verdict: Judged['verdict']): string[] =>
      judged.flatMap((one) => (one.verdict === verdict ? `${one.name}: ${one.why}` : []));
    return { passed: of('pass').length, failed: of('fail'), cannot: of('cannot apply') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
