import type { Event } from '../../../core/thread/events.ts'

/** Puts notes on the damages of a log between the facts around them, each stretch of damage told once. */
export interface DamageNotes {
  /** What follows the record `last` is damaged. */
  damaged(last: number, offset: number, what: string): void
  /** A record after `last` has a place that was taken before. */
  repeated(last: number, offset: number): void
  /** Hands a fact on. */
  pass(event: Event, offset: number): void
  /** Nothing comes after `last`. Where a log holds no turn, the note is one. */
  end(last: number): void
}

export function createDamageNotes(onEvent: (event: Event, offset: number) => void): DamageNotes {
  /** Nothing can be said in a thread that has no turn yet. */
  let hasTurn = false
  let held: { text: string; offset: number } | null = null
  let toldAfter = -Infinity
  let toldOfRepeats = false
  let lastAt = 0

  const say = (text: string, seq: number, offset: number): void => {
    if (hasTurn) onEvent({ type: 'notice.added', level: 'warning', text, seq, at: lastAt }, offset)
    else held ??= { text, offset }
  }
  const damaged: DamageNotes['damaged'] = (last, offset, what) => {
    const goesOn = last === toldAfter || last === toldAfter + 1
    toldAfter = last
    if (!goesOn) say(`A damaged part of the log (${what}) at byte ${offset} was passed over.`, last + 0.4, offset)
  }
  return {
    damaged,
    repeated(last, offset) {
      if (!toldOfRepeats) damaged(last, offset, 'records that are there twice, or in the wrong order')
      toldOfRepeats = true
    },
    end(last) {
      if (!held) return
      const { text, offset } = held
      const turnId = `damage-${last}`
      onEvent({ type: 'turn.started', turnId, seq: last + 0.41, at: lastAt }, offset)
      onEvent({ type: 'notice.added', level: 'warning', text, seq: last + 0.42, at: lastAt }, offset)
      const status = 'completed'
      onEvent({ type: 'turn.finished', turnId, status, startedAt: lastAt, seq: last + 0.43, at: lastAt }, offset)
    },
    pass(event, offset) {
      lastAt = event.at
      onEvent(event, offset)
      if (event.type !== 'turn.started') return
      hasTurn = true
      if (held) say(held.text, event.seq + 0.1, held.offset)
      held = null
    },
  }
}
