// The two folders every function here works in. Nothing outside of them is ever written.
export interface Dirs {
  /** Absolute path of the workspace. */
  workspace: string;
  /** Absolute path of our state folder of this workspace. */
  state: string;
}
