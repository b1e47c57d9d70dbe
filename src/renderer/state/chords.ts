import { chordOf } from '../ui/chords.ts'
import { useApp } from './app.ts'

/** The chord of a command as it is now, for showing it. */
export const useChord = (id: string): string | undefined => useApp(({ preferences }) => chordOf(id, preferences.chords))
