#!/usr/bin/env node
// `npm run demo`: a small real repository from a failing test to finished work, with the commands a user would give.
import { Command, Option } from 'commander';
import type { Demo } from '../../agents/adapter.js';
import { SCRIPTED_RUNNER } from '../../core/contracts/stage.js';
import { ending, failed, report } from '../errors.js';
import { isTerminal, putLine, printText } from '../output.js';
import { paintFor } from '../render/paint.js';
import { makeSample } from './sample.js';
import { MILLRACE, openShell } from './shell.js';
import { tellStory } from './story.js';
import { surroundings } from './surroundings.js';
import { IDEA_WAY, TASK } from './ways.js';

interface DemoOptions {
  runner: string;
  permission: string;
}

/** Every agent is played from a script. */
const SCRIPTED = {
  name: SCRIPTED_RUNNER,
  intro: 'Runner: scripted. The agents are real processes that edit real files, and no model is asked.',
  init: (): string[] => [],
};

async function demo({ runner, permission }: DemoOptions): Promise<void> {
  if (process.platform !== 'linux') throw failed('platform', `The demo runs on Linux and WSL2 only.`);
  const surrounding = surroundings(process.env);
  const real = (await realOnes()).find(({ name }) => name === runner);
  const lack = (await real?.lacks(surrounding, permission)) ?? null;
  if (lack !== null) throw failed(lack.code, lack.message, `${lack.hint} Without a model: \`npm run demo\`.`);
  const say = (line: string): void => putLine('stdout', line);
  const paint = paintFor(isTerminal('stdout'), process.env);
  const way = real === undefined ? IDEA_WAY : TASK;
  const sample = await makeSample(way.document, surrounding);
  const script = real === undefined ? await scriptVariable(sample.script) : {};
  const env = { ...surrounding, ...script };
  // The command in front gets Ctrl-C too and ends in its own way; the demo then says what is left.
  process.on('SIGINT', () => undefined);
  say((real ?? SCRIPTED).intro);
  say(way.about);
  say('`millrace` below is `node dist/cli/main.js`; what it says is shortened.');
  await tellStory({
    ...{ way, sample, say, shell: openShell({ cwd: sample.project, env, say }) },
    init: (real ?? SCRIPTED).init(permission),
    resume: resumeCommand(sample.project, script),
    title: (text) => ['', paint('bold', text)].forEach(say),
  });
}

/** Those that ask a model. */
async function realOnes(): Promise<Demo[]> {
  const { ADAPTERS } = await import('../../agents/registry.js');
  return ADAPTERS.flatMap((adapter) => adapter.demo ?? []);
}

/** What makes every agent a scripted one. */
async function scriptVariable(script: string): Promise<Record<string, string>> {
  const { SCRIPT_VARIABLE } = await import('../../agents/scripted/adapter.js');
  return { [SCRIPT_VARIABLE]: script };
}

function resumeCommand(project: string, script: Record<string, string>): string {
  const variables = Object.entries(script).map(([name, value]) => `${name}=${value} `);
  return `${variables.join('')}node ${MILLRACE} -w ${project} run --until idle`;
}

async function createProgram(): Promise<Command> {
  const names = [SCRIPTED, ...(await realOnes())].map(({ name }) => name);
  const program = new Command('demo').description(
    'Shows Millrace at work on a small repository in a temporary folder.',
  );
  const runner = new Option('--runner <name>', 'who works: a script, the real Codex, or the real Pi');
  const permission = new Option('--permission <level>', 'what Codex or Pi may do; `maximum` where no sandbox works');
  return program
    .addOption(runner.choices(names).default(SCRIPTED.name))
    .addOption(permission.choices(['basic', 'maximum']).default('basic'))
    .allowExcessArguments(false)
    .configureOutput({ outputError: () => undefined, writeOut: (text) => printText('stdout', text) })
    .exitOverride(ending(program, program, 'npm run demo --'))
    .action(demo);
}

try {
  await (await createProgram()).parseAsync();
} catch (error) {
  process.exitCode = report(error, { json: false, debug: false });
}
