// An MCP client as agents have one, on the standard streams of the built command.
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { packageRoot } from '../../disk/package-root.js';
import { HANG_MS } from './hang.js';

export interface Told {
  isError: boolean;
  /** The words of the answer, without the JSON behind them. */
  text: string;
  /** All that it says. */
  all: string;
  data: Record<string, unknown>;
  said: { at: string; text: string }[];
  commandId: string;
}

export interface Desk {
  client: Client;
  /** Pid of the server. */
  pid: number;
  /** Its stderr so far. */
  noted(): string;
  /** Calls a tool. The client itself holds the answer against the schema of the tool. */
  call(name: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<Told>;
  close(): Promise<void>;
}

const MAIN = path.join(packageRoot(), 'dist', 'cli', 'main.cjs');

/** `args`: behind `millrace mcp`. */
export async function openDesk(workspace: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<Desk> {
  const variables = Object.fromEntries(
    Object.entries(env).filter((one): one is [string, string] => one[1] !== undefined),
  );
  const words = [MAIN, 'mcp', '--workspace', workspace, ...args];
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: words,
    env: variables,
    stderr: 'pipe',
  });
  let noted = '';
  transport.stderr?.on('data', (part: Buffer) => (noted += part.toString()));
  const client = new Client({ name: 'test', version: '1' });
  const options = { timeout: HANG_MS };
  await client.connect(transport, options);
  await client.listTools(undefined, options);
  return {
    ...{ client, pid: transport.pid ?? 0, noted: () => noted, close: () => client.close() },
    call: async (name, given = {}, signal) => {
      const more = signal === undefined ? options : { ...options, signal };
      const answer = await client.callTool({ name, arguments: given }, undefined, more);
      const texts = (answer.content as { text: string }[]).map(({ text }) => text);
      const structured = (answer.structuredContent ?? {}) as Record<string, never>;
      return {
        ...{ isError: answer.isError === true, text: texts[0] ?? '', all: texts.join('\n') },
        ...{
          data: structured['data'] ?? {},
          said: structured['said_by_others'] ?? [],
          commandId: structured['command_id'] ?? '',
        },
      };
    },
  };
}
