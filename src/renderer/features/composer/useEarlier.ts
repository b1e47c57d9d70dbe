import { useRef, useState } from 'react'
import { typedOf } from '../../../core/prompts/message.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { userCommandOf } from '../../../core/thread/userCommand.ts'
import { useAppParts } from '../../state/app.ts'
import { viewOf } from '../../state/store.ts'
import { passedBy, saidWith, step } from './earlier.ts'
import type { Walk } from './earlier.ts'
import type { SlashOption } from './slash.ts'

/** Listed at most: whoever looks for more writes another word. */
const MOST = 50

/** Earlier messages: walked through with the arrow keys, or searched. `threadId` is null before the first message. */
export function useEarlier(threadId: string | null) {
  const { store, engine } = useAppParts()
  const all = useRef<readonly string[]>([])
  const [walk, setWalk] = useState<Walk | null>(null)
  /** What stood in the field before it became the words to search for; null while nothing is searched. */
  const [searching, setSearching] = useState<{ before: string } | null>(null)
  const [, setRead] = useState(0)

  const read = async () => {
    try {
      const { messages } = await engine.call('messages/said', {})
      all.current = messages.map(({ text }) => text)
      setRead(count => count + 1)
    } catch {
      // Those of the thread itself are there all the same.
    }
  }
  const ofThread = () => (threadId === null ? [] : saidIn(viewOf(store.getState(), threadId).thread))

  return {
    isSearching: searching !== null,
    isWalking: (text: string): boolean => walk !== null && walk.at >= 0 && passed(walk)[walk.at] === text,
    /** Goes one message back, or on; resolves to what the field is to hold then, null where there is no further. */
    async go(text: string, to: 'older' | 'newer'): Promise<string | null> {
      const isOn = walk !== null && walk.at >= 0 && passed(walk)[walk.at] === text
      const from = isOn ? walk : { own: text, at: -1 }
      if (!isOn) await read()
      const next = step(from, passed(from), to)
      if (next) setWalk(next)
      return next?.text ?? null
    },
    search(text: string) {
      setSearching({ before: text })
      void read()
    },
    /** Ends the search; gives what stood there before. */
    leave(): string {
      setSearching(null)
      return searching?.before ?? ''
    },
    optionsFor: (text: string): SlashOption[] =>
      searching === null
        ? []
        : saidWith(text, ofThread(), all.current)
            .slice(0, MOST)
            .map((said, index) => ({
              id: `said-${index}`,
              name: said.replaceAll(/\s+/g, ' ').slice(0, 200),
              about: '',
              completes: said,
            })),
  }

  function passed({ own }: Walk): string[] {
    return passedBy(own, ofThread(), all.current)
  }
}

/** What a person said and ran in a thread, newest first. */
function saidIn(thread: Thread | null): string[] {
  const items = thread?.turns.flatMap(turn => turn.items) ?? []
  return items.toReversed().flatMap(item => {
    if (item.type === 'userMessage') return typedOf(item.content) || []
    const command = item.type === 'call' ? userCommandOf(item) : null
    return command === null ? [] : `!${command}`
  })
}
