import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ConfigLeaf, ConfigOrigin } from '../contract/config.ts'
import { configJsonSchema } from '../core/config/jsonSchema.ts'
import { problemText } from '../core/config/problem.ts'
import { tomlKey, tomlLiteral } from '../core/config/tomlLiteral.ts'
import { readConfig } from './engine/api/config.ts'
import { loadSettings, placeOf } from './engine/engineParts.ts'

const HELP = `Shows the configuration as it counts, and what is wrong with it.

Usage: heddle config show [options]     every value, one a line
       heddle config check [options]    what is wrong, with its place; exit code 1 if anything is
       heddle config schema             the JSON schema of config.toml, for editors

  --origin           where each value comes from, and why it is another one than was asked for
  -p, --profile P    with this profile instead of the active one
  -C, --cd DIR       as it counts in this folder (default: this one)
  --json             print everything as JSON
  -h, --help         show this text

Secrets are never shown.`

interface Options {
  cwd: string
  profile?: string
  origin: boolean
  json: boolean
}

/** `heddle config`. Returns the exit code: 0, 1 if something is wrong, or 2 for a command line that makes no sense. */
export async function configCommand([name, ...args]: string[]): Promise<number> {
  const parsed = name === undefined || name === '--help' || name === '-h' ? { help: true } : parse(args)
  if ('error' in parsed) return refused(parsed.error)
  if ('help' in parsed) {
    say(HELP)
    return name === undefined ? 2 : 0
  }
  if (name === 'schema') {
    say(JSON.stringify(configJsonSchema(), null, 2))
    return 0
  }
  if (!existsSync(parsed.cwd)) return refused(`there is no folder ${parsed.cwd}`)
  if (name === 'show') return show(parsed)
  return name === 'check' ? check(parsed) : refused(`there is no "heddle config ${name}"`)
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function refused(error: string): number {
  process.stderr.write(`error: ${error}. "heddle config --help" shows the options.\n`)
  return 2
}

function parse(args: string[]): Options | { help: true } | { error: string } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        origin: { type: 'boolean', default: false },
        profile: { type: 'string', short: 'p' },
        cd: { type: 'string', short: 'C' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    })
    const { cd = process.cwd(), profile, origin, json } = values
    return values.help ? { help: true } : { cwd: resolve(cd), profile, origin, json }
  } catch (error) {
    return { error: error instanceof Error ? error.message.replace(/\.$/, '') : String(error) }
  }
}

/** The same as `config/read` answers. */
async function read({ cwd, profile }: Options): Promise<Awaited<ReturnType<typeof readConfig>>> {
  const options = { host: 'exec', cwd } as const
  const place = placeOf(options)
  try {
    const settings = await loadSettings(options, place)
    return await readConfig(await settings.look(cwd, profile))
  } finally {
    await place.log.close()
  }
}

async function show(options: Options): Promise<number> {
  const config = await read(options)
  if (options.json) say(JSON.stringify(config, null, 2))
  else for (const leaf of config.leaves) say(lineOf(leaf, options.origin))
  // What is wrong does not count, so the values are not what was asked for.
  const errors = config.problems.filter(({ severity }) => severity === 'error')
  for (const each of errors) process.stderr.write(`error: ${problemText(each)}\n`)
  return errors.length === 0 ? 0 : 1
}

function lineOf({ path, value, origin, constraint }: ConfigLeaf, withOrigin: boolean): string {
  const line = `${tomlKey(path)} = ${tomlLiteral(value)}`
  return withOrigin ? `${line}  # ${placeOfOrigin(origin)}${constraint === null ? '' : `. ${constraint}`}` : line
}

const placeOfOrigin = ({ layer, file, line, column }: ConfigOrigin): string =>
  file === null ? layer : `${layer}: ${[shortened(file), line, column].filter(part => part !== null).join(':')}`

const shortened = (file: string): string => {
  const home = process.env.HOME || homedir()
  return file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file
}

async function check(options: Options): Promise<number> {
  const { problems, layers } = await read(options)
  if (options.json) say(JSON.stringify(problems, null, 2))
  else {
    for (const each of problems) say(`${each.severity}: ${problemText(each)}`)
    const files = layers.filter(({ file, exists }) => file !== null && exists).length
    if (problems.length === 0) say(`Nothing is wrong in ${files === 1 ? '1 file' : `${files} files`}.`)
  }
  return problems.length === 0 ? 0 : 1
}
