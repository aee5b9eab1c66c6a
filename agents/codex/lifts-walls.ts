// Settings of [runners.codex] that would take the walls of a permission away, all of them without a word from Codex.
import type { CodexConfig } from './settings.js';

const FLAGS =
  /^(?:--sandbox|-s|--full-auto|--yolo|--dangerously-bypass-approvals-and-sandbox|--add-dir|--approve-for-me)(?:=|$)|^-s[a-z]/;
const KEYS = /^\s*(?:sandbox_mode|default_permissions|permissions(?:\.[^=]*)?)\s*=/;
/** What a profile, or that nobody is asked, leaves without effect. */
const IDLE = /^\s*(?:sandbox_workspace_write\b|approvals_reviewer\s*=|approval_policy\s*=(?!\s*"?never"?\s*$))/;

/** Pure. Null when there is none; else what is wrong and what to do. */
export function liftsWalls({ args, extraConfig }: Pick<CodexConfig, 'args' | 'extraConfig'>): string | null {
  const item =
    args.find((arg) => FLAGS.test(arg)) ?? [...configured(args), ...extraConfig].find((one) => KEYS.test(one));
  if (item === undefined) return null;
  return (
    `${JSON.stringify(item)} in [runners.codex] of millrace.toml would take away the walls that the permission promises. Remove it ` +
    'and say with `permission_default`, `permission_by_model` or `permission_by_stage` what agents may do; `maximum` has no walls.'
  );
}

/** Pure. Of a profile Codex takes no setting of its older sandbox, and behind one nobody is asked; null where there is none. */
export function idleBehindProfile({ args, extraConfig }: Pick<CodexConfig, 'args' | 'extraConfig'>): string | null {
  const idle = [...configured(args), ...extraConfig].filter((item) => IDLE.test(item));
  if (idle.length === 0) return null;
  return (
    `${idle.map((item) => JSON.stringify(item)).join(', ')} in [runners.codex] of millrace.toml has no effect: the walls of a permission ` +
    'are not those of the older sandbox, and nobody is asked to open them. A stage reaches the network by the capability `network.access`, or by `elevated`.'
  );
}

/** `-c KEY=VALUE`, `-cKEY=VALUE`, `--config KEY=VALUE` and `--config=KEY=VALUE` among the arguments. */
const configured = (args: readonly string[]): string[] =>
  args.flatMap((arg, index) => {
    if (arg === '-c' || arg === '--config') return args[index + 1] ?? [];
    return /^(?:-c=?|--config=)(.+)$/s.exec(arg)?.[1] ?? [];
  });
