import type { MigrationItem } from '../../../contract/migration.ts'

/** A value of the configuration to set. */
export interface ConfigChange {
  path: string[]
  value: unknown
}

/** How something is brought here. */
export type Way =
  /** All values of an item, or none. */
  | { type: 'config'; changes: ConfigChange[] }
  /** A file, or a folder with what is in it, from one path to another. */
  | { type: 'copy'; from: string; to: string }
  /** It is not. */
  | { type: 'none' }

/** An item with how it is brought here. */
export interface Planned {
  item: MigrationItem
  way: Way
}
