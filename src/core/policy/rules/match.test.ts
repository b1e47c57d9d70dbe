import { describe, expect, test } from 'vitest'
import { amendmentLine, amendmentOf, lineOfAmendment, withLine, withoutLine } from './amend.ts'
import type { Amendment } from './amend.ts'
import { evaluateRules } from './evaluateRules.ts'
import fc from 'fast-check'
import { matchRules } from './match.ts'
import { strictest } from './rules.ts'
import type { RuleSet } from './rules.ts'
import { shellSplit } from './shellSplit.ts'

function rulesOf(text: string): RuleSet {
  const result = evaluateRules(text, 'f.rules', 'user')
  if ('error' in result) throw new Error(result.error.message)
  return result.rules
}

const summary = (rules: RuleSet, line: string, resolveHostExecutables = true) =>
  matchRules(rules, line.split(' '), { resolveHostExecutables }).map(({ rule, matchedPrefix, resolvedProgram }) =>
    [matchedPrefix.join(' '), rule.decision, resolvedProgram].filter(Boolean).join(' / '),
  )

describe('matching', () => {
  test('finds all rules in their order; the strictest decides', () => {
    const rules = rulesOf(
      'prefix_rule(["git", "status"])\nprefix_rule([["hg", "git"]], "prompt")\nprefix_rule(["git", ["push", "fetch"], "-f"], "forbidden")',
    )
    expect(summary(rules, 'git status -s')).toEqual(['git status / allow', 'git / prompt'])
    expect(summary(rules, 'git push -f origin')).toEqual(['git / prompt', 'git push -f / forbidden'])
    expect(summary(rules, 'git push')).toEqual(['git / prompt'])
    expect(summary(rules, 'gitk')).toEqual([])
    expect(matchRules(rules, [], { resolveHostExecutables: true })).toEqual([])
    const matches = matchRules(rules, ['git', 'push', '-f'], { resolveHostExecutables: false })
    expect(strictest(matches)?.rule.decision).toBe('forbidden')
  })

  test('anybody can call a program git: its full path falls under an allow only where it is listed', () => {
    const rules = 'prefix_rule(["git"])\nprefix_rule(["rm"], "forbidden")\n'
    const listing = 'host_executable("git", ["/usr/bin/git"])\n'
    expect(summary(rulesOf(rules), '/tmp/git x')).toEqual([])
    expect(summary(rulesOf(rules), '/usr/bin/rm x')).toEqual(['rm / forbidden / /usr/bin/rm'])
    expect(summary(rulesOf(rules + listing), '/usr/bin/git x')).toEqual(['git / allow / /usr/bin/git'])
    expect(summary(rulesOf(rules + listing), '/usr/../usr/bin//git x')).toEqual(['git / allow / /usr/bin/git'])
    expect(summary(rulesOf(rules + listing), '/tmp/git x')).toEqual([])
    expect(summary(rulesOf(rules + listing), '/usr/bin/git x', false)).toEqual([])
    expect(summary(rulesOf(rules + listing), './git x')).toEqual([])
  })

  test('of two lists for one program the last counts', () => {
    const rules = rulesOf('prefix_rule(["a"])\nhost_executable("a", ["/x/a"])\nhost_executable("a", ["/y/a"])')
    expect(summary(rules, '/x/a')).toEqual([])
    expect(summary(rules, '/y/a')).toEqual(['a / allow / /y/a'])
  })

  test('rules for a full path come before those for the name', () => {
    const rules = rulesOf('prefix_rule(["/opt/git"])\nprefix_rule(["git"], "prompt")')
    expect(summary(rules, '/opt/git')).toEqual(['/opt/git / allow'])
  })

  test('a hundred thousand rules are looked up, not searched', () => {
    const [rule] = rulesOf('prefix_rule(["x"])').prefixRules
    let read = 0
    const prefixRules = Array.from({ length: 100_000 }, (_, index) => ({
      ...rule!,
      get pattern() {
        read += 1
        return [`tool${index}`]
      },
    }))
    const rules: RuleSet = { prefixRules, networkRules: [], hostExecutables: [] }
    summary(rules, 'tool5 x')
    read = 0
    expect(summary(rules, 'tool77777 x')).toEqual(['tool77777 / allow'])
    expect(read).toBeLessThan(10)
  })
})

