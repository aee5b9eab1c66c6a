// A background job of a terminal: it is never stopped for a line that it would write or for a question that nobody can answer there.
import { execFile } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAIN, makeStand, type Stand } from './stand.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

/** Starts the command in the background on a terminal of its own with these settings. Gives all that was said, and how it went on. */
function inBackground(stty: string, command: string): Promise<string> {
  const env = { ...process.env, MILLRACE_STATE_HOME: join(stand.root, 'state'), HOME: stand.root };
  const job = `${command} & wait $!; echo code=$?; jobs -p | xargs -r kill -9`;
  const line = `stty ${stty}; bash -mc '${job}'`;
  return new Promise((resolve) => {
    execFile('script', ['-qefc', line, '/dev/null'], { cwd: stand.workspace, env }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}

const says = (code: string): string => {
  const voice = join(MAIN, '..', 'run', 'voice.js');
  return `"${process.execPath}" --input-type=module -e "import { openVoice } from \\"${voice}\\"; const { say } = openVoice(\\"stdout\\", (line) => process.exitCode = 7); ${code}"`;
};

it.each([
  ['goes to the log under `stty tostop`', 'tostop', says('say(\\"hello\\")'), /^code=7/m],
  ['is written without it', '-tostop', says('say(\\"hello\\")'), /hello[^]*code=0/],
  ['would stop it, were it written', 'tostop', says('process.stdout.write(\\"hello\\")'), /code=1[45]\d/],
])('a line of a worker %s', async (_what, stty, command, end) => {
  expect(await inBackground(stty, command)).toMatch(end);
});

it('asks nobody: it ends with what to do', async () => {
  appendFileSync(join(stand.workspace, 'millrace-agents/millrace.toml'), '\n[runners.pi]\ncommand = "./evil"\n');
  const said = await inBackground('-tostop', `"${process.execPath}" "${MAIN}" run --until idle`);
  expect(said).toMatch(/millrace trust --accept[^]*code=20/);
  expect(said).not.toMatch(/\[y\/N\]/);
});
