// What a free text asks for, as the lists of a spec have it: only what the text itself says, in its own words; the rest is said not to be
// stated.
import { clipped } from '../contracts/limits.js';
import { type Statement, statementsOf } from './statements.js';

/** How a value begins that nobody stated. The instructions of the stages name it. */
export const NOT_STATED = 'Not stated';

export const ASKED_FOR = `${NOT_STATED} beyond the title and the text: what they ask for is there, and was seen to work.`;

export interface Wanted {
  goals: string[];
  /** What the text forbids or leaves out; may be empty. */
  constraints: string[];
  acceptance: string[];
}

const ACCEPTANCE =
  /^(?:acceptance\b|(?:it is )?(?:done|finished) (?:when|if)\b|definition of done|success criteria|criteria$)/i;
const CONSTRAINTS = /^(?:constraints?\b|non-?goals?\b|(?:out of|not in) scope\b|not wanted\b|restrictions?\b|limits$)/i;

/** The text itself stands below the lists: they need not hold all of a long one. */
const MOST = 60;
const MOST_CHARACTERS = 6000;
const LONGEST = 500;

/** `lines`: of the text, without a front matter; `title`: its title, which is the goal where it says no more. */
export function wantedIn(lines: readonly string[], title: string): Wanted {
  const said = statementsOf(lines, title);
  const isUnder = (kind: RegExp) => (one: Statement) => one.under.some((heading) => kind.test(heading));
  const [isAcceptance, isConstraint] = [isUnder(ACCEPTANCE), isUnder(CONSTRAINTS)];
  const goals = said.filter((one) => !isAcceptance(one) && !isConstraint(one));
  const acceptance = said.filter(isAcceptance).map((one) => ({ ...one, under: behind(one.under) }));
  return {
    goals: listed(goals.length === 0 ? [{ under: [], text: title }] : goals),
    constraints: listed(said.filter((one) => !isAcceptance(one) && isConstraint(one))),
    acceptance: acceptance.length === 0 ? [ASKED_FOR] : listed(acceptance),
  };
}

/** What stands between the statement and the heading that makes it one of acceptance. */
const behind = (under: readonly string[]): string[] =>
  under.slice(under.findLastIndex((heading) => ACCEPTANCE.test(heading)) + 1);

function listed(all: readonly Statement[]): string[] {
  const lines: string[] = [];
  let room = MOST_CHARACTERS;
  for (const { under, text } of all.slice(0, MOST)) {
    const line = clipped([...under, text].join(': '), LONGEST);
    room -= line.length;
    if (room < 0) break;
    lines.push(line);
  }
  const more = all.length - lines.length;
  return more === 0 ? lines : [...lines, `And what else the text below says (${more} more).`];
}
