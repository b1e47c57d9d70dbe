import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A text that a model, a tool or a file may hold, and that must do nothing but be there. */
export interface HostileText {
  id: string
  text: string
}

interface Generator {
  kind: string
  unit?: string
  n?: number
  prefix?: string
  suffix?: string
}

interface Entry {
  id: string
  payload?: string
  generator?: Generator
}

const corpus = JSON.parse(readFileSync(join(import.meta.dirname, 'hostileTexts.json'), 'utf8')) as Entry[]

/** Texts too long to keep in a file. Pictures are none: see hostilePictures.ts. */
function generate({ kind, unit = '', n = 0, prefix = '', suffix = '' }: Generator): string {
  if (kind === 'nest-list') return Array.from({ length: n }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n')
  if (kind === 'backticks') return Array.from({ length: n }, (_, length) => '`'.repeat(length + 1)).join(' ')
  if (kind === 'json-nest') return '['.repeat(n) + ']'.repeat(n)
  return prefix + unit.repeat(n) + suffix
}

/** What the corpus does not have. */
const MORE = [
  '![x](data:image/svg+xml,<svg/onload=window.__pwn=1>)',
  '![x](javascript:window.__pwn=1) ![y](blob:http://127.0.0.1:18299/canary/20)',
  '[x](java&#115;cript:window.__pwn=1) [y](java&Tab;script:window.__pwn=1) [z](&#x6A;avascript:window.__pwn=1)',
  '[x](<javascript:window.__pwn=1>) <javascript:window.__pwn=1> <data:text/html,x>',
  '[x](javascript://%0awindow.__pwn=1) [y](\tjavascript:window.__pwn=1) [z](ｊavascript:window.__pwn=1)',
  '[x](//127.0.0.1:18299/canary/21) [y](/canary/22) [z](?canary) [w](#__proto__)',
  '[github.com](https://evil.example/github.com) [x](https://github.com%2eevil.example) https://github.com\\@evil.example',
  '[x](https://a.example "title\\" onmouseover=window.__pwn=1")',
  '[x]: http://127.0.0.1:18299/canary/23 "t\\" onerror=window.__pwn=1"\n\n![x] and ![y][x] and [x]',
  'A note[^1] and one more[^n].\n\n[^1]: <img src=x onerror=window.__pwn=1>\n\n[^n]: ![n](http://127.0.0.1:18299/canary/24)',
  '<math href="javascript:window.__pwn=1"><mtext><img src=x onerror=window.__pwn=1></mtext></math>',
  '<svg><a xlink:href="javascript:window.__pwn=1"><text>x</text></a><style>@import "http://127.0.0.1:18299/canary/25"</style></svg>',
  '<details open ontoggle=window.__pwn=1><summary>x</summary></details><dialog open>Approve</dialog>',
  '<!--><script>window.__pwn=1</script--><![CDATA[<script>window.__pwn=1</script>]]><?xml-stylesheet href="http://127.0.0.1:18299/canary/26"?>',
  '<img srcset="http://127.0.0.1:18299/canary/27 2x"><input type=image src="http://127.0.0.1:18299/canary/28"><table background="http://127.0.0.1:18299/canary/29">',
  '<a href="http://127.0.0.1:18299/canary/30" download>x</a><button formaction="javascript:window.__pwn=1">Allow once</button>',
  '&lt;script&gt;window.__pwn=1&lt;/script&gt; &#60;img src=x onerror=window.__pwn=1&#62; &NotAnEntity; &#0; &#xD800; &#x110000;',
  '# <img src=x onerror=window.__pwn=1>\n\n| <script>window.__pwn=1</script> | `<b>` |\n|:-:|--|\n| [x](javascript:window.__pwn=1) | ![](http://127.0.0.1:18299/canary/31) |',
  '- [ ] <input autofocus onfocus=window.__pwn=1>\n- [x] [y](javascript:window.__pwn=1)',
  '~~~<img src=x onerror=window.__pwn=1>\n<script>window.__pwn=1</script>\n~~~',
  '```__proto__\nx\n```\n\n```constructor\nx\n```\n\n```toString onload=window.__pwn=1\nx\n```',
  '\u2066\u202eetucexe\u2069 \u200f\u061c \u{e0001}\u{e0041} a\u0300\u0301\u0302\u0303 \ufeff\u2060',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '${window.__pwn=1} #{window.__pwn=1} <%= window.__pwn=1 %> {%raw%}',
  '$x$ \\(x\\) \\[\\href{javascript:window.__pwn=1}{x}\\] ```math\n\\href{javascript:window.__pwn=1}{x}\n```',
  '\u001b]8;;http://127.0.0.1:18299/canary/32\u001b\\x\u001b]8;;\u001b\\ \u009b31m red \u009d0;title\u009c \u001bPq\u001b\\',
]

const table = (columns: number, rows: number): string =>
  [
    `|${'a|'.repeat(columns)}`,
    `|${'-|'.repeat(columns)}`,
    ...Array<string>(rows).fill(`|${'b|'.repeat(columns)}`),
  ].join('\n')

/** Texts that take a careless reader long. */
const SLOW: Record<string, string> = {
  'table 1000 wide': table(1000, 12),
  'table 20000 long': table(2, 20_000),
  stars: '*'.repeat(50_000),
  'open stars': '**a '.repeat(6_000),
  'open underlines': '_a'.repeat(11_000),
  'stars and underlines': '*_'.repeat(12_000),
  'open links': '[a]('.repeat(6_000),
  'open images': '![a]('.repeat(5_000),
  'links in links': `${'[a'.repeat(39)}${'](b)'.repeat(39)} `.repeat(100),
  entities: '&amp;'.repeat(30_000),
  'open tags': '<a '.repeat(8_000),
  addresses: 'http://a.example/ '.repeat(1_300),
  'open addresses': 'www.'.repeat(6_000),
  'at signs': 'a@'.repeat(12_000),
  strikes: '~~a'.repeat(8_000),
  backslashes: '\\'.repeat(100_000),
  bars: '|'.repeat(100_000),
  'quotes and lists': `${'> - '.repeat(4_000)}x`,
  numbers: `${'1. '.repeat(8_000)}x`,
  spaces: `${' '.repeat(100_000)}x`,
  tabs: '\t'.repeat(100_000),
  'blank lines': '\n'.repeat(300_000),
  returns: 'x\r'.repeat(300_000),
  headings: '# x\n'.repeat(30_000),
  fences: '```\n'.repeat(30_001),
  definitions: Array.from({ length: 20_000 }, (_, n) => `[d${n}]: https://a.example/${n}\n`).join(''),
  'uses of one definition': `${'[x] '.repeat(5000)}\n\n[x]: https://a.example`,
  paragraphs: 'A paragraph of a few words.\n\n'.repeat(20_000),
  'words of 10,000': `${'w'.repeat(10_000)} `.repeat(20),
  'hidden characters': '\u200b'.repeat(60_000),
  'marks on one letter': `a${'\u0300'.repeat(30_000)}`,
  colours: '\u001b[31mx\u001b[0m'.repeat(30_000),
  'open strings to the terminal': '\u001b]'.repeat(60_000),
  'overwritten lines': `${'x'.repeat(50)}\r`.repeat(20_000),
  'nested groups in code': `\`\`\`js\n${'('.repeat(20_000)}${')'.repeat(20_000)}\n\`\`\``,
  'one line of code': `\`\`\`json\n${'{"a":'.repeat(8_000)}\n\`\`\``,
  'quotes in code': `\`\`\`bash\n${'"$('.repeat(10_000)}\n\`\`\``,
}

const all: HostileText[] = [
  ...corpus.flatMap(({ id, payload, generator }) => {
    if (payload !== undefined) return [{ id, text: payload }]
    return generator && !['png', 'gif'].includes(generator.kind) ? [{ id, text: generate(generator) }] : []
  }),
  ...MORE.map((text, index) => ({ id: `M${index + 1}`, text })),
  ...Object.entries(SLOW).map(([id, text]) => ({ id, text })),
]

const SHORT_CHARACTERS = 4000
export const shortTexts: readonly HostileText[] = all.filter(({ text }) => text.length <= SHORT_CHARACTERS)
export const longTexts: readonly HostileText[] = all.filter(({ text }) => text.length > SHORT_CHARACTERS)
export const hostileTexts: readonly HostileText[] = all
