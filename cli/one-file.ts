// The command line as one file, with what V8 had compiled of it when it was built: to find and read hundreds of modules
// costs a short command more than its work.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import type * as program from './program.js';

type Program = typeof program;

/** What a module of CommonJS is called with. */
type Module = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

const FILE = fileURLToPath(new URL('./program.cjs', import.meta.url));

/** In traces. The cache would name the folder it was made in. */
const NAME = 'millrace/program.cjs';

/** Of another V8 it would be refused. */
export const cacheFile = (file = FILE): string => `${file}.${process.versions.v8}.cache`;

/** From sources, where nothing was built, module by module. */
export const loadProgram = async (): Promise<Program> =>
  existsSync(FILE) ? evaluate(FILE, compiledScript(FILE)) : import('./program.js');

/** `file`: in ASCII, as the build writes it. A cache that does not fit is left aside by V8. */
export function compiledScript(file: string): Script {
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
  const cachedData = existsSync(cacheFile(file)) ? readFileSync(cacheFile(file)) : undefined;
  return new Script(text, { filename: NAME, cachedData });
}

export function evaluate(file: string, script: Script): Program {
  const module = { exports: {} };
  const run = script.runInThisContext() as Module;
  run(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports as Program;
}
