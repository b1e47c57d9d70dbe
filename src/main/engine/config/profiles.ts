import { readdir, readFile, rename as move } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { stringify, TomlError } from 'smol-toml'
import type { ConfigProblem, ConfigTarget, Profile } from '../../../contract/config.ts'
import { Failure } from '../../../contract/procedure.ts'
import { mergeLayers } from '../../../core/config/merge.ts'
import type { Layer, Table } from '../../../core/config/merge.ts'
import { withoutSecrets } from '../../../core/config/secrets.ts'
import type { TomlValue } from '../../../core/config/tomlLiteral.ts'
import type { Deleted } from '../deleted.ts'
import { replaceFile } from '../replaceFile.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { createConfigFile } from './configFile.ts'
import {
  profileLine,
  profileTables,
  tableOf,
  withCopiedProfile,
  withoutProfile,
  withRenamedProfile,
  withSelected,
} from './profileText.ts'
import { tomlProblem } from './tomlProblem.ts'

/** A profile as the files have it. */
export type StoredProfile = Omit<Profile, 'active' | 'threads'>

export interface NewProfile {
  name: string
  values?: Readonly<Record<string, unknown>>
  /** Another profile that it is a copy of. */
  from?: string
  place: 'table' | 'file'
}

/** The user's profiles: tables `[profiles.<name>]` of `config.toml`, and files `<name>.config.toml` beside it. */
export interface Profiles {
  /** By name. */
  list(): Promise<StoredProfile[]>
  create(profile: NewProfile): Promise<void>
  rename(name: string, to: string): Promise<void>
  /** Resolves to the id for `deleted/restore`. */
  remove(name: string): Promise<string>
  /** Makes new threads use it; null: none. */
  activate(name: string | null): Promise<void>
}

export interface ProfilesDeps {
  home: string
  deleted: Deleted
  /** What is wrong in a file. */
  problems(target: ConfigTarget): Promise<readonly ConfigProblem[]>
}

const OVERLAY = '.config.toml'
/** The loader takes dots as well; they would be mistaken for a path in messages and on the command line. */
const NAME = /^[\w-]{1,64}$/
/** The room calls the configuration without a profile so; the others would be mistaken for what objects have. */
const TAKEN: readonly string[] = ['default', 'none', '__proto__', 'constructor']

