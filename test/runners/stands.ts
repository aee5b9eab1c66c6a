// The runners that the suite is tried with: the real CLIs, the agents of docs/runners.md, and the scripted one.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Codex as any program that speaks as it does. */
const AS_CODEX = [
  ...['codex', 'exec', '--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'],
  ...['--disable', 'unbounded_connection_retries', '-c', 'project_doc_max_bytes=0'],
  ...['-c', 'skills.include_instructions=false', '-c', 'shell_environment_policy.ignore_default_excludes=false'],
  ...['-m', '{model}', '-'],
];

export const STANDS = ['codex_cli', 'pi_rpc', 'claude_code', 'command.tiny', 'command.codex', 'scripted'] as const;

/** Of every case that did not pass, its name and why; in `cannot` those that cannot apply. */
export async function judgedBy(name: (typeof STANDS)[number], cases: readonly Case[], atOnce = 3) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stand-'));
  try {
    const tiny = join(folder, 'tiny.py');
    writeFileSync(tiny, exampleIn('python'));
    chmodSync(tiny, 0o755);
    // Cases with the permission maximum, which are all but those of walls, know nothing of it.
    const walls = { sandbox: 'bubblewrap' };
    const command = {
      tiny: { argv: [tiny, '{model}'], dialect: 'millrace', ...walls },
      codex: { argv: AS_CODEX, dialect: 'codex', ...walls },
    };
    const config = runnerConfig(runners.parse({ command, pi: walls, claude_code: walls, scripted: walls }));
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
