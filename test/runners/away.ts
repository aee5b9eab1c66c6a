// A provider that is away for a while, and comes back where it was.
import { startModelServer } from '../../agents/suite/model-server/server.js';

/** The base URL of a session at which nobody listens. */
export async function addressOfNobody(session: string): Promise<string> {
  const gone = await startModelServer();
  const baseUrl = gone.session(session, {});
  await gone.close();
  return baseUrl;
}

/** Somebody listens there as soon as `wait` has looked once, and it has to see that. `beat`: to be called at each look. */
export async function comesBack(baseUrl: string, wait: (beat: () => void) => Promise<void>): Promise<void> {
  let looked = (): void => undefined;
  const once = new Promise<void>((resolve) => (looked = resolve));
  const waiting = wait(() => looked());
  await once;
  const back = await startModelServer(Number(new URL(baseUrl).port));
  await waiting;
  await back.close();
}
