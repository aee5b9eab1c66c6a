// The command line as the build made it, with what V8 had compiled of it then: to find and read hundreds of modules costs a short command more
// than its work. It is in two parts, because what only looks needs a tenth of it; Temporal's SDK is a third file, which few commands read.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Script } from 'node:vm';
import { own } from '../core/own.js';
import { keepCode, keptCode } from './kept-code.js';
import type * as program from './program.js';

type Program = typeof program;

/** What a module of CommonJS is called with. */
type Module = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  file: string,
  folder: string,
) => void;

/** What a file of the build gives: its modules by name, each made when it is first asked for. */
type Modules = Record<string, () => unknown>;

/** What the first part gives: what each command begins with, and all its modules, whose list is made for the rest alone. */
interface First {
  begin: () => Program;
  modules: () => Modules;
}

const FOLDER = import.meta.dirname;
const [PROGRAM, REST, SDK, THREAD, WRITTEN] = ['program', 'rest', 'sdk', 'thread', 'messages'].map(
  (name) => `${FOLDER}/${name}.cjs`,
) as [string, string, string, string, string];
/** Begins a name by which one part asks for a module of the other. */
const PART = 'part:';

/** From sources, where nothing was built, module by module. */
export const loadProgram = async (): Promise<Program> =>
  existsSync(PROGRAM) ? programOfBuild() : import('./program.js');

/** A fresh one with each call, as a process has. */
export function programOfBuild(): Program {
  const made = new Map<string, unknown>();
  const ask = (name: string): unknown =>
    name.startsWith(PART) ? partModule(name.slice(PART.length)) : (sdkModule(name) ?? known(name));
  const { begin, modules } = moduleIn<First>(PROGRAM, ask);
  let first: Modules | null = null;
  let rest: Modules | null = null;
  const partModule = (name: string): unknown => {
    first ??= modules();
    if (!made.has(name)) made.set(name, (own(first, name) ?? own((rest ??= moduleIn<Modules>(REST, ask)), name))?.());
    return made.get(name);
  };
  return begin();
}

/** What Node has is given by itself; to make what finds packages costs a short command more. */
const known = (name: string): unknown =>
  name.startsWith('node:') ? process.getBuiltinModule(name) : requireHere()(name);

let found: NodeJS.Require | null = null;
const requireHere = (): NodeJS.Require => (found ??= process.getBuiltinModule('node:module').createRequire(PROGRAM));

let sdk: Modules | null = null;

/** Undefined = it is not of Temporal's SDK. */
export function sdkModule(name: string): unknown {
  if (!name.startsWith('@temporalio/')) return undefined;
  if (sdk === null) {
    sdk = moduleIn<Modules>(SDK, requireHere());
    giveMessages();
  }
  return own(sdk, name)?.();
}

/** By this the SDK's file asks for functions of messages; `scripts/messages-later.mjs` knows it too. */
const MESSAGES = Symbol.for('millrace.messages');

interface Written {
  /** Name of the text of the SDK that wrote them. */
  of: string;
  functions: object;
}

/** Those that a worker called when the build ran it. Where it could not, or of another build's SDK, there are none: each is written when it is called. */
function giveMessages(): void {
  if (!existsSync(WRITTEN)) return;
  const { of, functions } = moduleIn<Written>(WRITTEN, known);
  if (of === scripts.get(SDK)?.text.slice(-of.length))
    Object.defineProperty(globalThis, MESSAGES, { value: { functions }, configurable: true });
}

let ofThread: Modules | null = null;

/** Of the SDK's file for the thread of workflows. */
export function threadModule(name: string): unknown {
  ofThread ??= moduleIn<Modules>(THREAD, requireHere());
  return own(ofThread, name)?.();
}

/** Runs a file of the build. `load`: what it asks for by name. */
function moduleIn<Given extends object>(file: string, load: (name: string) => unknown): Given {
  const module = { exports: {} };
  const run = compiled(file, () => textOf(file)).runInThisContext() as Module;
  run(module.exports, load, module, file, FOLDER);
  return module.exports as Given;
}

const scripts = new Map<string, { text: string; script: Script }>();

/** Of a file of the build, which is in ASCII. */
export const textOf = (file: string): string => readFileSync(file, 'latin1');

/** `read`: gives the text of the file, ending with its name as the build writes it. */
export function compiled(file: string, read: () => string): Script {
  const known = scripts.get(file);
  if (known !== undefined) return known.script;
  const text = read();
  // In traces. What is kept would name the folder it was made in.
  const script = new Script(text, { filename: `millrace/${basename(file)}`, cachedData: keptCode(file, text) });
  scripts.set(file, { text, script });
  return script;
}

/** Keeps beside each file that was run what V8 has compiled of it by now, unless that was done before. */
export function keepCompiled(): void {
  for (const [file, { text, script }] of scripts) keepCode(file, text, () => script.createCachedData());
}
