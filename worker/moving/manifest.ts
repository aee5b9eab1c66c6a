// What an archive says of itself: which workspace it is, where it comes from, and how to lay it out.
import { z } from 'zod';
import { isBelow, isBranch, isDigest, isMadeId } from './names.js';

const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)));
const name = z.string().min(1).max(200);

export const manifestSchema = z.object({
  schema: z.literal(1),
  workspace: z.object({ schema: z.literal(1), id: z.string().refine(isMadeId), created_at: z.string().max(100) }),
  at: moment,
  host: z.object({ id: name, name }),
  /** Name of the folder that travels, and the workspace below it. */
  folder: z.string().max(255),
  inside: z.string().max(4096).refine(isBelow),
  /** The folder is a git repository. `branch`: checked out, without `refs/heads/`; null = none is. `commit`: of HEAD; null = there is none yet. */
  repository: z
    .object({
      branch: z.string().max(1000).refine(isBranch).nullable(),
      commit: z.string().refine(isDigest).nullable(),
    })
    .nullable(),
  /** The run of its workflow, where its server is no embedded one. */
  runId: z.string().max(100).nullable(),
  /** Digest of the names in it, `ref-names.ts`. Absent in archives of older builds. */
  names: z.string().max(64).optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
