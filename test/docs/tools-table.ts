// The table of MCP tools in docs/mcp.md, made from the tools themselves; the rest of that page is written by hand.
import { CHANGES } from '../../mcp/tools/changes.js';
import { LOOKS } from '../../mcp/tools/looks.js';
import { argumentsOf, type Tool } from '../../mcp/tools/tool.js';
import { format } from 'prettier';
import { tableOf } from './markdown.js';

const BETWEEN = /(<!-- tools -->)[^]*(<!-- \/tools -->)/;

/** The page with the table as it has to be. */
export async function withTools(page: string): Promise<string> {
  const table = tableOf(['tool', 'command', 'takes', 'what it does'], [...LOOKS, ...CHANGES].map(rowOf));
  return format(
    page.replace(BETWEEN, (_all, from: string, to: string) => `${from}\n\n${table}\n\n${to}`),
    {
      parser: 'markdown',
      printWidth: 120,
    },
  );
}

const WORDS: Readonly<Record<Tool['effect'], string>> = {
  looks: '',
  changes: '**Changes.** ',
  decides: '**Changes.** ',
  ends: '**Ends.** ',
};

const rowOf = (tool: Tool): string[] => [
  `\`${tool.name}\``,
  `\`${tool.command}\``,
  argumentsOf(tool).join(', ') || 'nothing',
  `${WORDS[tool.effect]}${tool.description}`,
];
