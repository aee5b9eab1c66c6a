// What the plans of the two open roots promise, and which tasks serve it.
import type { Requirements } from '../../../core/requirements/record.js';
import type { Words } from './papers.js';

export const requirementsOf = (words: Words): Requirements[] => [
  {
    ...{ schema: 1, root: 'idea-checkout' },
    plans: [
      {
        item: 'spec/idea-checkout',
        sources: [{ id: 'S1', field: null, text: words('Nobody loses a cart because a gateway was slow.') }],
        requirements: [
          { id: 'R1', sources: ['S1'], text: words('A payment that timed out is tried again, at most three times.') },
          { id: 'R2', sources: ['S1'], text: words('The cart stays while a payment is open.') },
          { id: 'R3', sources: ['S1'], text: words('Nobody pays twice.') },
          { id: 'R4', sources: ['S1'], text: words('Customer and help desk see that we try again.') },
        ],
        none: [],
      },
    ],
    works: [
      {
        item: 'spec/idea-checkout',
        tasks: [
          ...[
            ['T-204', 'R1'],
            ['T-205', 'R2'],
            ['T-206', 'R1'],
            ['T-207', 'R3'],
            ['T-209', 'R4'],
            ['T-210', 'R4'],
          ].map(([id = '', serves = '']) => ({ id, serves: [serves] })),
          { id: 'T-208', serves: ['R1', 'R3'] },
        ],
        none: [],
      },
    ],
  },
  {
    ...{ schema: 1, root: 'idea-search' },
    plans: [
      {
        item: 'spec/idea-search',
        sources: [{ id: 'S1', field: null, text: words('People find what they mean, not only what they type.') }],
        requirements: [
          { id: 'R1', sources: ['S1'], text: words('Accents make no difference.') },
          { id: 'R2', sources: ['S1'], text: words('Whole words stand first.') },
        ],
        none: [],
      },
    ],
    works: [
      {
        item: 'spec/idea-search',
        tasks: [
          { id: 'T-301', serves: ['R1'] },
          { id: 'T-302', serves: ['R2'] },
        ],
        none: [],
      },
    ],
  },
];
