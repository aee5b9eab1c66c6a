#!/usr/bin/env node
// Keeps one workspace going through the night: starts a dead worker, grants what you allow, tries blocked work again, waits out limits on
// spending. It reads `millrace report --json`, decides by signed commands, and knows nothing else.
//   MILLRACE_WORKSPACE=~/repo MILLRACE_KEY=~/.ssh/millrace-supervisor ALLOW=git.mutate node supervisor.mjs
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const program = (process.env.MILLRACE ?? 'millrace').split(' ');
const name = process.env.SUPERVISOR ?? 'supervisor';
const allowed = new Set((process.env.ALLOW ?? '').split(',').filter(Boolean));
const lookEvery = Number(process.env.LOOK_SECONDS ?? 30) * 1000;
const TRIES = 2;
const tries = new Map();
const left = new Set();

const say = (text) => console.log(`${new Date().toISOString()} ${text}`);

/** What a command answers; never throws: what fails now is looked at again. */
const millrace = (...words) =>
  new Promise((resolve) => {
    const args = [...program.slice(1), '--as', name, ...words, '--json'];
    execFile(program[0], args, { maxBuffer: 1 << 26 }, (failed, stdout) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        resolve({ ok: false, error: { message: String(failed?.message ?? 'no answer') } });
      }
    });
  });

async function decide(why, ...words) {
  const { ok, error } = await millrace(...words, '--reason', why);
  say(`${words.join(' ')}: ${ok ? 'done' : error.message}`);
}

async function attend({ id, kind, item, cause, actions }) {
  if (left.has(id)) return;
  const asked = kind === 'approval_pending' ? (/ asks for (.+?)(?:, until |$)/.exec(cause)?.[1] ?? '') : '';
  const [, approval = ''] = /^millrace approvals approve (\S+)$/.exec(actions[0] ?? '') ?? [];
  if (approval !== '' && asked.split(', ').every((one) => allowed.has(one)))
    return decide('allowed for the night', 'approvals', 'approve', approval);
  const count = (tries.get(item) ?? 0) + 1;
  if (kind === 'item_blocked' && count <= TRIES) {
    tries.set(item, count);
    return decide(`try ${count} of ${TRIES}`, 'retry', item.split('/')[1], '--family', item.split('/')[0]);
  }
  left.add(id);
  say(`${kind} is left to a person: ${cause}`);
}

for (; ; await sleep(lookEvery)) {
  const { ok, data, error } = await millrace('report');
  if (!ok) say(`no report: ${error.message}`);
  else if (data.worker.state !== 'alive') say(`worker: ${(await millrace('up')).ok ? 'started' : 'not started'}`);
  else if (data.control.budget_paused)
    say(`spending is paused until ${data.control.resume_at ?? 'the limit is changed'}`);
  else for (const one of data.attention) await attend(one);
}
