import type { Prompt } from '../../../contract/skills.ts'

/** Where prompts come from, in the order in which they count. */
export const SCOPES: readonly { scope: Prompt['scope']; name: string }[] = [
  { scope: 'user', name: 'Yours' },
  { scope: 'codex', name: 'Of Codex' },
  { scope: 'bundled', name: 'Bundled' },
]

/** Why a prompt is only shown. */
export const READ_ONLY: Readonly<Record<Exclude<Prompt['scope'], 'user'>, string>> = {
  codex: 'It lies in the home of Codex, which is only read.',
  bundled: 'It comes with Heddle.',
}

/** What a new prompt begins with. */
export const TEMPLATE = `---
description: What it is for, in one line
argument-hint: [what to write behind its name]
---

Say here what the agent should do. What is written behind the name of the prompt stands in place of $ARGUMENTS.
`
