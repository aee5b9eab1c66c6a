// What has to be so before the suite plays a runner: its program is there, and for a trial with the user's own login there is one, and a
// yes to what it costs.
import type { RunnerAdapter, Seen } from '../../agents/adapter.js';
import type { RunnerConfig } from '../../agents/runner-config.js';
import type { Case } from '../../agents/suite/case.js';
import type { Context } from '../context.js';
import { CliError, failed } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { canAsk, confirmed } from '../trust/ask.js';

interface Stood {
  adapter: RunnerAdapter;
  config: RunnerConfig;
}

/** Exit 1 where no case could be played, with what to do; `isLive`: where there is no login, too. */
export async function assertThere(context: Context, { adapter, config }: Stood, isLive: boolean): Promise<void> {
  const around = { workspaceDir: context.cwd, config, env: context.env };
  const seen = (await adapter.inspect?.({ permissions: ['maximum'], probe: false }, around)) ?? [];
  const lack = seen.find(({ level, code }) => level === 'error' || (isLive && code === 'login_missing'));
  if (lack !== undefined) throw failed(lack.code, sentence(lack), lack.remedy);
}

const sentence = ({ what }: Seen): string =>
  `${what.charAt(0).toUpperCase()}${what.slice(1)}${/[.!?]$/.test(what) ? '' : '.'}`;

/** Nothing is asked where nothing is paid. Exit 1 without a yes, also where nobody can be asked. */
export async function assertPaid(
  context: Context,
  runner: string,
  cases: readonly Case[],
  isAgreed: boolean,
): Promise<void> {
  const stages = cases.filter(({ live }) => live !== undefined).length;
  if (isAgreed || stages === 0) return;
  const cost = `${counted(stages, 'short stage')} of ${runner} with your own login: some 10,000 tokens each, mostly the instructions of the program itself`;
  context.note(`This plays ${cost}.`);
  if (canAsk(context) && (await confirmed('Play it?'))) return;
  throw new CliError({
    ...{ exit: EXIT.failed, code: 'not_confirmed', message: 'Nothing was asked of a provider: nobody said yes.' },
    hint: 'The same with `--yes` plays it.',
  });
}
