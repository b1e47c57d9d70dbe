import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateRules, MAX_RULE_FILE_CHARACTERS } from './evaluateRules.ts'
import type { RuleSet } from './rules.ts'

const evaluated = (text: string) => evaluateRules(text, 'f.rules', 'user')

function rulesOf(text: string): RuleSet {
  const result = evaluated(text)
  if ('error' in result) throw new Error(`${result.error.line}:${result.error.column}: ${result.error.message}`)
  return result.rules
}

function errorOf(text: string): string {
  const result = evaluated(text)
  return 'error' in result ? `${result.error.line}:${result.error.column}: ${result.error.message}` : 'no error'
}

/** The value of an expression, as the language writes it. */
const valueOf = (expression: string, before = ''): unknown =>
  rulesOf(`${before}\nprefix_rule([repr(${expression})])`).prefixRules.at(-1)?.pattern[0]

describe('the language', () => {
  test.each([
    [`'a' + "b"`, '"ab"'],
    [`r'a\\n' + '''x\ny'''`, '"a\\\\nx\\ny"'],
    [`'\\x41\\u00e9\\U0001F600\\101\\t\\q'`, '"Aé😀A\\t\\\\q"'],
    ['0x1f + 0o7 + 0b11', '41'],
    ['7 // 2, -7 // 2, 7 % 3, -7 % 3', '(3, -4, 1, 2)'],
    ['1 + 2 * 3 - -4', '11'],
    ['not 1 == 2 and 3 < 4', 'True'],
    ['0 or "x"', '"x"'],
    ['"" and 1', '""'],
    ['1 if [] else 2', '2'],
    ['1 not in [1, 2]', 'False'],
    ['"b" in "abc", "k" in {"k": 1}', '(True, True)'],
    ['[1, (2,), {"a": None}] + [()]', '[1, (2,), {"a": None}, ()]'],
    ['[0] * 3', '[0, 0, 0]'],
    ['"ab" * 2', '"abab"'],
    ['"%s-%d-%r-%%" % ("a", 1, "b")', '"a-1-\\"b\\"-%"'],
    ['"{}-{}, {1}{0}, {k!r} {{}}".format(1, 2, k="v")', '"1-2, 21, \\"v\\" {}"'],
    ['"abc"[-1] + "abc"[1:] + "abc"[::-1]', '"cbccba"'],
    ['"aü😀"[1:]', '"ü😀"'],
    ['[1, 2, 3, 4][1:-1], (1, 2)[5:], [1, 2, 3][::2]', '([2, 3], (), [1, 3])'],
    ['[x * y for x in range(3) if x for y in (1, 10)]', '[1, 10, 2, 20]'],
    ['{k: v for k, v in [("a", 1)]}', '{"a": 1}'],
    ['sorted(["b", "a"]), sorted([1, 3, 2], reverse=True)', '(["a", "b"], [3, 2, 1])'],
    ['len("ü😀"), len([1]), len({})', '(2, 1, 0)'],
    ['range(1, 6, 2), range(3), range(3, 0, -1)', '([1, 3, 5], [0, 1, 2], [3, 2, 1])'],
    ['[list((1, 2)), tuple([1]), dict([("a", 1)]), enumerate(["a"])]', '[[1, 2], (1,), {"a": 1}, [(0, "a")]]'],
    ['" a b ".split(), "a,b,c".split(",", 1), " a b c ".split(None, 1)', '(["a", "b"], ["a", "b,c"], ["a", "b c"])'],
    ['" x ".strip() + "xay".strip("xy") + "xa".lstrip("x") + "ax".rstrip("x")', '"xaaa"'],
    ['"-".join(["a", "b"]).replace("-", "+").upper()', '"A+B"'],
    ['"abc".startswith(("x", "a")), "abc".endswith("c"), "ABC".lower()', '(True, True, "abc")'],
    ['"a\\nb\\n".splitlines(), "xa".removeprefix("x"), "ax".removesuffix("x")', '(["a", "b"], "a", "a")'],
    ['{"a": 1}.items(), {"a": 1}.get("b", 2), {"a": 1}.keys(), {"a": 1}.values()', '([("a", 1)], 2, ["a"], [1])'],
    ['type(1), type(None), bool([]), any([0, 1]), all([0])', '("int", "NoneType", False, True, False)'],
    ['[1, 2] == [1, 2], (1,) == [1], {"a": 1} == {"a": 1}, 1 == True', '(True, False, True, False)'],
    ['(1, 2) < (1, 3), "a" < "b", [1] < [1, 2]', '(True, True, True)'],
  ])('%s is %s', (expression, value) => {
    // A tuple of several is one argument here.
    expect(valueOf(`(${expression})`)).toBe(value)
  })

  test('statements', () => {
    const program = `
def twice(x, by=2):  # a comment
    if x == 0: return "none"
    elif x > 100:
        return
    else:
        result = x * by
    return result

a, (b, c) = 1, [2, 3]
total = 0
for i in range(10):
    if i == 3: continue
    if i > 5:
        break
    total += i
d = {"k": [1]}
d["k"][0] += 4; d["n"] = twice(by=3, x=2)
many = []
many.append(1); many.extend([2, \\
  3])
`
    expect(valueOf('[a, b, c, total, d, many, twice(0), twice(101), twice(5)]', program)).toBe(
      '[1, 2, 3, 12, {"k": [5], "n": 6}, [1, 2, 3], "none", None, 10]',
    )
  })

  test.each([
    ['x = (1,\n  2', '2:4: "," is missing before the end of the line'],
    ['x = 1 +', '1:8: an expression is missing before the end of the line'],
    ['x = "a" "b"', '1:9: the line should end before a string'],
    ['x = "abc', '1:5: a string is not closed'],
    ['if True:\nx = 1', '2:1: an indented block is missing'],
    ['if True:\n\tx = 1', '2:2: tabs cannot indent a line; use spaces'],
    ['if True:\n    x = 1\n  y = 1', '3:3: the indentation matches no block around it'],
    ['while True: pass', '1:1: "while" is not available in rules'],
    ['load("x", "y")', '1:1: "load" is not available in rules'],
    ['x = 1.5', '1:5: only whole numbers are available in rules'],
    ['x = [1][2]', '1:5: there is no item 2'],
    ['x = {}["a"]', '1:5: the dict has no key "a"'],
    ['x = unknown', '1:5: there is no "unknown"'],
    ['x = 1 + "a"', '1:5: "+" does not work on int and string'],
    ['def f(a): return a\nf()', '2:1: f needs a value for "a"'],
    ['def f(a): return a\nf(1, 2)', '2:1: f takes 1 arguments and was given 2'],
    ['def f():\n  x += 1\nf()', '2:3: "x" has no value yet'],
    ['fail("stop")', '1:1: fail: stop'],
    ['x = [1]\nfor y in x: x.append(y)', '2:13: the list changes while a loop goes over it'],
    ['return 1', '1:1: "return" stands outside of a function'],
    ['for x in [1]:\n  def f(): break', '2:12: "break" stands outside of a loop'],
    ['def f(): return f()\nf()', '1:17: it is nested too deeply'],
    ['1 = 2', '1:1: this cannot be assigned to'],
    ['a, b = [1]', '1:1: 1 values cannot be given to 2 names'],
    ['x = \u0001', '1:5: "\\u0001" has no meaning here'],
  ])('%j fails with %s', (text, error) => {
    expect(errorOf(text)).toBe(error)
  })
})

