// The folder of a workspace goes away while it is served and an agent works, or only what is in it: nothing is paid twice, nothing is left
// at the old place, and the worker says what happened.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject } from 'vitest';
import { isAlive } from '../../disk/identity.js';
import { Bench, until } from '../support/bench.js';
import { claims, type HeldAgent, holdAgent, WHOLE } from '../support/stages.js';
import { quick, slow } from '../support/tier.js';

let bench: Bench;
let held: HeldAgent | null = null;
afterEach(() => {
  held?.letGo();
  bench.close();
});

quick(
  'moved, with another one made in its place, and moved back: the agent works on, and its result is taken up',
  async () => {
    bench = await new Bench(inject('temporalAddress')).withTasks('t1');
    const [home, there] = [bench.workspace, path.join(path.dirname(bench.workspace), 'there')];
    const state = bench.stateDir();
    const worker = bench.start('run', '--until', 'idle');
    held = await holdAgent(bench);
    renameSync(home, there);
    mkdirSync(path.join(home, 'millrace-agents'), { recursive: true });
    const { code, output } = await worker.ended;
    expect(output).toContain(`The workspace was moved from ${home} to ${there} while it was served`);
    expect(output).toContain(`\`millrace run\` in ${there} goes on with it.`);
    expect(code).toBe(3);
    expect(readdirSync(home, { recursive: true })).toEqual(['millrace-agents']);
    expect(isAlive(held.agent)).toBe(true);
    const second = bench.start('--workspace', there, 'run', '--until', 'idle');
    await until(() => second.said().includes('Serving'), 'it is served in the new place');
    held.letGo();
    expect((await second.ended).code).toBe(0);
    expect(readdirSync(path.join(there, 'millrace-agents/tasks/done'))).toEqual(['t1.md']);
    // The agent knows its desk by the path that it was told; the runtime wrote nothing there.
    expect(readdirSync(path.join(home, 'millrace-agents')).filter((name) => name !== 'desk')).toEqual([]);
    rmSync(home, { recursive: true });
    renameSync(there, home);
    const back = await bench.run('run', '--until', 'idle');
    expect(back.output).toContain(`The workspace has moved from ${there} to ${home}.`);
    expect([back.code, path.join(bench.stateDir())]).toEqual([0, state]);
    expect(bench.stages()).toEqual(WHOLE);
    expect(claims(bench), 'nothing was started twice').toEqual([1, 1, 1]);
  },
);

slow(
  'its ground is checked out, cleaned or removed while it is served: the worker goes on as accepted, says so, and stops with 0',
  async () => {
    bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
    const config = bench.file('millrace.toml');
    const before = readFileSync(config);
    const worker = bench.start('run', '--until', 'idle');
    held = await holdAgent(bench);
    const said = (what: string | RegExp) => until(() => new RegExp(what).test(worker.said()), String(what));
    rmSync(config);
    await said('has changed: millrace\\.toml removed\\. This worker goes on as it was accepted');
    renameSync(bench.file('.'), path.join(path.dirname(bench.workspace), 'away'));
    await said('What names the workspace was changed or cleaned away');
    await until(() => existsSync(bench.file('tasks/queue/t2.md')), 'the queue is shown again');
    writeFileSync(config, before);
    await said('is as it was accepted again');
    await bench.ok('stop');
    held.letGo();
    const { code, output } = await worker.ended;
    expect(output).toContain('stopped as asked');
    expect(code, 'a stop that was asked for, whatever is left').toBe(0);
    expect(bench.names('tasks/queue')).toContain('t2.md');
  },
);