test.each([
  ['git  status\t-s\n', ['git', 'status', '-s']],
  [`a'b c'"d e"f\\ g`, ['ab cd ef g']],
  [`'' ""`, ['', '']],
  [`"\\$a \\\\ \\" \\n"`, ['$a \\ " \\n']],
  ['a # b', ['a']],
  ['a#b #c\nd', ['a#b', 'd']],
  ['a\\\nb \\# $x && y', ['ab', '#', '$x', '&&', 'y']],
  ['', []],
  [`a 'b`, null],
  ['a "b', null],
  ['a\\', null],
])('splits %j as a shell', (text, words) => {
  expect(shellSplit(text)).toEqual(words)
})

describe('amendments', () => {
  test('have the form of the real program', () => {
    expect(amendmentLine({ prefix: ['ls', '-l'], decision: 'allow' })).toBe(
      'prefix_rule(pattern=["ls", "-l"], decision="allow")',
    )
    expect(amendmentLine({ prefix: ['a"\n'], decision: 'prompt', justification: 'w' })).toBe(
      'prefix_rule(pattern=["a\\"\\n"], decision="prompt", justification="w")',
    )
  })

  test.each<Amendment>([
    { prefix: [], decision: 'allow' },
    { prefix: ['\ud800'], decision: 'allow' },
    { prefix: ['a'], decision: 'allow', justification: ' ' },
  ])('%j has no form', amendment => {
    expect(amendmentLine(amendment)).toBeNull()
  })

  test.each(['\u2028', '\u2029', '\u0085', '\u000b', '\r'])(
    'a word %j comes back, though some call it a line break',
    word => {
      const amendment: Amendment = { prefix: [`a${word}b`], decision: 'allow', justification: `c${word}d` }
      const line = amendmentLine(amendment) ?? ''
      expect(amendmentOf(line)).toEqual(amendment)
      expect(lineOfAmendment(withLine('# x', line), amendment)).toBe(2)
      expect(rulesOf(line).prefixRules).toMatchObject([{ pattern: amendment.prefix, line: 1 }])
    },
  )

  test('any words come back through the file as they were', () => {
    const words = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        words,
        fc.constantFrom('allow' as const, 'prompt' as const, 'forbidden' as const),
        (prefix, decision) => {
          const line = amendmentLine({ prefix, decision }) ?? ''
          expect(rulesOf(line).prefixRules).toMatchObject([{ pattern: prefix, decision, line: 1 }])
          expect(amendmentOf(line)).toEqual({ prefix, decision })
          expect(lineOfAmendment(withLine('# x', line), { prefix, decision })).toBe(2)
        },
      ),
    )
  })

  test.each([
    'prefix_rule(pattern=["a"])',
    ' prefix_rule(pattern=["a"], decision="allow")',
    'prefix_rule(pattern=["a","b"], decision="allow")',
    'prefix_rule(pattern=["a", ["b"]], decision="allow")',
    'prefix_rule(pattern=["a"], decision="allow") # mine',
    'prefix_rule(pattern=["a"], decision="allow"); prefix_rule(pattern=["b"], decision="allow")',
    'prefix_rule(pattern=["a"] + ["b"], decision="allow")',
  ])('%s was not written by an answer', line => {
    expect(amendmentOf(line)).toBeNull()
  })

  test('a line goes without touching the others', () => {
    expect(withoutLine('a\r\nb\nc', 2)).toBe('a\r\nc')
    expect(withoutLine('a\nb', 2)).toBe('a\n')
    expect(withLine('', 'x')).toBe('x\n')
    expect(withLine('a\r\nb', 'x')).toBe('a\r\nb\nx\n')
  })
})
