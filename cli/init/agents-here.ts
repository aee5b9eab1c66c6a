// Which coding agents could work here: installed, and with a login as far as can be seen. Starts none of them.
import type { RunContext, RunnerAdapter } from '../../agents/adapter.js';
import { RUNNER_KINDS } from '../../agents/kinds.js';

/** Names of the runners, in their order. */
export async function agentsHere(env: NodeJS.ProcessEnv, workspaceDir: string): Promise<string[]> {
  const [{ ADAPTERS }, { DEFAULT_RUNNER_CONFIG: config }] = await Promise.all([
    import('../../agents/registry.js'),
    import('../../agents/runner-config.js'),
  ]);
  const found = await Promise.all(ADAPTERS.map((adapter) => isReady(adapter, { workspaceDir, config, env })));
  return ADAPTERS.filter((_adapter, at) => found[at]).map(({ name }) => name);
}

type Around = Pick<RunContext, 'workspaceDir' | 'config' | 'env'>;

async function isReady({ inspect }: RunnerAdapter, around: Around): Promise<boolean> {
  const seen = await inspect?.({ permissions: [], probe: false }, around);
  const is = (code: string): boolean => seen?.some((one) => one.code === code && one.level === 'ok') === true;
  return is('runner_binary') && is('login');
}

/** One sentence or two; null when there is nothing to choose. `ready`: as `agentsHere` gives it. */
export function agentsText(ready: readonly string[]): string | null {
  const used = RUNNER_KINDS[0].name;
  const others = ready.filter((name) => name !== used);
  if (others.length === 0) return null;
  const here = `Installed and logged in here: ${ready.join(', ')}. Stages are run by ${used}, as nothing else was said`;
  return `${here}; another one is \`default_mode\` in millrace.toml, or \`millrace init --runner ${others[0]}\` from the start.`;
}
