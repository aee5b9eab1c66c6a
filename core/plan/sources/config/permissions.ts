// What agents may do. The settings stand in the table of one runner, as in older configurations, and hold for the stages of every runner.
import { z } from 'zod';
import type { Permission } from '../../../contracts/plan.js';
import type { Config } from '../config.js';
import { PERMISSIONS_TABLE } from '../../runner-kind.js';

export const PERMISSIONS = ['read_only', 'basic', 'elevated', 'maximum'] as const satisfies readonly Permission[];

export const permission = z.enum(PERMISSIONS);

export const permissionSettings = {
  permission_default: permission
    .default('basic')
    .describe(
      'What agents may do: read_only, basic (write in the workspace), elevated (anywhere but millrace-agents/), maximum (no walls).',
    ),
  permission_by_stage: z
    .record(z.string(), permission)
    .default({})
    .describe('Permission by stage kind; beats the one by model.'),
  permission_by_model: z.record(z.string(), permission).default({}).describe('Permission by model; beats the default.'),
};

export type PermissionSetting = keyof typeof permissionSettings;

/** Their names. */
export const PERMISSION_SETTINGS = Object.keys(permissionSettings) as readonly PermissionSetting[];

export const permissionsOf = ({ runners }: Pick<Config, 'runners'>): Config['runners'][typeof PERMISSIONS_TABLE] =>
  runners[PERMISSIONS_TABLE];

/** Dotted, such as `runners.….permission_default`. */
export const permissionField = (setting: PermissionSetting): string => `runners.${PERMISSIONS_TABLE}.${setting}`;
