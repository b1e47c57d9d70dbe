import { useMemo, useState } from 'react'
import { useAppParts, useDraft } from '../../state/app.ts'
import { STASH_KEY, stashFrom, withoutStashed, withStashed } from './stash.ts'
import type { Stashed } from './stash.ts'
import { attachedKey } from './useAttachments.ts'

interface StashParts {
  draftKey: string
  setText(text: string): void
}

/** Messages that were put aside unsent, whatever the thread, and the ways there and back. */
export function useStash({ draftKey, setText }: StashParts) {
  const { drafts } = useAppParts()
  const [kept, keep] = useDraft(STASH_KEY)
  const stash = useMemo(() => stashFrom(kept), [kept])
  const [isOpen, setOpen] = useState(false)
  const attached = attachedKey(draftKey)

  /** What stands in the field, with its attachments; null where there is nothing. */
  const written = (): Stashed | null => {
    const one = { id: crypto.randomUUID(), text: drafts.read(draftKey), attached: drafts.read(attached) }
    return one.text.trim() === '' && one.attached === '' ? null : one
  }
  const put = (one: Stashed | null) => {
    drafts.write(attached, one?.attached ?? '')
    setText(one?.text ?? '')
  }
  /** Takes one back; what stood in the field takes its place. */
  const take = (one: Stashed) => {
    const now = written()
    const rest = withoutStashed(stashFrom(drafts.read(STASH_KEY)), one.id)
    keep(now ? withStashed(stashFrom(rest), now) : rest)
    put(one)
  }

  return {
    stash,
    isOpen,
    setOpen,
    take,
    /** Puts aside what is written; brings back what was put aside where nothing is. */
    toggle() {
      const now = written()
      const [newest, ...others] = stash
      if (now) {
        keep(withStashed(stash, now))
        put(null)
      } else if (newest && others.length === 0) take(newest)
      else setOpen(stash.length > 0)
    },
  }
}
