// What the rest of the system knows of a work document: its parsed form, and the small reference that enters workflows.

/** One thing that is wrong, or worth saying, about an input. */
export interface Problem {
  /** Stable code, e.g. `MR2003`. */
  code: string;
  /** What is wrong and why, in one sentence. */
  message: string;
  /** Label of the field as written in the document (`Created-At`), or dotted path in a config file. */
  field?: string;
  /** 1-based line in the input. */
  line?: number;
  /** What to do next. */
  hint?: string;
}

export type FieldValue = string | string[];

export interface WorkDocument {
  family: string;
  id: string;
  title: string;
  /** By label as in the grammar (`Task-ID`, `Depends-On`), scalars as text, lists as arrays. Unknown labels are not here. */
  fields: Record<string, FieldValue>;
  /** Everything that is not the title or a known field, verbatim and in order: it survives rendering. */
  body: string;
}

/** The small form of a document that travels in messages and in workflow state. The text is stored under `sha256`. */
export interface DocumentRef {
  family: string;
  id: string;
  /** Lineage: id of the root spec, or `backlog`. */
  root: string;
  /** ISO 8601, UTC, `Z`; the sort key of claims. */
  createdAt: string;
  /** Ids of tasks that must be done first. */
  dependsOn: string[];
  /** Node at which it asks to begin; absent = at the entry of its family. */
  start?: string;
  /** Of a root: its title, for lists of workflows; absent = it is none, or an older build sent it. */
  title?: string;
  /** sha256 of the stored text. */
  sha256: string;
  /** Who brought it. */
  source: 'command' | 'drop' | 'emission' | 'runtime';
}
