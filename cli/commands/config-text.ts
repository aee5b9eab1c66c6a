// The `millrace.toml` that `init` writes: the few settings that people change first.
import { PERMISSIONS_TABLE } from '../../core/plan/runner-kind.js';

interface Options {
  permission?: string;
  sandbox?: string;
  server?: string;
  mode?: string;
  trees?: string;
  /** Of the branches of trees. */
  prefix?: string;
}

/**
 * Absent options leave the default; a server that is not given leaves its section as a comment. `tables`: those in which
 * a sandbox that is given is written.
 */
export function configText(options: Options, tables: readonly string[]): string {
  const { permission = 'basic', mode = 'default_codex', sandbox, server } = options;
  const boxes = sandbox === undefined ? [] : tables;
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
    ...boxes.flatMap((table) => [`[runners.${table}]`, `sandbox = ${JSON.stringify(sandbox)}`, '']),
    ...treeLines(options),
    '# A Temporal server of your own. Without it one is started for you, and left running.',
    ...temporal,
  ];
  return `${lines.join('\n')}\n`;
}

function treeLines({ trees, prefix }: Options): string[] {
  if (trees === undefined && prefix === undefined) return [];
  const where = '# Where agents edit: in_place, or per_root (a worktree and a branch for each root).';
  const whose = '# What the names of the branches begin with; another workspace of this repository has the usual one.';
  return [
    '[trees]',
    ...(trees === undefined ? [] : [where, `mode = ${JSON.stringify(trees)}`]),
    ...(prefix === undefined ? [] : [whose, `prefix = ${JSON.stringify(prefix)}`]),
    '',
  ];
}
