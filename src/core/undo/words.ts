import type { OutsideChange } from '../thread/calls.ts'
import type { Thread, Undone } from '../thread/thread.ts'
import type { FilePlan, Why } from './plan.ts'

const WHY: Readonly<Record<Why, string>> = {
  notKept: 'What stood there before is no longer kept.',
  sameLines: 'The same lines were changed since.',
  noText: 'It was changed since and is no text, so that the edits cannot be told apart.',
  editedSince: 'The agent made it and it was edited since; taking it away would lose the edits.',
  deletedSince: 'It was deleted since.',
  createdSince: 'The agent deleted it, and since then another file was put in its place.',
  occupied: 'Something else stands where it has to go back to.',
  barred: 'It is not a file that this thread may write, or its path leads somewhere else now.',
}

/** What an undo does with a file, as a sentence. */
export function sentenceOf({ action, why, now }: Pick<FilePlan, 'action' | 'why' | 'now'>): string {
  if (why) return action === 'conflict' ? `${WHY[why]} It stays as it is unless you choose.` : WHY[why]
  switch (action) {
    case 'restore':
      return 'Goes back to exactly what it was.'
    case 'remove':
      return now === null ? 'Is gone already.' : 'Was added; it is removed.'
    case 'recreate':
      return 'Was deleted; it comes back.'
    case 'moveBack':
      return 'Was moved; it goes back to where it was.'
    case 'merge':
      return 'Was edited since: those edits stay, the rest goes back.'
    default:
      return ''
  }
}

const OUTSIDE: Readonly<Record<OutsideChange['reason'], string>> = {
  notKept: 'A command changed it before what stood there could be kept.',
  tooLarge: 'It is too large to be kept.',
  ignored: 'Git ignores this folder, and it is too large to be looked into.',
  noFile: 'It is a device, a socket or a pipe.',
  tooMany: 'Commands changed more files than are kept.',
  cutShort: 'The program ended while this ran: what it changed is not known.',
  tooLargeWorkspace: 'This folder has too many files to look for what commands change in it.',
}

/** Why a change that a command made cannot be taken back, as a sentence. */
export const outsideSentence = ({ reason }: OutsideChange): string => OUTSIDE[reason]

const MAX_NAMED = 20

/**
 * What the model has to know of files that were put back since the last turn began; null if none were. One line, so that
 * it does not work on from what it believes to have written.
 */
export function toldOfUndos({ undos = [], turns }: Pick<Thread, 'undos' | 'turns'>): string | null {
  const since = turns.at(-1)?.startedAt ?? 0
  const paths = new Set(undos.filter(({ at }) => at >= since).flatMap(pathsOf))
  if (paths.size === 0) return null
  const named = [...paths].slice(0, MAX_NAMED)
  const more = paths.size - named.length
  return `The user undid changes to files: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. Read them again before you rely on what they hold.`
}

const pathsOf = ({ images }: Undone): string[] => images.map(({ path }) => path)
