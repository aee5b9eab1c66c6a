// Texts as somebody would write them who wants the page to run, to leave, to lie or to break. A payload that runs sets `window.ran`.
import type { Words } from './papers.js';

const RUN = 'window.ran=1';

const PAYLOADS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `"><svg onload="${RUN}"><a href="javascript:${RUN}">a</a></svg>`,
  `</script></title></style></textarea><script>${RUN}</script>`,
  `javascript:${RUN}`,
  `[look](javascript:${RUN}) <a href="https://example.invalid/">here</a>`,
  `{{constructor.constructor('${RUN}')()}} \${${RUN}} <%= ${RUN} %>`,
  `data:text/html,<script>${RUN}</script>`,
  '<meta http-equiv="refresh" content="0;url=https://example.invalid/"><base href="https://example.invalid/">',
  '<iframe srcdoc="x"></iframe><form action="https://example.invalid/"><button>go</button></form>',
  '<style>*{display:none!important}</style><link rel=stylesheet href=https://example.invalid/a.css>',
  '\u202eneddih\u2066 \u200b\u2060\ufeff \u{e0041}\u061c',
  '\u001b[31mred\u001b]0;title\u0007 \u009b2J \u0085 \u2028 \u007f \ud800',
  '&lt;b&gt; &#60;b&#62; %3Cscript%3E __proto__ constructor',
  'w'.repeat(700),
  'Z\u0300\u0301\u0302\u0303\u0304'.repeat(80),
];

/** Each text with a payload behind it, one after the other, so that every place meets every kind in some run. */
export function hostileWords(first = 0): Words {
  let count = first;
  return (text) => {
    count += 1;
    return `${text} ${PAYLOADS[count % PAYLOADS.length] ?? ''}`;
  };
}

/** What no page may show as it is. */
export const UNSEEN =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** One line of so many bytes, with what would run at both ends. */
export const longLine = (bytes: number): string => {
  const end = `<script>${RUN}</script>`;
  return `${end}${'x'.repeat(bytes - 2 * end.length)}${end}`;
};
