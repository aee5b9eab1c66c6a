// `npm run eval -- [--runner NAME] [--set NAME] …`: small repositories with ideas go through whole lineages, and hidden checks say what came of it.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { shareBinary } from '../../bench/share-binary.js';
import { surroundings } from '../../cli/demo/surroundings.js';
import { SCRIPTED_RUNNER } from '../../core/contracts/stage.js';
import { own } from '../../core/own.js';
import { figures, metOf } from './figures.js';
import { type Night, NIGHTS } from './nights.js';
import { type Asked, MAIN, play, type Played } from './play.js';
import { type Fixture, readSet } from './sets.js';

const USAGE = `Usage: npm run eval -- [--runner NAME] [--set NAME] [--only REPOSITORY]... [--mode ID] [--config FILE]
         [--max-stages N] [--night NAME] [--json] [--keep]
Nights of the runner scripted: ${NIGHTS.join(', ')}.`;
/** `unmet`: a requirement is not met. */
const EXIT = { met: 0, unmet: 1, usage: 2, interrupted: 130 } as const;

/** Modes whose stages all run by this runner. */
const MODES: Readonly<Record<string, string>> = {
  ...{ [SCRIPTED_RUNNER]: 'default_codex', codex_cli: 'default_codex', pi_rpc: 'default_pi' },
};

interface Settings {
  fixtures: Fixture[];
  asked: Asked;
  json: boolean;
  keep: boolean;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      ...{ runner: { type: 'string', default: SCRIPTED_RUNNER }, set: { type: 'string', default: 'small' } },
      ...{ only: { type: 'string', multiple: true, default: [] as string[] }, mode: { type: 'string' } },
      ...{ config: { type: 'string' }, night: { type: 'string', default: 'good' } },
      ...{ json: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
      'max-stages': { type: 'string', default: '60' },
    },
  });
  const { runner, config, json, keep } = values;
  const mode = values.mode ?? own(MODES, runner);
  if (mode === undefined) throw new Error(`No shipped mode runs by ${runner}: name one with --mode, and --config.`);
  const night = NIGHTS.find((one) => one === values.night);
  if (night === undefined) throw new Error(`There is no night ${values.night}.`);
  if (night !== 'good' && runner !== SCRIPTED_RUNNER) throw new Error(`--night is for the runner ${SCRIPTED_RUNNER}.`);
  const maxStages = Number(values['max-stages']);
  if (!Number.isInteger(maxStages) || maxStages < 1) throw new Error('--max-stages takes a whole number from 1 on.');
  const asked: Asked = { runner, mode, config: config === undefined ? null : path.resolve(config), night, maxStages };
  return { fixtures: readSet(values.set.toLowerCase(), values.only), asked, json, keep };
}

/** In a folder of its own, with a state home and a server of its own; both are gone afterwards. */
async function evaluate({ fixtures, asked, json, keep }: Settings): Promise<Played[]> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-eval-')));
  const env = environment(path.join(folder, 'state'));
  const leave = async (): Promise<void> => {
    await execa(process.execPath, [MAIN, 'server', 'stop'], { env, extendEnv: false, reject: false, cwd: folder });
    if (keep) console.error(`Kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  // The command in front is interrupted as well.
  process.once('SIGINT', () => void leave().finally(() => process.exit(EXIT.interrupted)));
  const played: Played[] = [];
  try {
    await shareBinary(path.join(folder, 'state'), (line) => console.error(line));
    for (const fixture of fixtures) {
      const one = await play(fixture, asked, folder, env);
      played.push(one);
      if (!json) console.error(`${one.name}: ${metOf(one)} of ${one.judged.length} met`);
    }
    return played;
  } finally {
    await leave();
  }
}

/** Nothing of it leads to the caller's own workspaces and servers. */
function environment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(surroundings(process.env)).filter(([name]) => !/^(?:MILLRACE_|TEMPORAL_)/.test(name));
  return { ...Object.fromEntries(kept), MILLRACE_STATE_HOME: home };
}

function settingsOrUsage(): Settings | null {
  try {
    return readSettings();
  } catch (error) {
    console.error(`${messageOf(error)}\n${USAGE}`);
    return null;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const settings = settingsOrUsage();
if (settings === null) process.exitCode = EXIT.usage;
else {
  const { asked, json } = settings;
  const played = await evaluate(settings);
  console.log(json ? JSON.stringify({ ...summary(asked), played }) : `\n${titleOf(asked)}\n\n${figures(played)}`);
  process.exitCode = played.every((one) => metOf(one) === one.judged.length) ? EXIT.met : EXIT.unmet;
}

function summary({ runner, mode, night }: Asked): { runner: string; mode: string; night?: Night } {
  return { runner, mode, ...(runner === SCRIPTED_RUNNER ? { night } : {}) };
}

function titleOf(asked: Asked): string {
  const { runner, mode, night } = summary(asked);
  return `Runner ${runner}, mode ${mode}${night === undefined ? '' : `, night ${night}`}:`;
}
