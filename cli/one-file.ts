// The command line as one file, with what V8 had compiled of it when it was built: to find and read hundreds of modules
// costs a short command more than its work. Temporal's SDK is a file of its own, which most commands never read.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { own } from '../core/own.js';
import type * as program from './program.js';

type Program = typeof program;

/** What a module of CommonJS is called with. */
type Module = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

const FILE = fileURLToPath(new URL('./program.cjs', import.meta.url));

/** Of another V8 it would be refused. */
export const cacheFile = (file = FILE): string => `${file}.${process.versions.v8}.cache`;

/** From sources, where nothing was built, module by module. */
export const loadProgram = async (): Promise<Program> =>
  existsSync(FILE) ? evaluate(FILE, compiledScript(FILE)) : import('./program.js');

/** `file`: in ASCII, as the build writes it. A cache that does not fit is left aside by V8. */
export function compiledScript(file: string): Script {
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
  const cachedData = existsSync(cacheFile(file)) ? readFileSync(cacheFile(file)) : undefined;
  // In traces. The cache would name the folder it was made in.
  return new Script(text, { filename: `millrace/${path.basename(file)}`, cachedData });
}

/** `file`: of the program; Temporal's SDK lies beside it. */
export function evaluate(file: string, script: Script): Program {
  const load = createRequire(file);
  const withSdk = Object.assign((name: string): unknown => sdkModule(name, file) ?? load(name), load);
  return exportsOf<Program>(file, script, withSdk);
}

type Sdk = Record<string, () => unknown>;

let sdk: { file: string; modules: Sdk } | null = null;

/** `beside`: a file of the folder that the SDK's one file is in. Undefined = that file does not hold it. */
export function sdkModule(name: string, beside = FILE): unknown {
  if (!name.startsWith('@temporalio/')) return undefined;
  const file = sdkFile(beside);
  if (sdk?.file !== file) sdk = { file, modules: exportsOf<Sdk>(file, compiledScript(file), createRequire(file)) };
  return own(sdk.modules, name)?.();
}

const sdkFile = (beside: string): string => path.join(path.dirname(beside), 'sdk.cjs');

/** Runs a file of the build. `load`: what it asks for by name. */
export function exportsOf<T>(file: string, script: Script, load: NodeJS.Require): T {
  const module = { exports: {} };
  const run = script.runInThisContext() as Module;
  run(module.exports, load, module, file, path.dirname(file));
  return module.exports as T;
}
