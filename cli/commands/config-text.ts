// The `millrace.toml` that `init` writes: the few settings that people change first.
import { RUNNER_KINDS } from '../../agents/kinds.js';
import { PERMISSIONS_TABLE, type RunnerKind } from '../../core/plan/runner-kind.js';

/** Absent options leave the default; a server that is not given leaves its section as a comment. */
export function configText(options: { permission?: string; sandbox?: string; server?: string; mode?: string }): string {
  const { permission = 'basic', mode = 'default_codex', server } = options;
  const temporal =
    server === undefined ? ['# [temporal]', '# address = "127.0.0.1:7233"'] : ['[temporal]', `address = "${server}"`];
  const lines = [
    '# Every setting has a default: `millrace config show` lists them. `millrace config validate` checks this file.',
    '',
    '[runtime]',
    '# Which graphs and runners are used; `millrace modes list` shows the choices.',
    `default_mode = ${JSON.stringify(mode)}`,
    '',
    `[runners.${PERMISSIONS_TABLE}]`,
    '# What agents may do: read_only, basic (write in the workspace), elevated (anywhere but millrace-agents/), maximum (no walls).',
    `permission_default = "${permission}"`,
    '',
    ...(options.sandbox === undefined ? [] : sandboxLines(options.sandbox)),
    '# A Temporal server of your own. Without it one is started for you, and left running.',
    ...temporal,
  ];
  return `${lines.join('\n')}\n`;
}

function sandboxLines(sandbox: string): string[] {
  const kinds: readonly RunnerKind[] = RUNNER_KINDS;
  return kinds
    .filter(({ bare }) => bare)
    .flatMap(({ settings }) => [`[runners.${settings?.table}]`, `sandbox = ${JSON.stringify(sandbox)}`, '']);
}
