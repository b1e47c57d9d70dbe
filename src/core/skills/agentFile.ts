import type { SkillAgentFile } from './skill.ts'

const COLOR = /^#[0-9a-f]{6}$/i
const MAX_TEXT_CHARS = 1024

/** What the values of `agents/openai.yaml` say; everything that is not what it should be counts as left out. */
export function readAgentFile(values: unknown): SkillAgentFile {
  const shown = tableOf(tableOf(values).interface)
  const color = textOf(shown.brand_color)
  return {
    displayName: textOf(shown.display_name),
    shortDescription: textOf(shown.short_description),
    color: color !== null && COLOR.test(color) ? color : null,
    defaultPrompt: textOf(shown.default_prompt),
    allowImplicit: tableOf(tableOf(values).policy).allow_implicit_invocation !== false,
  }
}

const tableOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_TEXT_CHARS) : null