export function createProfiles({ home, deleted, problems }: ProfilesDeps): Profiles {
  const path = join(home, 'config.toml')
  const config = createConfigFile(path)
  const overlayOf = (name: string) => join(home, `${name}${OVERLAY}`)

  const read = async (): Promise<{ text: string; tables: Record<string, Table>; overlays: Map<string, Table> }> => {
    const text = await textOf(path)
    const names = (await readdir(home).catch(() => [])).filter(file => isOverlay(file))
    const overlays = await Promise.all(
      names.map(async file => [basename(file, OVERLAY), tableOf(await textOf(join(home, file))) ?? {}] as const),
    )
    const tables = tableOf(text) === null ? {} : profileTables(text)
    return { text, tables, overlays: new Map(overlays) }
  }

  const kindOf = async (name: string): Promise<Profile['kind']> => {
    const { text, tables, overlays } = await read()
    const isInTable = Object.hasOwn(tables, name)
    if (overlays.has(name)) return isInTable ? 'both' : 'file'
    if (isInTable) return 'table'
    refuseBroken(text)
    const names = [...new Set([...Object.keys(tables), ...overlays.keys()])].join(', ')
    throw new Failure('profile.notFound', `There is no profile "${name}". There are: ${names || 'none'}.`, { name })
  }

  const refuseTaken = async (name: string): Promise<void> => {
    if (!NAME.test(name) || TAKEN.includes(name)) throw badName(name)
    const { tables, overlays } = await read()
    if (!Object.hasOwn(tables, name) && !overlays.has(name)) return
    throw new Failure('profile.exists', `There is already a profile "${name}".`, { name })
  }

  /** Of a file that does not parse nobody knows what is in it. */
  const refuseBroken = (text: string): void => void rewritten(text, whole => (profileTables(whole), whole))

  /** What a change of the text comes to; refused where there is no way to write it. */
  const rewritten = (text: string, change: (text: string) => string | null): string => {
    try {
      const after = change(text)
      if (after !== null) return after
    } catch (error) {
      if (!(error instanceof TomlError)) throw error
      throw new Failure('settings.invalid', tomlProblem(path, error), { path })
    }
    const message = `${path}: the profile cannot be changed without changing something else. Change it in the file.`
    throw new Failure('settings.invalid', message, { path })
  }

  const operations: Profiles = {
    async list() {
      const { text, tables, overlays } = await read()
      const names = [...new Set([...Object.keys(tables), ...overlays.keys()])].toSorted()
      const ofUser = await problems({ type: 'user' })
      return Promise.all(
        names.map(async (name): Promise<StoredProfile> => {
          const [table, overlay] = [Object.hasOwn(tables, name) ? tables[name] : undefined, overlays.get(name)]
          const inTable = ofUser.filter(({ key }) => key === `profiles.${name}` || key?.startsWith(`profiles.${name}.`))
          const inFile = overlay ? await problems({ type: 'profile', name }) : []
          return {
            name,
            kind: table && overlay ? 'both' : overlay ? 'file' : 'table',
            file: table ? path : overlayOf(name),
            line: table ? profileLine(text, name) : null,
            values: shownValues([table, overlay].flatMap(values => (values ? [{ name, values }] : []))),
            problems: [...inTable, ...inFile],
          }
        }),
      )
    },

    async create({ name, values = {}, from, place }) {
      await refuseTaken(name)
      const kind = from === undefined ? null : await kindOf(from)
      // What is copied keeps its form.
      if (from !== undefined && kind !== 'table') {
        const text = await textOf(overlayOf(from))
        await replaceFile(overlayOf(name), text)
      }
      if (from !== undefined && kind !== 'file')
        await config.rewrite(before => rewritten(before, text => withCopiedProfile(text, from, name)))
      if (from !== undefined) return
      // The wire holds nothing else than TOML can.
      if (place === 'table') return config.set(['profiles', name], values as { [key: string]: TomlValue })
      await replaceFile(overlayOf(name), Object.keys(values).length === 0 ? '' : stringify(values))
    },

    async rename(name, to) {
      const kind = await kindOf(name)
      await refuseTaken(to)
      const renameText = (text: string) =>
        kind === 'file' ? withSelected(text, name, to) : withRenamedProfile(text, name, to)
      if (kind !== 'table') await move(overlayOf(name), overlayOf(to))
      try {
        await config.rewrite(before => rewritten(before, renameText))
      } catch (error) {
        if (kind !== 'table') await move(overlayOf(to), overlayOf(name))
        throw error
      }
    },

    async remove(name) {
      const kind = await kindOf(name)
      const change = (text: string) =>
        rewritten(text, whole => (kind === 'file' ? withSelected(whole, name, null) : withoutProfile(whole, name)))
      const before = await textOf(path)
      const after = change(before)
      const id = await deleted.keep({
        files: kind === 'table' ? [] : [overlayOf(name)],
        texts: after === before ? [] : [{ path, before, after }],
      })
      try {
        if (after !== before) await config.rewrite(change)
      } catch (error) {
        await deleted.callOff(id)
        throw error
      }
      return id
    },

    async activate(name) {
      if (name === null) return config.remove(['profile'])
      await kindOf(name)
      await config.set(['profile'], name)
    },
  }
  return {
    ...operations,
    create: profile => writing(operations.create(profile)),
    rename: (name, to) => writing(operations.rename(name, to)),
  }
}

/** Files of profiles are written here themselves. */
async function writing(change: Promise<void>): Promise<void> {
  try {
    await change
  } catch (error) {
    if (error instanceof Failure || systemErrorCode(error) === undefined) throw error
    throw new Failure('home.notWritable', `The profile cannot be written: ${systemErrorText(error)}.`)
  }
}

const badName = (name: string): Failure =>
  TAKEN.includes(name)
    ? new Failure('profile.badName', `"${name}" means something else already. Choose another name.`, { name })
    : new Failure('profile.badName', 'A name has up to 64 letters, digits, - and _.', { name })

/** What a profile says, without secrets. */
const shownValues = (layers: readonly Layer[]): Table => {
  const { values } = mergeLayers(layers)
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, withoutSecrets(value, [key])]))
}

const isOverlay = (file: string): boolean => file.endsWith(OVERLAY) && file.length > OVERLAY.length

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return ''
    throw error
  }
}
