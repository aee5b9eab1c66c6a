// The parser of command lines. Required and not imported: what an import does to find the names in it takes 10 ms.
import { createRequire } from 'node:module';

const commander = createRequire(import.meta.url)('commander') as typeof import('commander');

export const { Command, CommanderError, InvalidArgumentError, Option } = commander;
