import { useChord } from '../../state/chords.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import type { Found } from './entries.ts'
import type { Match } from './match.ts'

/** What one line of the palette shows. */
export function EntryRow({ entry, marks }: Found) {
  const { text, status, excerpt, command, obstacle, where = obstacle } = entry
  return (
    <>
      {status && <StatusDot status={status} />}
      <span className={excerpt ? 'paletteText short truncate' : 'paletteText truncate'}>
        <Marked text={text} marks={marks} />
      </span>
      {excerpt && (
        <span className="paletteExcerpt truncate">
          <Marked text={excerpt.text} marks={excerpt.marks} />
        </span>
      )}
      {where && <span className="paletteWhere truncate">{where}</span>}
      {command && <CommandChord id={command} />}
    </>
  )
}

function CommandChord({ id }: { id: string }) {
  const chord = useChord(id)
  return chord === undefined ? null : <Kbd chord={chord} plain />
}

/** A text with what fits in it marked. */
function Marked({ text, marks }: { text: string; marks: Match['marks'] }) {
  const parts = marks.flatMap(([from, to], index) => [
    text.slice(marks[index - 1]?.[1] ?? 0, from),
    <mark key={from} className="paletteMark">
      {text.slice(from, to)}
    </mark>,
  ])
  return (
    <>
      {parts}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  )
}
