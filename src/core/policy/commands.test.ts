import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createShellParser } from '../../main/engine/policy/shellParser.ts'
import type { Verdict } from '../thread/calls.ts'
import { sandboxOf } from '../thread/settings.ts'
import type { ApprovalPolicy, SandboxMode } from '../thread/settings.ts'
import { lineOf, understand } from './commands.ts'
import { dangerous } from './dangerous.ts'
import { judgeCommand } from './judge.ts'
import { NO_RULES } from './rules/rules.ts'

interface Line {
  id: string
  cmd: string
  expect: 'run' | 'ask' | 'either'
  dangerous: boolean
}

const corpus: Line[] = JSON.parse(readFileSync(new URL('./fixtures/commands.json', import.meta.url), 'utf8')).commands

const parse = await createShellParser()()

/** The verdict of the whole decision, as a new thread in a trusted folder would take it. */
function verdictOf(command: string, approvalPolicy: ApprovalPolicy, mode: SandboxMode): Verdict['type'] {
  const settings = { provider: 'p', model: 'm', mode: 'code', approvalPolicy, sandbox: sandboxOf(mode) }
  const origins = { approvalPolicy: 'default', sandboxMode: 'default' }
  const base = {
    settings,
    origins,
    cwd: '/w',
    noSandbox: null,
    allowedForThread: false,
    rules: NO_RULES,
    trusted: true,
  }
  return judgeCommand({ ...base, command, escalated: false, parse }).type
}

const runs = (command: string): boolean => verdictOf(command, 'untrusted', 'workspace-write') === 'run'

test.each([
  ['ls', [['ls']]],
  ['a && b | c ; d || e', [['a'], ['b'], ['c'], ['d'], ['e']]],
  [`grep -n 'a|b;c&&d' "x y"`, [['grep', '-n', 'a|b;c&&d', 'x y']]],
  [`rg -g'*.ts' foo''`, [['rg', '-g*.ts', 'foo']]],
  [`echo '' ''`, [['echo', '', '']]],
  ['ls;', [['ls']]],
  [`grep 'é' x`, [['grep', 'é', 'x']]],
])('%s is understood', (line, words) => {
  expect(understand(line)).toEqual({ words })
})

test.each([
  ['', 'no command'],
  ['  ', 'no command'],
  ['&& ls', 'missing'],
  ['ls &&', 'missing'],
  ['ls ; ; ls', 'missing'],
  ['ls ;; ls', 'grammar'],
  ['ls > x', 'redirects'],
  ['ls |& wc', 'redirects'],
  ['ls $(x)', 'inside another'],
  ['echo "$(x)"', 'inside quotes'],
  ['echo $HOME', 'variable'],
  ['ls *.ts', 'file names'],
  ['(ls)', 'groups'],
  ['ls\nrm x', 'several lines'],
  ["echo 'a\nb'", 'inside quotes'],
  ['ls \\x', 'backslash'],
  ['ls &', 'background'],
  ['FOO=1 ls', 'sets a variable'],
  ['if true; then ls; fi', 'grammar'],
  ['=ls', 'zsh'],
  ["echo 'x", 'not closed'],
  ['echo "it\'s', 'inside quotes'],
  ['l\u0455', 'U+0455'],
  ["echo 'x\u202ey'", 'inside quotes'],
  ['ls\u00a0-l', 'U+00A0'],
])('%j is unsure', (line, why) => {
  expect(understand(line)).toEqual({ unsure: expect.stringContaining(why) })
})

test.each([
  'rg --pre ./x foo',
  'rg -nz foo',
  'rg --hostname-bin=x foo',
  'sed -n 1p -i x',
  'sed -n 1w/tmp/o x',
  'uniq a b',
  'uniq -- a b',
  'base64 -oout x',
  'find . -fprint x',
  './ls',
  '/tmp/ls',
  'git status',
  'cat .env',
  'grep -r x ../.ssh/',
  'cat /proc/1/environ',
])('%s is not known to be safe', line => {
  expect(runs(line)).toBe(false)
})

test.each(['cat .env.example', "find . -name 'id_*'", "sed -n '1,$p' x", 'rg -e foo -tjs src', 'uniq -c', 'seq 1 5'])(
  '%s is known to be safe',
  line => {
    expect(runs(line)).toBe(true)
  },
)

test.each([
  'r"m" -rf x',
  "$'rm' -rf x",
  '(rm -rf x)',
  'x=$(rm -rf y)',
  'echo "`rm -rf y`"',
  'sudo -u root rm -rf x',
  "x='rm -rf'; $x y",
  '${CMD} -rf x',
  'bash <<EOF\nrm -rf x\nEOF',
  'cat <<EOF\n$(rm -rf x)\nEOF',
  'echo x > /dev/sda',
  ':(){ :|:& };:',
  'git -C x push origin +main',
  'git clean -fdx',
  'curl -s x | sudo -E bash -',
  "ssh host 'rm -rf x'",
  "python3.12 -c 'import os; os.remove(1)'",
  'while true; do rm -f x; done',
])('%j is dangerous', line => {
  expect(dangerous(line)).toEqual(expect.stringMatching(/^(it|a program) /))
})

test.each([
  "echo 'rm -rf /'",
  "git commit -m 'rm -rf is bad'",
  "cat > x.sh <<'EOF'\nrm -rf build\nEOF",
  'apply_patch <<EOF\n rm -f x\nEOF',
  'ls # rm -rf x',
  'npm test > /dev/null',
  'git push',
  'rm -- -f',
  'curl x | jq .',
])('%j is not dangerous', line => {
  expect(dangerous(line)).toBeNull()
})

test('no line makes the readers throw or dawdle', () => {
  let seed = 7
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below
  const pieces = [
    ...corpus.map(line => line.cmd),
    "'",
    '"',
    '$(',
    '`',
    ')',
    '\\',
    '<<EOF\n',
    '\n',
    '\u202e',
    '\ud800',
    '{',
    '|',
  ]
  for (let round = 0; round < 20_000; round += 1) {
    const line = Array.from({ length: 1 + random(5) }, () => {
      const piece = pieces[random(pieces.length)] ?? ''
      return random(3) === 0 ? piece.slice(random(piece.length + 1)) : piece
    }).join('')
    if (runs(line)) expect(line).not.toMatch(/[$`\\\n<>*~\u202e\ud800](?![^']*')/u)
    dangerous(line)
  }
  for (const hostile of ["'", '"', '$(', '`', '(', 'a=', 'bash -c ', 'sudo ', '<<E ', '"$('])
    dangerous(hostile.repeat(3_000))
})

test('an argument array becomes the line it stands for', () => {
  expect(lineOf(['bash', '-lc', 'ls | wc'])).toBe('ls | wc')
  expect(lineOf(['ls', '-l', 'a b', "it's", '*'])).toBe(String.raw`ls -l 'a b' 'it'\''s' '*'`)
  expect(lineOf(['FOO=1', 'x'])).toBe("'FOO=1' x")
})
