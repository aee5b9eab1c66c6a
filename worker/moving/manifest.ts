// What an archive says of itself: which workspace it is, where it comes from, and how to lay it out.
import { z } from 'zod';
import { isSafeId } from '../../core/contracts/ids.js';

/** A relative path that leads nowhere but down; '' = the place itself. */
export const isBelow = (path: string): boolean =>
  path === '' || path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));

const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)));
const name = z.string().min(1).max(200);

export const manifestSchema = z.object({
  schema: z.literal(1),
  workspace: z.object({ schema: z.literal(1), id: z.string().refine(isSafeId), created_at: z.string().max(100) }),
  at: moment,
  host: z.object({ id: name, name }),
  /** Name of the folder that travels, and the workspace below it. */
  folder: z.string().max(255),
  inside: z.string().max(4096).refine(isBelow),
  /** The folder is a git repository. `branch`: checked out, without `refs/heads/`; `commit`: where none is. */
  repository: z.object({ branch: z.string().max(1000).nullable(), commit: z.string().max(64).nullable() }).nullable(),
  /** The run of its workflow, where its server is no embedded one. */
  runId: z.string().max(100).nullable(),
});

export type Manifest = z.infer<typeof manifestSchema>;
