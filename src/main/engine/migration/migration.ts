import { join } from 'node:path'
import type { MigrationItem } from '../../../contract/migration.ts'
import { Failure } from '../../../contract/procedure.ts'
import type { Table } from '../../../core/config/merge.ts'
import type { Deleted } from '../deleted.ts'
import { systemErrorText } from '../systemErrors.ts'
import { copyWhole } from './copy.ts'
import type { ConfigChange, Planned } from './plan.ts'
import { planConfig } from './theirConfig.ts'
import { planFiles } from './theirFiles.ts'

const MAX_CONFIG_BYTES = 1024 * 1024

export interface MigrationDeps {
  home: string
  /** The home of the real program; null where it is this one. */
  codexHome: string | null
  /** Files of the other home apply here already. */
  isAttached: boolean
  /** The text of a regular file of at most so many bytes; null for everything else. */
  readText(path: string, maxBytes: number): Promise<string | null>
  /** A configuration as it is written, and what of it has the right type; null where it does not parse. */
  readConfig(file: string, text: string): { all: Table; good: Table; lineOf(key: string): number | null } | null
  /** Sets values in our configuration, all or none. Rejects with a `Failure`. */
  writeConfig(changes: readonly ConfigChange[]): Promise<void>
  deleted: Pick<Deleted, 'keep' | 'restore'>
  newId(): string
}

export interface Applied {
  done: string[]
  failed: { id: string; message: string }[]
  undoId: string | null
}

/** What takes one import back, until the program ends. */
interface Undo {
  /** What was replaced, in the trash. */
  deletedIds: string[]
  /** Files and folders that came into being. */
  made: string[]
}

export type Migration = ReturnType<typeof createMigration>

/** Brings configuration, rules, skills and prompts of the real program here. Its home is only read. */
export function createMigration(deps: MigrationDeps) {
  const { home, codexHome } = deps
  const undos = new Map<string, Undo>()
  const ourFile = join(home, 'config.toml')
  const ourText = async () => (await deps.readText(ourFile, MAX_CONFIG_BYTES)) ?? ''

  const plan = async (): Promise<Planned[]> => {
    if (codexHome === null) return []
    const file = join(codexHome, 'config.toml')
    const text = await deps.readText(file, MAX_CONFIG_BYTES)
    const theirs = text === null ? null : deps.readConfig(file, text)
    const ours = deps.readConfig(ourFile, await ourText())?.all ?? {}
    const settings = theirs
      ? planConfig({ file, theirs: theirs.all, good: theirs.good, lineOf: theirs.lineOf, ours })
      : []
    const broken = text !== null && theirs === null ? [unreadable(file)] : []
    return [...broken, ...settings, ...(await planFiles({ ...deps, theirs: codexHome, ours: home }))]
  }

  const copy = async ({ item, way }: Planned & { way: { type: 'copy' } }, undo: Undo): Promise<void> => {
    if (item.state === 'conflict') undo.deletedIds.push(await deps.deleted.keep({ files: [way.to] }))
    await copyWhole(way.from, way.to, deps.newId)
    undo.made.push(way.to)
  }

  /** Sets the values of all items together; where that is refused, one by one, so that only the wrong one fails. */
  const configure = async (planned: readonly Planned[], applied: Applied): Promise<void> => {
    const changesOf = ({ way }: Planned) => (way.type === 'config' ? way.changes : [])
    const all = planned.flatMap(changesOf)
    if (all.length === 0) return
    const isDone = await deps.writeConfig(all).then(
      () => true,
      () => false,
    )
    for (const each of planned)
      await record(applied, each, isDone ? Promise.resolve() : deps.writeConfig(changesOf(each)))
  }

  return {
    async preview(): Promise<{ home: string; exists: boolean; items: MigrationItem[] }> {
      const items = (await plan()).map(({ item }) => item)
      return { home: codexHome ?? home, exists: items.length > 0, items }
    },

    /** Brings the named items here, each as a whole or not at all; what one fails of holds no other up. */
    async apply(ids: readonly string[]): Promise<Applied> {
      const before = await ourText()
      const undo: Undo = { deletedIds: [], made: [] }
      const applied: Applied = { done: [], failed: [], undoId: null }
      const wanted = new Set(ids)
      const planned = (await plan()).filter(({ item }) => wanted.delete(item.id))
      for (const id of wanted) applied.failed.push({ id, message: 'It is not there any more.' })
      await configure(
        planned.filter(({ way }) => way.type === 'config'),
        applied,
      )
      for (const each of planned) {
        const { way } = each
        if (way.type === 'copy') await record(applied, each, copy({ ...each, way }, undo))
        if (way.type === 'none') await record(applied, each, already(each))
      }
      const after = await ourText()
      if (after !== before) undo.deletedIds.push(await deps.deleted.keep({ texts: [{ path: ourFile, before, after }] }))
      if (undo.deletedIds.length + undo.made.length === 0) return applied
      const undoId = deps.newId()
      undos.set(undoId, undo)
      return { ...applied, undoId }
    },

    /** Takes an import back: what it made goes to the trash, what it replaced comes from there. */
    async undo(undoId: string): Promise<void> {
      const undo = undos.get(undoId)
      if (!undo) throw new Failure('deleted.notFound', 'That import cannot be taken back any more.', { undoId })
      if (undo.made.length > 0) await deps.deleted.keep({ files: undo.made.splice(0) })
      while (undo.deletedIds[0] !== undefined) {
        await deps.deleted.restore(undo.deletedIds[0])
        undo.deletedIds.shift()
      }
      undos.delete(undoId)
    },
  }
}

async function already({ item: { state, note } }: Planned): Promise<void> {
  if (state === 'refused') throw new Error(note ?? 'It means nothing here.')
}

async function record(applied: Applied, { item: { id } }: Planned, work: Promise<void>): Promise<void> {
  try {
    await work
    applied.done.push(id)
  } catch (error) {
    applied.failed.push({ id, message: error instanceof Failure ? error.message : systemErrorText(error) })
  }
}

/** A file that nothing can be brought from. */
const unreadable = (file: string): Planned => ({
  item: {
    id: 'setting:config.toml',
    kind: 'setting',
    title: 'config.toml',
    file,
    line: null,
    state: 'refused',
    note: 'It does not parse. What is wrong with it is said by the program that it is of.',
  },
  way: { type: 'none' },
})
