import { expect, test } from 'vitest'
import { createShellParser } from '../../main/engine/policy/shellParser.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES } from '../thread/settings.ts'
import { CALLS_WITHOUT_INPUT } from './brake.ts'
import { decisionRows, decisionTable, SITUATIONS } from './decisionTable.ts'

const parse = await createShellParser()()

const PAGE = `# What runs, what asks, what is refused

Made from the code that decides (\`src/core/policy/decisionTable.ts\`); a test keeps it so. Where the three sandbox modes differ,
a cell holds the answers for read-only / workspace-write / danger-full-access. *Unconfined* is without the sandbox.

`
const AFTER = `

A question that nobody is there to answer is a refusal. Under \`on-failure\` a command that the sandbox seems to have stopped asks
whether to run once more without it. \`heddle policy explain\` shows the decision about a command line with its reason; the rules
come from the files that \`docs/rules.md\` names.

Two questions have nothing to do with the policy, since they allow nothing. \`request_user_input\` of the model waits for its answer
under every policy, but in Execute mode and in \`heddle exec\` the model is told to decide itself; with
\`[tools.request_user_input] timeout_seconds\` it goes on without an answer after that time. And a turn in which
\`max_calls_without_input\` calls ran without a word of yours (${CALLS_WITHOUT_INPUT} if not set, 0: never) asks whether to go on; in
\`heddle exec\` that is off unless it is set, and then the turn has to end.
`

test('the page about decisions says what the code decides', async () => {
  await expect(PAGE + decisionTable(parse) + AFTER).toMatchFileSnapshot('../../../docs/decisions.md')
})

test('every situation is decided under every policy and sandbox, with a reason', () => {
  const rows = decisionRows(parse)
  expect(rows).toHaveLength(SITUATIONS.length * APPROVAL_POLICIES.length * SANDBOX_MODES.length)
  for (const { situation, policy, mode, verdict } of rows) {
    const reason = verdict.type === 'ask' ? verdict.request.reason : verdict.reason
    expect(reason.code, situation).not.toBe('')
    expect(reason.text).toContain(`Policy ${policy} `)
    // No sandbox confines a server of tools.
    if (!situation.includes('MCP')) expect(reason.text).toContain(`sandbox ${mode} `)
    // Nobody is asked under a policy that says so, and nothing runs unconfined in a sandbox unless a person allowed it.
    if (policy === 'never') expect(verdict.type, situation).not.toBe('ask')
    if (verdict.type === 'run' && !verdict.sandboxed && mode !== 'danger-full-access') {
      expect(situation).toMatch(
        /allows it|allowed before|no sandbox here: reads|^patch|listening|read-only and allowed/,
      )
    }
  }
})
