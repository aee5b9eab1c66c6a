// What stages changed: how it is counted, how much of it may travel, and how a path that is no text is carried.

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
  /** One sentence of at most `MAX_CHECKPOINT_PROBLEM` characters. */
  problem?: string;
}

/** What `[checkpoints]` says where nothing else is said. */
export const CHECKPOINT_DEFAULTS = { keep_days: 14, max_file_mb: 50 };

/** Characters. */
export const MAX_CHECKPOINT_PROBLEM = 160;

/** `type`: a file became a link, or a link a file. */
export type ChangeKind = 'added' | 'modified' | 'deleted' | 'type';

export interface FileChange {
  /** For people: one inert line. */
  path: string;
  /** The path exactly as it is: each byte one character (latin1), relative to the workspace. */
  bytes: string;
  kind: ChangeKind;
  /** Lines; null = not counted by lines (binary, or not recorded). */
  added: number | null;
  removed: number | null;
}

/** `large`: above the cap; `unreadable`: no right to read it, or it changed while it was read; `special`: a pipe, a socket, a device. */
export type OmittedReason = 'large' | 'unreadable' | 'special';

/** A path whose content is in no checkpoint. Of what has a size, size and time are recorded, so that a change of it still shows. */
export interface Omitted {
  /** As in `FileChange`. */
  bytes: string;
  reason: OmittedReason;
  /** Bytes, and ms since 1970. */
  size: number;
  mtime: number;
}

export interface Checkpoint {
  /** Digest of the recorded tree. */
  tree: string;
  /** ISO 8601: everything in it was read at or after this moment. */
  at: string;
  /** Entries of the tree. */
  files: number;
  omitted: Omitted[];
}

/** `problem`: in one sentence, why nothing was recorded. */
export type Taken = Checkpoint | { problem: string };
