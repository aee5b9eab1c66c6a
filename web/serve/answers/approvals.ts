// What stages ask before they start, and what was decided. The commands that decide are shown to be copied.
import { DECISIONS } from '../../../core/contracts/command-table.js';
import { type Approval, wished } from '../../../core/contracts/approvals.js';
import { shellWord } from '../../../core/attention/shell-word.js';
import { listAsked, listDecided } from '../../../read/approvals.js';
import type { Approvals } from '../../contract.js';
import type { Question } from './question.js';

const MOST_DECIDED = 200;

export const approvalsAnswer = ({ dir }: Question): Approvals => ({
  approvals: [...listAsked(dir), ...listDecided(dir).slice(-MOST_DECIDED).reverse()].map(viewOf),
});

const viewOf = (approval: Approval): Approvals['approvals'][number] => ({
  ...{ id: approval.id, item: `${approval.item.family}/${approval.item.id}`, node: approval.node },
  ...{ asks: wished(approval), state: approval.status, at: approval.askedAt, until: approval.expiresAt },
  ...{ by: approval.decidedBy, reason: approval.decisionReason },
  commands:
    approval.status === 'pending'
      ? Object.keys(DECISIONS).map((name) => `millrace approvals ${name} ${shellWord(approval.id)}`)
      : [],
});
