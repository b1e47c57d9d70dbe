import { z } from 'zod'
import type { KeyNotes } from './key.ts'
import { ConfigSchema } from './schema.ts'

/** The JSON schema of `config.toml`, for editors. Keys that it does not name are those of the real Codex, or unknown. */
export const configJsonSchema = (): object => ({
  ...z.toJSONSchema(ConfigSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const { otherwise, stage }: KeyNotes = jsonSchema
      if (otherwise !== undefined) jsonSchema.description = `${jsonSchema.description} If left out: ${otherwise}.`
      if (stage === 'deprecated') jsonSchema.deprecated = true
      for (const note of ['otherwise', 'stage', 'profile', 'elsewhere']) delete jsonSchema[note]
    },
  }),
  title: 'Configuration of Heddle',
})
