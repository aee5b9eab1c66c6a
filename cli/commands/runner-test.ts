// `runner test`: the suite that judges runners, with the one that is named. Works outside of a workspace too, with the built-in ones.
import type { Judged } from '../../agents/suite/suite.js';
import { type Config, defaultConfig, readConfig } from '../../core/plan/sources/config.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { readSources } from '../../read/sources.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Context, type Result, workspaceAround } from '../context.js';
import { CliError, failed, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { table } from '../render/table.js';
import { assertPaid, assertThere } from '../runners/before.js';
import { leaving } from '../tail/leaving.js';
import { standingOf } from '../trust/standing.js';

interface Options {
  against: 'stub' | 'live';
  case?: string;
  /** Do not ask before a provider is asked. */
  yes?: boolean;
}

/** Exit 1 when a case fails or none can be played, exit 4 where there is no such runner. */
export async function testRunner(
  context: Context,
  { against, case: pattern, yes }: Options,
  name: string,
): Promise<Result> {
  const [{ CASES, casesNamed }, { runSuite }] = await Promise.all([
    import('../../agents/suite/cases.js'),
    import('../../agents/suite/suite.js'),
  ]);
  const stand = await standOf(context, name);
  const cases = pattern === undefined ? CASES : casesNamed(pattern);
  if (cases.length === 0)
    throw misused(
      `No case is called ${pattern}.`,
      `Groups: ${[...new Set(CASES.map((one) => one.name.split('/')[0]))].join(', ')}.`,
    );
  await assertThere(context, stand, against === 'live');
  if (against === 'live') await assertPaid(context, name, cases, yes === true);
  const each = (one: Judged): void => context.note(`${one.verdict}: ${one.name}`);
  const model = against === 'stub' ? 'trial-model' : null;
  const signal = leaving();
  const judged = await runSuite(cases, { ...stand, against, model, each, signal, env: context.env });
  if (signal.aborted)
    throw failed('broken_off', `Broken off after ${counted(judged.length, 'case')} of ${cases.length}.`);
  return answerOf(name, against, judged);
}

function answerOf(runner: string, against: string, judged: readonly Judged[]): Result {
  const of = (verdict: Judged['verdict']): number => judged.filter((one) => one.verdict === verdict).length;
  const counts = { passed: of('pass'), failed: of('fail'), cannotApply: of('cannot apply') };
  const rows = judged.map(({ name, verdict, seconds, about, why }) => [name, verdict, `${seconds} s`, why || about]);
  const tokens = judged.reduce((all, one) => all + (one.tokens ?? 0), 0);
  const paid = against === 'live' ? ` ${counted(tokens, 'token')} were used.` : '';
  const sum = `${counted(counts.passed, 'case')} passed, ${counts.failed} failed, ${counts.cannotApply} cannot apply.${paid}`;
  return {
    data: { runner, against, ...counts, cases: judged },
    lines: [...table(rows, ['CASE', 'VERDICT', 'TIME', 'WHAT']), '', sum],
    exit: counts.failed === 0 ? EXIT.done : EXIT.failed,
  };
}

/** The adapter with the settings that an operator accepted: nothing that a workspace names is started before. */
async function standOf(context: Context, name: string) {
  const [{ findRunner, runnerNames }, { runnerConfig }, { runnersIn }] = await Promise.all([
    import('../../agents/registry.js'),
    import('../../agents/runner-config.js'),
    import('../../core/plan/sources/config/runners.js'),
  ]);
  const { runners } = await configOf(context);
  const known = runnersIn(runners, runnerNames());
  if (!known.includes(name))
    throw notFound(
      `There is no runner ${name}.${didYouMean(name, known)}`,
      `There are: ${known.join(', ')}.${workspaceAround(context) === null ? NO_WORKSPACE : ''}`,
    );
  return { adapter: findRunner(name), config: runnerConfig(runners) };
}

/** Where a runner `command.NAME` would be. */
const NO_WORKSPACE = ' Those of [runners.command] are in the configuration of a workspace, and this is none.';

async function configOf(context: Context): Promise<Config> {
  const dir = workspaceAround(context);
  if (dir === null) return defaultConfig();
  const { state } = await standingOf(dir, readWorkspaceId(dir), context.env);
  if (state !== 'accepted')
    throw new CliError({
      ...{ code: 'not_accepted', exit: EXIT.needsYou },
      message: 'What decides how work is done here is not accepted, so that no program that it names is started.',
      hint: '`millrace trust` shows it; `millrace trust --accept` accepts it.',
    });
  const { config } = readSources(dir);
  const read = readConfig(config.path, config.text, []);
  if (read === null) throw failed('bad_config', 'The configuration is wrong.', '`millrace config validate` says how.');
  return read;
}
