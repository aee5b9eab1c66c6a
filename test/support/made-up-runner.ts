// A runner that does not exist, as its folder would say it: settings with secrets, files, an effort and a check of `doctor`.
import { z } from 'zod';
import type { RunnerAdapter } from '../../agents/adapter.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import { sandbox } from '../../core/plan/sources/config/values.js';

const text = z.string().min(1);

export const ghostKind: RunnerKind = {
  name: 'ghost_cli',
  bare: true,
  logins: ['.ghost/login'],
  settings: {
    table: 'ghost',
    schema: z
      .strictObject({
        command: text.default('ghost').describe('Program to start.'),
        rules_file: text.optional().describe('File with rules.'),
        region: text.default('here').describe('Where it works.'),
        pass_phrase: text.optional().describe('What it is let in by.'),
        vigour: z.enum(['faint', 'fierce']).optional().describe('Effort of its stages.'),
        sandbox,
        env: z.record(z.string(), z.string()).default({}).describe('Variables.'),
      })
      .prefault({})
      .describe('A ghost, runner `ghost_cli`.'),
    secrets: ['env', 'pass_phrase'],
    files: ['rules_file'],
    byStage: ['vigour'],
    effort: { setting: 'vigour', levels: ['faint', 'fierce'] },
  },
};

const never = (): never => {
  throw new Error('no stage of it is played');
};

export const ghostAdapter: RunnerAdapter = {
  ...{ name: ghostKind.name, stopSignal: 'SIGTERM', prepare: never, collect: never },
  meaning: (permission) => ({ words: `Ghost: as ${permission} as air`, data: { ghost: permission } }),
  inspect: async (_asked, { config }) => [
    { level: 'warning', code: 'seen_through', what: `it was given ${JSON.stringify(config)}` },
  ],
};
