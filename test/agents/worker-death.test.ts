// G4: the agent outlives the worker. Real workers are killed at many moments; the agent is started once and its result kept.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { runAgent } from '../../agents/run-stage.js';
import type { Stand } from './stand.js';
import { makeStand, starts } from './stand.js';
import { quick, slow } from '../support/tier.js';

const built = fileURLToPath(new URL('../../dist/agents/run-stage.js', import.meta.url));

const START = 'echo $$ >>starts\n';

/** Stands in for Codex: has a sandbox; leaves a line when it starts, works for a while, says that it completed. */
const FAKE_CODEX = `#!/bin/sh
[ "$1" = sandbox ] && exit 0
[ "$1" = --version ] && { echo codex-cli 0.169.0; exit 0; }
${START}sleep 0.3
echo '{"type":"item.completed","item":{"id":"1","type":"agent_message","text":"### BUILDER_COMPLETE"}}'
echo '{"type":"turn.completed","usage":{"input_tokens":5,"cached_input_tokens":0,"output_tokens":2}}'
`;

const ANSWER =
  '{"role":"assistant","stopReason":"stop","content":[{"type":"text","text":"### BUILDER_COMPLETE"}],"usage":{"input":5}}';

/** Stands in for Pi: works on one prompt, and then waits until it is let go. */
const FAKE_PI = `#!/bin/sh
read -r prompt
${START}sleep 0.3
echo '{"type":"agent_end","messages":[${ANSWER}]}'
while read -r more; do echo "$more" >>starts; done
`;

const RUNNERS = {
  codex_cli: {
    fake: FAKE_CODEX,
    configure: (command: string) => ({ codex: { ...DEFAULT_RUNNER_CONFIG.codex, command } }),
  },
  pi_rpc: { fake: FAKE_PI, configure: (command: string) => ({ pi: { ...DEFAULT_RUNNER_CONFIG.pi, command } }) },
};
type Runner = keyof typeof RUNNERS;

/** A process that does what a worker does with one stage. It says `ready` when its modules are loaded. */
function startWorker(stand: Stand, runner: Runner, config: typeof DEFAULT_RUNNER_CONFIG): ChildProcess {
  const { workspaceDir, stateDir, env } = stand.deps();
  const request = JSON.stringify(stand.request({ runner }));
  const deps = JSON.stringify({ workspaceDir, stateDir, env, config });
  const program = `
    const { runAgent } = await import(${JSON.stringify(built)});
    process.stdout.write('ready');
    const signal = new AbortController().signal;
    const prompt = () => Promise.resolve('Do it.');
    await runAgent(${request}, { ...${deps}, prompt, signal, beat() {} });`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
}

const MOMENTS = [0, 2, 4, 6, 8, 10, 13, 16, 20, 30, 60, 120, 250, 320, 350, 400];
const kills: [Runner, number][] = [
  ...MOMENTS.map((delay): [Runner, number] => ['codex_cli', delay]),
  ...MOMENTS.filter((_delay, at) => at % 2 === 0).map((delay): [Runner, number] => ['pi_rpc', delay]),
];

const TOLD = '%s: a worker killed %i ms after it began: the next one has the result of the only agent';
const kill = async (runner: Runner, delay: number): Promise<void> => {
  const stand = makeStand();
  const { fake, configure } = RUNNERS[runner];
  const command = join(stand.stateDir, 'agent');
  writeFileSync(command, fake, { mode: 0o755 });
  const config = { ...DEFAULT_RUNNER_CONFIG, ...configure(command) };
  const worker = startWorker(stand, runner, config);
  if (worker.stdout !== null) await once(worker.stdout, 'data');
  await sleep(delay);
  worker.kill('SIGKILL');
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
  expect(worker.exitCode ?? 0, 'it was killed, or it was done').toBe(0);
  const result = await runAgent(stand.request({ runner }), stand.deps({ config }));
  expect(result).toMatchObject({ exitKind: 'completed', finalMessage: '### BUILDER_COMPLETE', usage: { input: 5 } });
  expect(starts(stand)).toHaveLength(1);
  expect(stand.left()).toEqual([]);
};
/** Before it claims, while the host starts, while the agent works, when it is done. */
const isQuick = ([, delay]: [Runner, number]): boolean => [0, 4, 8, 20, 60, 120, 320].includes(delay);
quick.each(kills.filter(isQuick))(TOLD, kill);
slow.each(kills.filter((one) => !isQuick(one)))(TOLD, kill);
