import './kbd.css'
import { chordLabel } from './platform.ts'

/** A key or chord (`mod+k`) as it is written on this machine. */
export function Kbd({ chord, plain = false }: { chord: string; plain?: boolean }) {
  return <kbd className={plain ? 'kbd plain' : 'kbd'}>{chordLabel(chord)}</kbd>
}