describe('the three declarations', () => {
  test('a rule knows the line of its call, also in a function', () => {
    const text =
      '\ndef rule(p):\n  pass\n  prefix_rule([p, ["x"], ["y", "z"]],\n    "prompt")\nfor p in ["a", "b"]: rule(p)\n'
    expect(rulesOf(text).prefixRules).toEqual([
      { file: 'f.rules', layer: 'user', line: 4, pattern: ['a', 'x', ['y', 'z']], decision: 'prompt' },
      { file: 'f.rules', layer: 'user', line: 4, pattern: ['b', 'x', ['y', 'z']], decision: 'prompt' },
    ])
  })

  test('hosts, protocols and denials have one form', () => {
    const text = 'network_rule(" API.Example.com. ", "https_connect", "deny", "why")'
    expect(rulesOf(text).networkRules).toMatchObject([
      { host: 'api.example.com', protocol: 'https', decision: 'forbidden', justification: 'why', line: 1 },
    ])
  })

  test('paths of executables are normal', () => {
    expect(rulesOf('host_executable("git", ["/usr//bin/../bin/git/"])').hostExecutables).toMatchObject([
      { name: 'git', paths: ['/usr/bin/git'] },
    ])
  })

  test.each([
    ['prefix_rule([])', 'a pattern cannot be empty'],
    ['prefix_rule("git")', 'the pattern must be a list, not a string'],
    ['prefix_rule(["git", 1])', 'a part of a pattern must be a string or a list of strings, not a int'],
    ['prefix_rule(["git", []])', 'the alternatives of a pattern cannot be empty'],
    ['prefix_rule(["git"], "deny")', '"deny" is no decision; it must be one of allow, prompt, forbidden'],
    ['prefix_rule(["git"], "constructor")', '"constructor" is no decision; it must be one of allow, prompt, forbidden'],
    ['prefix_rule(["git"], justification=" ")', 'a justification cannot be empty'],
    ['prefix_rule(["git"], why="x")', 'prefix_rule has no parameter "why"'],
    ['prefix_rule(["git"], pattern=["x"])', 'prefix_rule was given "pattern" twice'],
    ['prefix_rule(["git"], match=["hg x"])', 'the rule should match its example ["hg","x"] and does not'],
    ['prefix_rule(["git"], not_match=["git x"])', 'the rule should not match its example ["git","x"] and does'],
    ['prefix_rule(["git"], match=["git \'"])', 'a quote is not closed in the example "git \'"'],
    ['prefix_rule(["git"], match=["#"])', 'an example cannot be empty'],
    ['network_rule("*.com", "http", "allow")', 'the host "*.com" must be one host: wildcards are not allowed'],
    [
      'network_rule("http://a", "http", "allow")',
      'the host "http://a" must be a name or an address, without a scheme or a path',
    ],
    [
      'network_rule("a", "ftp", "allow")',
      '"ftp" is no protocol; it must be one of http, https, socks5_tcp, socks5_udp',
    ],
    ['host_executable("git", ["bin/git"])', 'the path "bin/git" must be absolute'],
    ['host_executable("git", ["/bin/hg"])', 'the path "/bin/hg" must end in "git"'],
    ['host_executable("a/b", [])', 'the name of an executable must be bare, and "a/b" is not'],
  ])('%s is refused', (text, message) => {
    expect(errorOf(text)).toBe(`1:1: ${message}`)
  })
})

