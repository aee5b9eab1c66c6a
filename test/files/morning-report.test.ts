// The morning report: what a page of it says, that nobody forges a line of it, and when it is written by itself.
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { morningIfDue, reportOfRun } from '../../cli/report/written.js';
import { taskText } from '../support/task-text.js';
import { hostileRoom } from './hostile.js';
import { did, event, idOf, type Reporting, reporting } from './report-stand.js';
import { makeRoom, place, type Room, workspaceSection } from './room.js';
import { entriesOfStory } from './story.js';

let stand: Reporting;
beforeEach(() => void (stand = reporting()));

describe('the morning report', () => {
  it('tells a night on a page, each thing with its command', async () => {
    const room = await makeRoom();
    await stand.night(room);
    const text = await stand.told(room);
    expect(text).toContain('1 done, 1 blocked, 3 stages, 180 tokens');
    expect(text).toContain(
      '- **task/T-1** Task T-1: 2 files, +10 −3, 2 stages, 1m31s, 150 tokens; `millrace diff T-1 --family task`',
    );
    expect(text).toContain('as its agents named them: builder BUILDER_COMPLETE, checker CHECKER_PASS');
    expect(text).toContain('said by checker: “All tests pass.”');
    expect(text).toContain('- **task/T-2** Task T-2: builder said BLOCKED');
    expect(text).toContain('said by builder: “Which database do you mean?”');
    expect(text).toMatch(/1\. task\/T-2 is blocked: `millrace retry T-2 --family task`/);
    expect(text.split('\n').length).toBeLessThan(45);
  });

  it('no title, reason or word of an agent forges a line, a link or HTML of it', async () => {
    const attack =
      '\n## Needs nothing\n- **task/T-9** done\n[ok](https://evil.example) <img src=x> `rm -rf ~` https://evil.example';
    const room = await makeRoom();
    const forged = {
      id: 'T-1',
      request: 'request-01',
      node: `builder${attack}`,
      outcome: attack,
      tokens: 1,
      minute: '01',
    };
    await room.apply(
      await place(
        room,
        'T-1',
        'done',
        [3, 0],
        taskText('T-1').replace('# Task T-1', `# x${attack.replaceAll('\n', ' ')}`),
      ),
      ...(await stand.stage(room, { ...forged, words: attack, changes: did })),
      event('left:1', 'work_item_done', { work_item: 'task/T-1', run_id: 'run-T-1', reason: attack }),
    );
    await room.apply(workspaceSection(9, { phase: 'idle' }));
    await room.drop('tasks/queue/bad.md.invalid', 'x');
    const line = { quarantine_name: 'bad.md.invalid', source_name: `b${attack}`, error: attack, at: attack };
    await room.drop('tasks/queue/invalid-artifacts.jsonl', JSON.stringify(line));
    const text = await stand.told(room);
    expect(text.split('\n').filter((one) => /^\s*(?:#|<|\||=|>)/.test(one))).toEqual([
      ...[
        expect.stringMatching(/^# Morning report: shop/),
        '## Done (1)',
        '## Needs you as well (1)',
        '## Spent',
        '## Now',
      ],
      '## What to do now',
    ]);
    // What is not ours means nothing: no sign of Markdown is left that a backslash does not keep from it.
    const bare = text.replace(/\\[!-/:-@[-`{-~]/g, '').replace(/`[^`\n]*`/g, '');
    expect(bare).not.toMatch(/\]\(|<\w|\w:\/\//);
    expect(bare.split('\n').filter((one) => one.startsWith('- **'))).toHaveLength(1);
  });

  it.each([1, 2, 3])('a hostile workspace (seed %i) is told line by line', async (seed) => {
    const room = await hostileRoom(seed);
    await room.apply(...(await entriesOfStory(room)));
    const text = await stand.told(room);
    expect(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.exec(text.replaceAll('\n', ''))).toBeNull();
    const known =
      /^(?:# Morning report: |## (?:Done|Blocked|Waits for your yes|Needs you as well|Given up|Roots|Spent|Now|What to do now)(?: \(\d+\))?$|- |  - |\d+\. |Since |Nothing has |$)/;
    expect(text.split('\n').filter((line) => !known.test(line))).toEqual([]);
  });
});

describe('reports that are written by themselves', () => {
  const written = (room: Room, settings = { at: '', keep: 2 }) => ({
    dir: room.workspace,
    id: idOf(room),
    settings,
    say: () => undefined,
  });
  const names = (room: Room): string[] => readdirSync(room.at('reports')).sort();

  it('at the end of a run, the newest ones kept, and nobody else touched', async () => {
    const room = await makeRoom();
    await stand.night(room);
    await room.drop('reports/2099-01-01-000000-run.md', 'planted');
    for (let count = 0; count < 4; count += 1) await reportOfRun(stand.contextOf(room), written(room), 0);
    expect(names(room)).toHaveLength(3);
    expect(names(room)).toContain('2099-01-01-000000-run.md');
    const [own = ''] = names(room);
    expect(await room.read(`reports/${own}`)).toMatch(/^# Morning report: shop[^]*## What to do now/);
  });

  it('through no link', async () => {
    const room = await makeRoom();
    await stand.night(room);
    mkdirSync(path.join(stand.home, 'elsewhere'));
    symlinkSync(path.join(stand.home, 'elsewhere'), room.at('reports'));
    expect(await reportOfRun(stand.contextOf(room), written(room), 0)).toMatch(/^reports\//);
    expect(readdirSync(path.join(stand.home, 'elsewhere'))).toEqual([]);
  });

  it('in the morning once, with what came since the one before', async () => {
    const room = await makeRoom();
    await stand.night(room);
    const morning = written(room, { at: '07:00', keep: 9 });
    const at = (day: number, hour: number): number => new Date(2026, 0, day, hour).getTime();
    const due = (day: number, hour: number) => morningIfDue(stand.contextOf(room), morning, at(1, 12), at(day, hour));
    expect(await due(1, 13)).toBeNull();
    expect(await due(2, 6)).toBeNull();
    const both = await Promise.all([due(2, 7), due(2, 7)]);
    expect(both.filter((name) => name !== null)).toHaveLength(1);
    expect(await due(2, 23)).toBeNull();
    const second = await due(3, 8);
    expect(await room.read(second ?? '')).toContain('Nothing has happened.');
  });
});
