import { join, resolve } from 'node:path'
import { parse } from 'smol-toml'
import { v7 } from 'uuid'
import { placeOf } from '../../core/config/keyPlaces.ts'
import type { ConfigDocuments } from './config/documents.ts'
import { layerOf } from './config/layers.ts'
import { readRegularFile } from './config/regularFile.ts'
import type { Deleted } from './deleted.ts'
import { createMigration } from './migration/migration.ts'
import type { Place } from './engineParts.ts'

/** What brings things here from the real program's home: `CODEX_HOME`, else `~/.codex`. */
export function createMigrationOf(
  { home, userHome, environment }: Place,
  { documents, deleted }: { documents: Pick<ConfigDocuments, 'write'>; deleted: Deleted },
) {
  const usual = join(userHome, '.codex')
  const codexHome = resolve(environment.CODEX_HOME || usual)
  return createMigration({
    home,
    codexHome: codexHome === home ? null : codexHome,
    isAttached: codexHome === usual,
    readText: readRegularFile,
    readConfig(file, text) {
      const { layer } = layerOf('user', file, text)
      return layer && { all: parse(text), good: layer.values, lineOf: key => placeOf(layer.places, key)?.line ?? null }
    },
    writeConfig: async changes => void (await documents.write({ type: 'user' }, changes)),
    deleted,
    newId: v7,
  })
}
