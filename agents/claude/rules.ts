// A permission as Claude Code's own rules: what its tools may do without a question, which nobody would answer, and the sandbox around
// its commands.
import type { Permission } from '../../core/contracts/plan.js';
import type { WalledGround } from '../walls/ground.js';

export interface Rules {
  /** As `--permission-mode` takes it. */
  mode: 'bypassPermissions' | 'acceptEdits' | 'dontAsk';
  permissions: { allow: string[]; deny: string[] };
  /** Null = its commands have no walls. */
  sandbox: Sandbox | null;
}

interface Sandbox {
  enabled: true;
  autoAllowBashIfSandboxed: true;
  allowUnsandboxedCommands: false;
  failIfUnavailable: true;
  filesystem: { allowWrite: string[]; denyWrite: string[]; denyRead: string[]; allowRead: string[] };
  network: { allowedDomains: string[] };
}

/** `maximum` has none. */
export type Ruled = Exclude<Permission, 'maximum'>;

/**
 * Pure. `guarded`: parts of the tree that are only read, the stage's own folders cut out of them. `walls`: whether its sandbox works;
 * where it does not a stage that reads runs no command that could change anything.
 */
export function rulesOf(permission: Ruled, ground: WalledGround, guarded: readonly string[], walls: boolean): Rules {
  const { own, secret, reads, network } = ground;
  const deny = [...secret.map((path) => `Read(${pattern(path)})`), ...guarded.map((path) => `Edit(${pattern(path)})`)];
  const reach = network ? ['WebFetch', 'WebSearch'] : [];
  if (permission === 'elevated') {
    const allow = ['Bash', 'Read', 'Edit', 'WebFetch', 'WebSearch'];
    return { mode: 'acceptEdits', permissions: { allow, deny }, sandbox: null };
  }
  const desk = own.map((path) => `Edit(${pattern(path)})`);
  const allow = ['Read', 'Grep', 'Glob', ...desk, ...(walls ? ['Bash'] : []), ...(permission === 'basic' ? reach : [])];
  return {
    // Plan mode would refuse the desk too, and with it everything that a stage has to leave.
    mode: reads ? 'dontAsk' : 'acceptEdits',
    permissions: { allow, deny },
    sandbox: walls ? sandboxOf(permission, ground, guarded) : null,
  };
}

function sandboxOf(permission: Ruled, ground: WalledGround, guarded: readonly string[]): Sandbox {
  const { own, secret, git, reads, treeDir, network } = ground;
  const closed = [...guarded, ...(git === null ? [] : [git])];
  return {
    ...{ enabled: true, autoAllowBashIfSandboxed: true, allowUnsandboxedCommands: false, failIfUnavailable: true },
    filesystem: {
      ...{ allowWrite: own, denyWrite: reads ? [treeDir] : closed },
      ...{ denyRead: secret, allowRead: [treeDir, ...own] },
    },
    network: { allowedDomains: permission === 'basic' && network ? ['*'] : [] },
  };
}

/** A path and all below it, in the pattern language of its rules, in which `//` begins an absolute one. */
const pattern = (path: string): string => `/${path.replace(/[\\*?[\]{}!()]/g, '\\$&')}/**`;
