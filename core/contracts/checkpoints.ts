// What is known of a recorded tree, and of the difference between two of them.

/** What a stage changed, as it travels with its outcome, the mirror and the history: at most 400 bytes. */
export interface StageChanges {
  /** Digests of the recorded trees; null = could not be recorded (`problem` says why). */
  before: string | null;
  after: string | null;
  files: number;
  added: number;
  removed: number;
  /** Files that were other at the start than the last stage left them (a person worked there); absent = none. */
  foreign?: number;
  /** Paths that could not be recorded (unreadable, too large, vanished); absent = none. */
  omitted?: number;
  problem?: string;
}

export interface FileChange {
  /** Shown form, see core/inert. */
  path: string;
  /** The exact path. */
  bytes: string;
  kind: 'added' | 'modified' | 'deleted' | 'type';
  /** Lines; null = binary. */
  added: number | null;
  removed: number | null;
}
