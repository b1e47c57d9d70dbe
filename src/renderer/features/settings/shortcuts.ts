import { chordOf, DEFAULT_CHORDS } from '../../ui/chords.ts'
import type { ChangedChords } from '../../ui/chords.ts'
import { whenWords } from '../../state/when.ts'
import { chordLabel } from '../../ui/platform.ts'

/** A command as the page of shortcuts needs it. */
export interface Listed {
  id: string
  name: string
  when?: string
}

/** A key of one place that cannot be changed. */
export interface Fixed {
  where: string
  keys: readonly { name: string; chords: readonly string[] }[]
}

/** What has a chord already. */
export type Conflict = { type: 'command'; id: string; name: string } | { type: 'fixed'; where: string; name: string }

/** Where a command's chord counts. */
export const whereOf = ({ when }: Listed): string => whenWords(when)

/** Commands that fit every typed word: by name, place, or chord as it is written here. */
export function found<T extends Listed>(commands: readonly T[], changed: ChangedChords, typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(command => {
    const chord = chordOf(command.id, changed)
    const text = `${command.name} ${whereOf(command)} ${chord ? `${chord} ${chordLabel(chord)}` : ''}`.toLowerCase()
    return words.every(word => text.includes(word))
  })
}

/** Who has a chord already; null where nobody else has it. */
export function conflictOf(
  chord: string,
  id: string,
  { commands, changed, fixed }: { commands: readonly Listed[]; changed: ChangedChords; fixed: readonly Fixed[] },
): Conflict | null {
  const other = commands.find(command => command.id !== id && chordOf(command.id, changed) === chord)
  if (other) return { type: 'command', id: other.id, name: other.name }
  for (const { where, keys } of fixed) {
    const key = keys.find(({ chords }) => chords.some(each => each.toLowerCase() === chord))
    if (key) return { type: 'fixed', where, name: key.name }
  }
  return null
}

/** With a command's chord changed; null takes it away. What is as usual is not remembered. */
export function assigned(changed: ChangedChords, id: string, chord: string | null): ChangedChords {
  const { [id]: _, ...others } = changed
  return chord === (DEFAULT_CHORDS[id] ?? null) ? others : { ...others, [id]: chord }
}

/** A command gets the chord of another, which gets the first one's in return. */
export const swapped = (changed: ChangedChords, id: string, other: string): ChangedChords =>
  assigned(assigned(changed, id, chordOf(other, changed) ?? null), other, chordOf(id, changed) ?? null)

/** With a command's usual chord again; whoever has it by now loses it. */
export function restored(changed: ChangedChords, id: string, commands: readonly Listed[]): ChangedChords {
  const usual = DEFAULT_CHORDS[id] ?? null
  const other =
    usual === null ? undefined : commands.find(each => each.id !== id && chordOf(each.id, changed) === usual)
  return assigned(other ? assigned(changed, other.id, null) : changed, id, usual)
}

export const isChanged = (changed: ChangedChords, id: string): boolean => Object.hasOwn(changed, id)
