// What a drill is: work for a fresh workspace, driven by the built command line until its histories tell the story.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestServer } from '../../../support/server.js';
import type { Started } from '../../../support/bench.js';
import { Bench, until } from '../../../support/bench.js';

/** Throws when the story did not go as it should. */
export type Drill = (bench: RecordedBench, server: TestServer) => Promise<void>;

/** A bench whose commands are all given by the same nobody. */
export class RecordedBench extends Bench {
  /** Whatever the drill wrote into the configuration counts. */
  override start(...args: string[]): Started {
    const accepting = args[0] === 'run' && args[1] !== 'once' ? ['--accept'] : [];
    return super.start('--as', 'operator', ...args, ...accepting);
  }

  /** Id of the workspace. */
  id(): string {
    return path.basename(this.stateDir());
  }

  /** Puts a line under a section of the configuration. */
  configure(section: string, line: string): void {
    const file = this.file('millrace.toml');
    const toml = readFileSync(file, 'utf8');
    const head = `[${section}]`;
    writeFileSync(file, toml.includes(head) ? toml.replace(head, `${head}\n${line}`) : `${toml}\n${head}\n${line}\n`);
  }

  untilIdle(): Promise<string> {
    return this.ok('run', '--until', 'idle');
  }

  /** Waits for so many events of a type in the event log. */
  async seen(type: string, count = 1): Promise<void> {
    await until(() => this.events(type).length >= count, `${count} events ${type}`);
  }

  /** Throws unless the folder holds exactly these documents. */
  expectNames(folder: string, ...ids: string[]): void {
    const names = this.names(folder).join(' ');
    const wanted = ids.map((id) => `${id}.md`).join(' ');
    if (names !== wanted) throw new Error(`${folder} holds ${names || 'nothing'}, and should hold ${wanted}`);
  }

  /** Throws unless the folder holds this document, whatever else. */
  expectAmong(folder: string, id: string): void {
    if (!this.names(folder).includes(`${id}.md`)) throw new Error(`${folder} does not hold ${id}.md`);
  }
}
