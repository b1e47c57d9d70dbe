import { open, mkdir, readFile, writeFile } from 'node:fs/promises'
import { release } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate/browser'
import type { Zippable } from 'fflate/browser'
import { Failure } from '../../contract/procedure.ts'
import { isTable } from '../../core/config/merge.ts'
import type { Table } from '../../core/config/merge.ts'
import { harmless, HIDDEN, secretsOf } from './diagnosticsValues.ts'
import type { Finding } from './examination.ts'
import { systemErrorText } from './systemErrors.ts'

export interface DiagnosticsDeps {
  home: string
  version: string
  host: string
  now(): Date
  environment: Readonly<Record<string, string | undefined>>
  /** What works on this machine. */
  examine(): Promise<Finding[]>
  /** The configuration as it was read, secrets and all, and what is wrong with it. */
  config(): Promise<{ values: Table; problems: string[] }>
  /** Every key and token that is kept. */
  keptSecrets(): Promise<string[]>
  /** Takes given secrets, and whatever looks like one, out of a text. */
  redact(text: string, secrets: readonly string[]): string
}

/** Where a report is, and what it leaves out. */
export interface Report {
  path: string
  bytes: number
  left: string[]
}

/** Of the log only its end: what went wrong is there. */
const LOG_BYTES = 512 * 1024

const LEFT = [
  'What threads say and do',
  'Keys, tokens and passwords',
  'Values of environment variables',
  'Texts of the configuration that are not known to be harmless',
]

/**
 * Writes what helps to find out what is wrong into one zip file of the home, which only this user may read. Of the
 * configuration it tells what is known to be harmless; from the rest every secret that is known here is taken out.
 * Rejects with `home.notWritable`.
 */
export async function writeReport(deps: DiagnosticsDeps): Promise<Report> {
  const { home, now } = deps
  const { values, problems } = await deps.config()
  const secrets = [...(await deps.keptSecrets()), ...secretsOf(values, deps.environment), ...(await tokensIn(home))]
  const clean = (text: string) => strToU8(deps.redact(text, withEscaped(secrets)))
  const json = (value: unknown) => clean(`${JSON.stringify(value, null, 2)}\n`)
  const files: Zippable = {
    'about.json': json(aboutOf(deps)),
    'machine.json': json(await deps.examine()),
    'config.json': json({ values: harmless(values), problems }),
    'heddle.log': clean(await endOf(join(home, 'log', 'heddle.log'))),
    'README.txt': strToU8(readme()),
  }
  const stamp = now().toISOString().slice(0, 19).replaceAll(':', '-')
  const path = join(home, 'exports', `diagnostics-${stamp}.zip`)
  // Half a megabyte: not worth the workers of the other way.
  const bytes = zipSync(files)
  try {
    await mkdir(join(home, 'exports'), { recursive: true, mode: 0o700 })
    await writeFile(path, bytes, { mode: 0o600 })
  } catch (error) {
    throw new Failure('home.notWritable', `${path} cannot be written: ${systemErrorText(error)}.`, { path })
  }
  return { path, bytes: bytes.length, left: LEFT }
}

const aboutOf = ({ version, host, home, now }: DiagnosticsDeps) => ({
  heddle: version,
  host,
  home,
  at: now().toISOString(),
  platform: process.platform,
  architecture: process.arch,
  system: release(),
  versions: process.versions,
})

const readme = () => `A report about an installation of Heddle. Look through it before you send it to somebody.

It leaves out:
${LEFT.map(line => `- ${line}`).join('\n')}
What was taken out reads ${HIDDEN}.
`

/** Within JSON a secret with quotes or backslashes looks different. */
const withEscaped = (secrets: readonly string[]): string[] => [
  ...new Set(secrets.flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1)])),
]

/** The tokens of MCP servers. */
async function tokensIn(home: string): Promise<string[]> {
  const text = await readFile(join(home, 'mcp_tokens.json'), 'utf8').catch(() => '{}') // nobody signed in
  try {
    return textsIn(JSON.parse(text))
  } catch {
    return [] // a damaged file: its tokens are of no use to anybody
  }
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return URL.canParse(value) ? [] : [value]
  return isTable(value) || Array.isArray(value) ? Object.values(value).flatMap(textsIn) : []
}

/** The last whole lines of a file; nothing where there is none. */
async function endOf(path: string): Promise<string> {
  const file = await open(path).catch(() => null)
  if (file === null) return ''
  await using opened = file
  const { size } = await opened.stat()
  const from = Math.max(0, size - LOG_BYTES)
  const { buffer, bytesRead } = await opened.read({ buffer: Buffer.alloc(size - from), position: from })
  const text = buffer.subarray(0, bytesRead).toString('utf8')
  return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
}
