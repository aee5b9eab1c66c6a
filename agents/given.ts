// What an adapter is given of its table: its own settings by their names in code, null where one is not set.
import type { PermissionSetting } from '../core/plan/sources/config/permissions.js';

type InCode<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<InCode<Tail>>}`
  : Name;

/** `extra_config` becomes `extraConfig`; permissions come with each request. */
export type Given<Table> = {
  [Name in Exclude<keyof Table & string, PermissionSetting> as InCode<Name>]: undefined extends Table[Name]
    ? Exclude<Table[Name], undefined> | null
    : Table[Name];
};

export const nameInCode = (name: string): string =>
  name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
