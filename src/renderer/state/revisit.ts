import { useMemo } from 'react'
import type { ContentPart } from '../../core/thread/items.ts'
import { copyText } from '../ui/clipboard.ts'
import { t, tn } from '../ui/i18n/t.ts'
import { useAppParts } from './app.ts'
import { messageOf } from './connection.ts'
import type { Engine } from './engine.ts'
import { openTab } from './layout.ts'
import type { Variants } from './lineage.ts'
import { goTo, linkTo } from './places.ts'
import { addNotice, updateLayout } from './store.ts'
import type { AppStore } from './store.ts'

export interface RevisitDeps {
  store: AppStore
  call: Engine['call']
  copy(text: string): Promise<void>
}

export type Revisit = ReturnType<typeof createRevisit>

/** The message that a person says differently, and where on screen it stands. */
export interface Edited {
  threadId: string
  turnId: string
  firstSeq: number
  variants: Variants | undefined
  topPx: number
}

/** What can be done with a turn that is over. A refusal becomes a notice; nothing here throws. */
export function createRevisit({ store, call, copy }: RevisitDeps) {
  const attempt = async <T>(run: () => Promise<T>): Promise<T | null> => {
    try {
      return await run()
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
      return null
    }
  }

  return {
    /** Goes on from before or after a turn in a thread of its own. */
    async fork(threadId: string, turnId: string, side: 'before' | 'after') {
      const commandId = crypto.randomUUID()
      const forked = await attempt(() => call('thread/fork', { commandId, threadId, turnId, side }))
      if (forked) updateLayout(store, layout => openTab(layout, forked.threadId))
    },

    /** Says a message differently: the new variant takes the tab of the old one. Resolves to whether it was taken. */
    async edit({ threadId, turnId, firstSeq, variants, topPx }: Edited, content: ContentPart[]): Promise<boolean> {
      // A variant of a variant is a variant of the first: what lies before is the same for all.
      const origin = variants?.origin ?? { threadId, turnId }
      const edited = await attempt(() => call('thread/edit', { commandId: crypto.randomUUID(), ...origin, content }))
      if (edited) goTo(store, { threadId: edited.threadId, at: { seq: firstOf(variants, firstSeq) }, topPx }, threadId)
      return edited !== null
    },

    /** Shows another variant of a message in place of the one that is shown, where that one stood. */
    showVariant(threadId: string, variants: Variants, index: number, topPx: number) {
      const variant = variants.all[index]
      if (variant) goTo(store, { ...variant, topPx }, threadId)
    },

    /** Takes a turn and everything after it out of the thread, with a way back. */
    async revert(threadId: string, turnId: string) {
      const reverted = await attempt(() => call('thread/revert', { threadId, turnId }))
      if (!reverted) return
      addNotice(
        store,
        'info',
        tn(
          reverted.turns,
          'Took back {n} turn. Files stay as they are.',
          'Took back {n} turns. Files stay as they are.',
        ),
        {
          name: t('Undo'),
          run: () => void attempt(() => call('thread/unrevert', { threadId })),
        },
      )
    },

    async copyLink(to: Parameters<typeof linkTo>[0]) {
      const copied = await attempt(() => copy(linkTo(to)).then(() => true))
      if (copied) addNotice(store, 'info', t('Link copied. Paste it into the search to open it.'))
    },
  }
}

/** All variants begin where the forks of the first one branch off. */
const firstOf = (variants: Variants | undefined, firstSeq: number): number => {
  const spots = variants?.all.flatMap(({ at }) => (typeof at === 'object' && 'seq' in at ? [at.seq] : []))
  return spots?.[0] ?? firstSeq
}

export function useRevisit(): Revisit {
  const { store, engine } = useAppParts()
  return useMemo(() => createRevisit({ store, call: engine.call, copy: copyText }), [store, engine])
}
