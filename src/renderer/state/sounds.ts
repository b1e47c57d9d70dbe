import type { Sound } from '../../contract/notifications.ts'

/** A note: when it begins and how long it fades, in seconds, its pitch in hertz, and its loudness from 0 to 1. */
type Note = readonly [at: number, fade: number, hertz: number, loudness: number]

const NOTES: Readonly<Record<Exclude<Sound, 'none'>, readonly Note[]>> = {
  chime: [
    [0, 0.35, 660, 0.16],
    [0.12, 0.5, 880, 0.14],
  ],
  knock: [
    [0, 0.08, 190, 0.4],
    [0.14, 0.08, 170, 0.35],
  ],
  bell: [
    [0, 0.9, 1047, 0.12],
    [0, 0.5, 2093, 0.04],
  ],
}

/** Long enough that all windows that hear of the same thing are over it. */
const OVERLAP_MS = 400

let context: AudioContext | null = null

/** Plays one of our own sounds: short, made here, nothing is loaded. A browser plays none before its page was used. */
export function playSound(sound: Sound): void {
  if (sound === 'none' || !('AudioContext' in globalThis)) return
  context ??= new AudioContext()
  const { currentTime, destination } = context
  for (const [at, fade, hertz, loudness] of NOTES[sound]) {
    const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz })
    const volume = new GainNode(context, { gain: 0 })
    const start = currentTime + at
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(loudness, start + 0.008)
    volume.gain.exponentialRampToValueAtTime(0.0001, start + fade)
    tone.connect(volume).connect(destination)
    tone.start(start)
    tone.stop(start + fade)
  }
}

/** The same, once for all windows that hear of something at the same time. */
export function playSoundOnce(sound: Sound): void {
  if (sound === 'none') return
  if (!('locks' in navigator)) return playSound(sound)
  void navigator.locks.request('heddle.sound', { ifAvailable: true }, async lock => {
    if (lock === null) return
    playSound(sound)
    await new Promise(resolve => setTimeout(resolve, OVERLAP_MS))
  })
}
