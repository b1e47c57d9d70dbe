import type { Prompt } from '../../../contract/skills.ts'
import { t } from '../../ui/i18n/t.ts'

/** Where prompts come from, in the order in which they count. */
export const SCOPES: readonly { scope: Prompt['scope']; name: string }[] = [
  { scope: 'user', name: t('Yours') },
  { scope: 'codex', name: t('Of Codex') },
  { scope: 'bundled', name: t('Bundled') },
]

/** Why a prompt is only shown. */
export const READ_ONLY: Readonly<Record<Exclude<Prompt['scope'], 'user'>, string>> = {
  codex: t('It lies in the home of Codex, which is only read.'),
  bundled: t('It comes with Heddle.'),
}

/** What a new prompt begins with. */
export const TEMPLATE = `---
description: ${t('What it is for, in one line')}
argument-hint: [${t('what to write behind its name')}]
---

${t('Say here what the agent should do. What is written behind the name of the prompt stands in place of $ARGUMENTS.')}
`
