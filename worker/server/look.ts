// A look at a server that makes nothing there: its version, and whether it has the namespace.
import type { ExternalServer } from './choose.js';
import { connect, hasCode, NOT_FOUND, unreachable } from './connect.js';

export interface ServerLook {
  /** Null where the server does not say. */
  version: string | null;
  hasNamespace: boolean;
}

const LOOK_MS = 5_000;

/** Throws `ServerError` (`unreachable`) when the server does not answer within 5 s or refuses us. */
export async function lookAt(server: ExternalServer): Promise<ServerLook> {
  const connection = await connect(server);
  try {
    return await connection.withDeadline(Date.now() + LOOK_MS, async () => {
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      const { namespace } = server;
      const hasNamespace = await connection.workflowService.describeNamespace({ namespace }).then(
        () => true,
        (error: unknown) => {
          if (hasCode(error, NOT_FOUND)) return false;
          throw unreachable(server, error);
        },
      );
      return { version: serverVersion || null, hasNamespace };
    });
  } finally {
    await connection.close();
  }
}
