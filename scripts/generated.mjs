// Writes the files that are made from the schema of the configuration; with --check only says which are not fresh.
import { readFileSync, writeFileSync } from 'node:fs'
import { configJsonSchema } from '../src/core/config/jsonSchema.ts'
import { configReference } from '../src/core/config/reference.ts'
import { inRoot } from './project.mjs'

const BEGIN = '<!-- Made from the schema by scripts/generated.mjs. -->'
const END = '<!-- End of what is made. -->'

/** @param {string} path */
const textOf = path => {
  try {
    return readFileSync(inRoot(path), 'utf8')
  } catch {
    return ''
  }
}

/** @param {string} path @param {string} made */
const between = (path, made) => {
  const text = textOf(path)
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (from === -1 || to === -1) throw new Error(`${path} has no place for what is made`)
  return `${text.slice(0, from + BEGIN.length)}\n\n${made}\n${text.slice(to)}`
}

const files = [
  { path: 'config.schema.json', text: `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
  { path: 'docs/configuration.md', text: between('docs/configuration.md', configReference()) },
]

for (const { path, text } of files) {
  if (text === textOf(path)) continue
  if (process.argv.includes('--check')) {
    console.log(`${path} is not what the schema says: run npm run generate`)
    process.exitCode = 1
  } else writeFileSync(inRoot(path), text)
}
