// Options that several commands share.
import { type Command, InvalidArgumentError, Option } from 'commander';

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1 on.');
  return Number(text);
}

/** An amount of money, in the currency of `[prices]`. */
export function amount(text: string): number {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It has to be an amount above 0 such as 12.50.');
  return Number(text);
}

/** A whole number of days, none included. */
export function days(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 366)
    throw new InvalidArgumentError('It has to be a whole number of days, at most 366.');
  return Number(text);
}

/** The number of an event; 0 = before the first. */
export function parseSeq(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidArgumentError('It has to be the number of an event, or 0 for all; `--json` tells their numbers.');
  return Number(text);
}

/** A number of rows, or `all`. */
export const rows = (text: string): number => (text === 'all' ? Infinity : parseCount(text));

export const LIMIT = 'show so many, or `all`; default 100, with --json 1000';

/** What decides which plan is compiled. */
export const planOptions = (command: Command): Command =>
  command
    .option('--mode <id>', 'mode to compile; default runtime.default_mode of millrace.toml')
    .option('--config <file>', 'take this file in place of millrace-agents/millrace.toml');

/** The reference's spelling of `--json`. */
export const formatOption = (): Option =>
  new Option('--format <format>', '`json` is the same as --json').choices(['text', 'json']);

/** One process for all workspaces of the list. */
export const ALL = 'all workspaces of the list (`millrace workspaces add`), in one process';

/** For commands that use a plan, and not only look at it. */
export const usingPlan = (command: Command): Command =>
  planOptions(command).option(
    '--accept',
    'accept what lies under millrace-agents/ and decides how work is done; `millrace trust` shows it',
  );
