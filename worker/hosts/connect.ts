// A connection for a few questions about hosts, closed behind them.
import type { Client } from '@temporalio/client';
import type { ServerChoice } from '../server/choose.js';
import { openClient } from '../server/connect.js';

/** Throws `ServerError` where the server does not answer. */
export async function connectTo<T>(choice: ServerChoice, ask: (client: Client) => Promise<T>): Promise<T> {
  const opened = await openClient(choice);
  try {
    return await ask(opened.client);
  } finally {
    await opened.close();
  }
}
