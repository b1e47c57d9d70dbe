import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { TomlError } from 'smol-toml'
import { Failure } from '../../../contract/procedure.ts'
import type { TomlValue } from '../../../core/config/tomlLiteral.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { withFileLock } from '../fileLock.ts'
import { openRegularFile } from './regularFile.ts'
import { replaceFile } from '../replaceFile.ts'
import type { TomlEdit } from './tomlEdit.ts'
import { tomlProblem } from './tomlProblem.ts'

const MAX_FILE_BYTES = 1024 * 1024

/** A configuration file that is changed one value at a time; everything else in it stays as its owner wrote it. */
export interface ConfigFile {
  readonly path: string
  /** Sets a value by its key path, e.g. `['projects', '/home/me/x', 'trust_level']`. */
  set(path: readonly string[], value: TomlValue): Promise<void>
  remove(path: readonly string[]): Promise<void>
  /** The text before and after a change, without making it. */
  preview(edit: TomlEdit): Promise<{ before: string; after: string }>
  /** Replaces the text by what becomes of it; asked again where the file changed meanwhile. A `Failure` leaves it alone. */
  rewrite(change: (before: string) => string | Promise<string>): Promise<void>
}

/**
 * Changes are atomic and wait for other writers. Refused with `settings.invalid` where the file does not parse or the
 * change cannot be made without another, with `home.notWritable` where it cannot be written; the file is then untouched.
 */
export function createConfigFile(path: string): ConfigFile {
  const preview = async (edit: TomlEdit) => {
    const before = await textOf(path)
    return { before, after: await afterEdit(path, before, edit) }
  }

  const rewrite: ConfigFile['rewrite'] = async change => {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await withFileLock(path, async () => {
        let before = await textOf(path)
        let after = await change(before)
        // Editors know nothing of the lock: what one of them saved just now must not be lost.
        for (let now = await textOf(path); now !== before; now = await textOf(path)) {
          before = now
          after = await change(before)
        }
        if (after !== before) await replaceFile(path, after)
      })
    } catch (error) {
      if (error instanceof Failure) throw error
      throw new Failure('home.notWritable', `${path} cannot be changed: ${systemErrorText(error)}.`, { path })
    }
  }

  const change = (edit: TomlEdit): Promise<void> => rewrite(before => afterEdit(path, before, edit))

  return {
    path,
    preview,
    rewrite,
    set: (keys, value) => change({ path: keys, value }),
    remove: keys => change({ path: keys }),
  }
}

/** A text after some edits. Refused with `settings.invalid` like a change. */
export async function textAfterEdits(
  file: string,
  before: string,
  edits: readonly { path: readonly string[]; value?: unknown }[],
): Promise<string> {
  let text = before
  for (const edit of edits) text = await afterEdit(file, text, edit as TomlEdit)
  return text
}

async function afterEdit(file: string, before: string, edit: TomlEdit): Promise<string> {
  // Whoever only reads need not wait for what writes.
  const { editToml } = await import('./tomlEdit.ts')
  const key = edit.path.join('.')
  let after: string | null = null
  try {
    after = editToml(before, edit)
  } catch (error) {
    if (error instanceof TomlError) throw new Failure('settings.invalid', tomlProblem(file, error), { path: file })
    if (!(error instanceof TypeError)) throw error
  }
  if (after !== null) return after
  const message = `${file}: ${key} cannot be changed without changing something else. Change it in the file.`
  throw new Failure('settings.invalid', message, { path: file, key })
}

/** The text of a file, empty where there is none. */
export const readOrEmpty = (path: string): Promise<{ text: string; exists: boolean }> =>
  openRegularFile(path, MAX_FILE_BYTES).then(
    text => ({ text, exists: true }),
    (error: unknown) => {
      if (systemErrorCode(error) === 'ENOENT') return { text: '', exists: false }
      throw error
    },
  )

const textOf = async (path: string): Promise<string> => (await readOrEmpty(path)).text
