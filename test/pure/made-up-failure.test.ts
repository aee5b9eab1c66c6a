// A class of failure that nobody wrote but a line of the table: every place that speaks of failures knows it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readScript } from '../../agents/scripted/script.js';
import { whyThere } from '../../cli/render/way.js';
import { blockedEntry } from '../../core/contracts/blocked.js';
import type * as Failures from '../../core/contracts/failures.js';
import { environmentCause } from '../../core/contracts/environment.js';
import { COUNTED_CLASSES, failureNamed } from '../../core/contracts/failure-lists.js';
import type { FailureClass, RunnerFailureClass } from '../../core/contracts/failures.js';
import type { RunnerRawResult } from '../../core/contracts/stage.js';
import { normalise } from '../../core/outcome/normalise.js';
import { misfit } from '../../core/simulate/fits.js';
import { environment, failed, Story } from './story.js';

const ON_STRIKE = 'agent_on_strike' as FailureClass;
const MOON = 'moon_in_the_way' as RunnerFailureClass;
const SUNDAY = 'never_on_sundays' as FailureClass;

vi.mock('../../core/contracts/failures.js', async (original) => {
  const { FAILURES, ...rest } = await original<typeof Failures>();
  const made = {
    agent_on_strike: { ...FAILURES.runner_timeout, words: 'its agent went on strike' },
    moon_in_the_way: { ...FAILURES.disk_full, remedy: 'Move the moon.' },
    never_on_sundays: { ...FAILURES.usage_limit, remedy: 'Wait for Monday, then `millrace retry {item}`.' },
  };
  return { ...rest, FAILURES: { ...FAILURES, ...made } };
});

const always = (said: ReturnType<typeof failed>) => Array.from({ length: 9 }, () => said);

test('one that is counted has a counter in every plan, words, and another try after a while', () => {
  const story = new Story({ builder: always(failed(ON_STRIKE)), consultant: ['BLOCKED'] });
  story.spending = { requeue: { most: 3, cooldownSeconds: [300] } };
  story.begin();
  story.add('task', 'a');
  story.play();
  expect(COUNTED_CLASSES).toContain(ON_STRIKE);
  expect(story.world.plan.failureClasses).toContain(ON_STRIKE);
  expect(story.blocked('a')).toMatchObject({ failureClass: ON_STRIKE, requeue: { attempt: 1, of: 3 } });
  expect(whyThere({ failure_class: ON_STRIKE })).toBe('its agent went on strike');
  expect(failureNamed(ON_STRIKE)).toBe(ON_STRIKE);
});

test('one of the environment costs no attempt, says what to do, can be rehearsed and played', () => {
  const raw = { failure: { class: MOON, detail: 'dark' }, exitKind: 'failed', finalMessage: null } as RunnerRawResult;
  expect(normalise(raw, {})).toMatchObject({ origin: 'environment', failureClass: MOON });
  expect(environmentCause(MOON)).toMatchObject({ needsYou: true, remedy: 'Move the moon.' });

  const story = new Story({ builder: [environment(MOON)] });
  story.begin();
  story.add('task', 'a');
  story.play();
  const waits = story.world.shown.flatMap((entry) =>
    entry.kind === 'run' ? (entry.value?.activation.wait ?? []) : [],
  );
  expect(waits).toMatchObject([{ failureClass: MOON }]);

  const node = story.world.plan.planes.execution?.nodes['builder'];
  const told = { place: 'line 1', node: null, outcome: 'BLOCKED', failureClass: MOON, resume: null };
  expect(node && misfit(told, 'builder', node, story.world.plan)).toBeNull();

  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  const script = join(folder, 'script.json');
  writeFileSync(script, JSON.stringify({ outcomes: { builder: [{ broken: { class: MOON, while: 'moon' } }] } }));
  expect(readScript(script).outcomes['builder']).toMatchObject([{ broken: { class: MOON } }]);
  rmSync(folder, { recursive: true });
});

test('one of an item has a remedy of its own', () => {
  const why = { runId: 'run-1', node: 'n', outcome: 'none', failureClass: SUNDAY, reason: 'r', needsYou: true };
  const { value } = blockedEntry({ family: 'task', id: 'T-1', root: 'backlog' }, why, 'now');
  expect(value.remedy).toBe('Wait for Monday, then `millrace retry T-1 --family task`.');
});