describe('hostile files end soon with a sentence', () => {
  const big = 'x'.repeat(900_000)
  test.each([
    ['deep brackets', '['.repeat(500_000)],
    ['deep blocks', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}if 1:`).join('\n')],
    ['a deep chain', `x = 1${' + 1'.repeat(200_000)}`],
    ['deep negations', `x = ${'not '.repeat(200_000)}1`],
    ['deep calls', `x = ${'f('.repeat(50_000)}`],
    ['many suffixes', `x = ""${'.upper()'.repeat(100_000)}`],
    ['recursion', 'def f(n): return f(n + 1) + 1\nf(0)'],
    ['an endless amount of loops', 'for a in range(1000):\n for b in range(1000):\n  for c in range(1000): pass'],
    ['doubled strings', 'x = "abcdefgh"\nfor i in range(60): x = x + x'],
    ['repeated strings', 'x = "ab" * 9007199254740991'],
    ['doubled lists', 'x = [1]\nfor i in range(60): x += x'],
    ['shared parts', 'x = []\nfor i in range(300): x = [x, x]\nprefix_rule([str(x)])'],
    ['compared shared parts', 'x = []\ny = []\nfor i in range(100):\n  x = [x, x]\n  y = [y, y]\nz = x == y'],
    ['a list of itself', 'x = []\nx.append(x)\nprefix_rule([str(x)])'],
    ['nested keys', 'x = ("",)\nfor i in range(300): x = (x, x)\ny = {x: 1}'],
    ['a format with many places', `a = "${'y'.repeat(100_000)}"\nx = "${'{0}'.repeat(200_000)}".format(a)`],
    ['a join of many', `a = "${'y'.repeat(500_000)}"\nx = "".join([a] * 100000)`],
    ['a replacement of many', `a = "${'y'.repeat(500_000)}"\nx = a.replace("y", a)`],
    ['many loud strings', `a = "${'y'.repeat(500_000)}"\nfor i in range(100000): b = a.upper()`],
    ['a range too far', 'x = range(9007199254740991)'],
    ['many clauses', `x = [1 ${'for a in [1, 2] '.repeat(140)}]`],
    ['many rules', 'for a in range(1000):\n  for b in range(1000): prefix_rule(["x"])'],
    ['many examples', 'x = ["a"] * 100000\nfor b in range(100): prefix_rule([x], match=x)'],
    ['a long name', `${big} = 1\n${big}x`],
    ['an open string', `x = "${big}`],
    ['an open long string', `x = """${'"\\'.repeat(400_000)}`],
    ['an example of quotes', `prefix_rule(["a"], match=["a ${"'b' ".repeat(100_000)}'"])`],
    ['an example in one quote', `prefix_rule(["a"], match=['a "${'\\\\'.repeat(400_000)}'])`],
    ['a file too long', ' '.repeat(MAX_RULE_FILE_CHARACTERS + 1)],
  ])('%s', (_, text) => {
    expect(errorOf(text)).toMatch(/^\d+:\d+: .{5,2100}$/s)
  })

  test('much of nothing is no error', () => {
    expect(errorOf('\n'.repeat(1_000_000))).toBe('no error')
    expect(errorOf(' '.repeat(1_000_000))).toBe('no error')
    expect(errorOf(`#${'x'.repeat(1_000_000)}`)).toBe('no error')
    expect(errorOf('pass;'.repeat(200_000))).toBe('no error')
  })

  test('so are twenty thousand rules', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `prefix_rule(pattern=["tool${index}"])`)
    expect(rulesOf(`${lines.join('\n')}\n`).prefixRules).toHaveLength(20_000)
  })
})

describe('whatever the text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...'prefix_rule( network_rule( host_executable( pattern= [ ] { } ( ) , : ; . = == + - * % // < > if else elif for in'.split(
        ' ',
      ),
      ...'def return break continue pass not and or True None x y f "a" \'b\' """ 0 1 7 .join( .split( .format( len( str( range('.split(
        ' ',
      ),
      ' ',
      '\n',
      '\n  ',
      '\n    ',
      '#',
      '\\',
      'r"',
      '\t',
      '[x for x in ',
      'def f(x):',
      'for x in [1]:',
      'x = ',
      '["git"]',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  )

  test('evaluation never throws, always ends, and places every error inside the file', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const text = pieces.join(' ')
        const result = evaluateRules(text, 'f', 'user', 20_000)
        if (!('error' in result)) return
        const { line, column, message } = result.error
        const lines = text.split('\n')
        expect(message.length).toBeGreaterThan(4)
        expect(line).toBeGreaterThanOrEqual(1)
        expect(line).toBeLessThanOrEqual(lines.length)
        expect(column).toBeGreaterThanOrEqual(1)
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
      }),
      { numRuns: 3000 },
    )
  })
})
