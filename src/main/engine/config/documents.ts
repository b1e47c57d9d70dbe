import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import type { ConfigEdit, ConfigTarget } from '../../../contract/config.ts'
import { Failure } from '../../../contract/procedure.ts'
import { problemText } from '../../../core/config/problem.ts'
import type { Problem } from '../../../core/config/problem.ts'
import { createConfigFile, readOrEmpty, textAfterEdits } from './configFile.ts'
import type { ConfigFile } from './configFile.ts'
import { layerOf } from './layers.ts'
import { isProfileName, overlayFile } from './load.ts'

export interface DocumentsDeps {
  home: string
  /** Hears that a file was written. */
  onWritten(): Promise<unknown>
}

/** The configuration files that are edited here: the user's own and the overlay files of profiles. */
export interface ConfigDocuments {
  read(
    target: ConfigTarget,
  ): Promise<{ file: string; exists: boolean; text: string; hash: string; problems: Problem[] }>
  /** The document that a file is; null for files that are not edited here. */
  targetOf(file: string): ConfigTarget | null
  /** What would be wrong with a text. */
  diagnose(target: ConfigTarget, text: string): Problem[]
  preview(
    target: ConfigTarget,
    edits: readonly ConfigEdit[],
  ): Promise<{ file: string; before: string; after: string; problems: Problem[] }>
  /**
   * Makes all edits or none, and resolves to the hash of the new text. Refused with `settings.invalid` where an edit
   * cannot be made or would be wrong, with `settings.changed` where the file is not the one that `hash` names, and with
   * `home.notWritable`.
   */
  write(target: ConfigTarget, edits: readonly ConfigEdit[], hash?: string): Promise<string>
  /** Replaces the text as a whole. Refused like `write`; wrong values are let through, a text that does not parse is not. */
  replace(target: ConfigTarget, text: string, hash: string): Promise<{ hash: string; problems: Problem[] }>
}

export function createConfigDocuments({ home, onWritten }: DocumentsDeps): ConfigDocuments {
  const diagnose: ConfigDocuments['diagnose'] = (target, text) =>
    layerOf(layerName(target), fileOf(home, target), text.replace(/^\uFEFF/, ''), { toDo: '' }).problems

  const rewrite = async (target: ConfigTarget, change: (before: string) => string | Promise<string>) => {
    await fileFor(home, target).rewrite(change)
    await onWritten()
  }

  return {
    diagnose,
    targetOf(file) {
      if (file === fileOf(home, { type: 'user' })) return { type: 'user' }
      const name = basename(file, OVERLAY)
      const isOverlay = file.endsWith(OVERLAY) && isProfileName(name) && file === overlayFile(home, name)
      return isOverlay ? { type: 'profile', name } : null
    },
    async read(target) {
      const file = fileOf(home, target)
      const { text, exists } = await readOrEmpty(file)
      return { file, exists, text, hash: hashOf(text), problems: diagnose(target, text) }
    },
    async preview(target, edits) {
      const file = fileOf(home, target)
      const { text: before } = await readOrEmpty(file)
      const after = await textAfterEdits(file, before, edits.map(tomlEditOf))
      return { file, before, after, problems: diagnose(target, after) }
    },
    async write(target, edits, hash) {
      const file = fileOf(home, target)
      let written = ''
      await rewrite(target, async before => {
        checkHash(file, before, hash)
        written = await textAfterEdits(file, before, edits.map(tomlEditOf))
        checkValues(file, edits, diagnose(target, written))
        return written
      })
      return hashOf(written)
    },
    async replace(target, text, hash) {
      const file = fileOf(home, target)
      const problems = diagnose(target, text)
      const broken = problems.find(({ severity, key }) => severity === 'error' && key === null)
      if (broken) throw new Failure('settings.invalid', problemText(broken), { path: file })
      await rewrite(target, before => {
        checkHash(file, before, hash)
        return text
      })
      return { hash: hashOf(text), problems }
    },
  }
}

const OVERLAY = '.config.toml'

const layerName = (target: ConfigTarget): string => (target.type === 'user' ? 'user' : `profile ${target.name}`)

function fileOf(home: string, target: ConfigTarget): string {
  if (target.type === 'user') return join(home, 'config.toml')
  if (isProfileName(target.name)) return overlayFile(home, target.name)
  throw new Failure('settings.invalid', `"${target.name}" can not be the name of a profile's file.`)
}

const fileFor = (home: string, target: ConfigTarget): ConfigFile => createConfigFile(fileOf(home, target))

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

function checkHash(file: string, text: string, hash: string | undefined): void {
  if (hash === undefined || hash === hashOf(text)) return
  throw new Failure('settings.changed', `${file} changed meanwhile. Look at it again.`, { path: file })
}

/** Refuses edits that would be wrong. What was wrong before is not their business. */
function checkValues(file: string, edits: readonly ConfigEdit[], problems: readonly Problem[]): void {
  const set = edits.filter(({ value }) => value !== undefined).map(({ path }) => path.join('.'))
  const wrong = problems.find(
    ({ severity, key }) =>
      severity === 'error' &&
      set.some(path => key === path || key?.startsWith(`${path}.`) || path.startsWith(`${key}.`)),
  )
  if (wrong) throw new Failure('settings.invalid', problemText(wrong), { path: file, key: wrong.key })
}

/** Values come as JSON: there is no null in TOML, and every number is one of JavaScript's. */
function tomlEditOf({ path, value }: ConfigEdit): { path: string[]; value?: unknown } {
  if (holdsNull(value))
    throw new Failure('settings.invalid', `${path.join('.')} cannot hold null.`, { key: path.join('.') })
  return value === undefined ? { path } : { path, value }
}

const holdsNull = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.values(value).some(holdsNull))
