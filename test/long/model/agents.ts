// The scripted agents of the real side. Each stands still at a gate, which is a named pipe that it writes to, until the test reads
// from that; and none can be started for as long as a file says that its environment is broken.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../../disk/identity.js';
import { openJournal, readAgent } from '../../../agents/host/journal.js';
import type { EnvironmentFailureClass } from '../../../core/contracts/failures.js';
import { type Bench, type ScriptEntry, until } from '../../support/bench.js';
import { filesOf, leavingsOf } from './roles.js';
import { type Line, saidAgain, type Script } from './script.js';

/** What a host may take to start its agent. */
const START_MS = 2000;
const BROKEN = 'gates/broken';
const gateOf = ({ gate }: Line): string => `gates/${gate}`;

export class Agents {
  constructor(
    private readonly bench: Bench,
    private readonly script: Script,
    private readonly failureClass: EnvironmentFailureClass,
  ) {
    mkdirSync(this.path('gates'));
    this.install();
  }

  /** Whoever is started from now on says the line that the script has for its node now. */
  install(): void {
    const gates = this.script.lines().flatMap((line) => [line, saidAgain(line)].map((one) => this.path(gateOf(one))));
    const missing = gates.filter((gate) => !existsSync(gate));
    if (missing.length > 0) execFileSync('mkfifo', missing);
    const entries = this.script.lines().map((line) => [line.node, [this.entryOf(line)]] as [string, ScriptEntry[]]);
    this.bench.script(Object.fromEntries(entries));
  }

  /** Waits until the agent of this request is at work: from then on only its gate holds it. */
  async stands(requestId: string): Promise<void> {
    const journal = openJournal(this.bench.stateDir(), requestId);
    await until(() => readAgent(journal), `the agent of ${requestId}`);
  }

  break(): void {
    writeFileSync(this.path(BROKEN), '');
  }

  mend(): void {
    rmSync(this.path(BROKEN));
  }

  /** Lets the agent through that stands at the gate, or comes to it. Bounded. */
  async letThrough(line: Line): Promise<void> {
    const pipe = openSync(this.path(gateOf(line)), constants.O_RDWR | constants.O_NONBLOCK);
    try {
      await until(() => hasCome(pipe), `an agent at ${line.gate}`);
    } finally {
      closeSync(pipe);
    }
  }

  /** An agent that stands at its gate would stand there for ever. One that was never started is not waited for. */
  async endLast(): Promise<void> {
    const request = this.bench.events('stage_started').at(-1)?.data['request_id'];
    if (typeof request !== 'string') return;
    const journal = openJournal(this.bench.stateDir(), request);
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
      const agent = readAgent(journal);
      if (agent === null) continue;
      if (isAlive(agent)) process.kill(agent.pid, 'SIGKILL');
      return;
    }
  }

  private entryOf(line: Line): ScriptEntry {
    const entry = { ...this.played(line), repeat: true } as const;
    return line.marker === 'there' ? entry : { ...entry, again: this.played(saidAgain(line)) };
  }

  private played(line: Line): Exclude<ScriptEntry, string> {
    const here = { path: gateOf(line), content: 'here' };
    const broken = { class: this.failureClass, while: BROKEN };
    if (line.marker !== 'there') return { raw: 'All is done.', files: [here], broken, no_side_effects: true };
    const leavings = leavingsOf(line);
    const files = [here, ...filesOf(leavings)];
    return { marker: line.outcome, files, broken, no_disposition: leavings.finishes };
  }

  private path(name: string): string {
    return path.join(this.bench.workspace, name);
  }
}

function hasCome(pipe: number): boolean {
  try {
    return readSync(pipe, Buffer.alloc(16)) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    throw error;
  }
}
