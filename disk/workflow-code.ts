// The code of all workflows, as the build writes it into one file: the text, and its map apart, because only what fails needs that.

/** After so long in one piece of a workflow the SDK thinks that it hangs, in ms. */
export const TIME_LIMIT_MS = 5000;

const MAP = '\n//# sourceMappingURL=data:application/json;base64,';

interface WorkflowCode {
  code: string;
  /** As JSON.parse gives it. */
  sourceMap: unknown;
  filename: string;
}

/** `text`: of the file, all of it. */
export function workflowCodeIn(filename: string, text: string): WorkflowCode {
  const at = text.lastIndexOf(MAP);
  const sourceMap: unknown = JSON.parse(Buffer.from(text.slice(at + MAP.length), 'base64').toString());
  return { code: text.slice(0, at), sourceMap, filename };
}
