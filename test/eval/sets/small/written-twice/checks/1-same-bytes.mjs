// Nothing that `page` and `feed` give out changes, not a byte: blanks and quotes are kept apart as before.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
const { page } = await import(resolve('src/page.js'));
const { feed } = await import(resolve('src/feed.js'));
assert.equal(page(' "A" &amp; <b> ', ['  x > "y" ', '&&']), '<h1>"A" &amp;amp; &lt;b&gt;</h1>\n<p>x &gt; "y"</p>\n<p>&amp;&amp;</p>\n');
assert.equal(feed([' "A" <b> ', '>']), '<feed>\n<entry title=" &quot;A&quot; &lt;b&gt; "/>\n<entry title="&gt;"/>\n</feed>\n');
