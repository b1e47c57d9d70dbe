import { useMemo } from 'react'
import { useAppParts, useDraft } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'
import { attachmentsFrom, keptAs, obstacleOf } from './attachments.ts'
import type { Attachment } from './attachments.ts'
import { readImage } from './imageFile.ts'

/** Where the attachments of a draft are kept: with the drafts, so that they survive a restart as well. */
export const attachedKey = (draftKey: string): string => `${draftKey}/attached`

/** What goes with a message that is being written. */
export function useAttachments(draftKey: string) {
  const { store, drafts } = useAppParts()
  const key = attachedKey(draftKey)
  const [kept] = useDraft(key)
  const attached = useMemo(() => attachmentsFrom(kept), [kept])

  return useMemo(() => {
    // Reading a picture takes a moment, in which others may have come: what counts is what is there by then.
    const change = (update: (before: Attachment[]) => Attachment[]) =>
      drafts.write(key, keptAs(update(attachmentsFrom(drafts.read(key)))))
    const add = (more: readonly Attachment[]): boolean => {
      const all = [...attachmentsFrom(drafts.read(key)), ...more]
      const obstacle = obstacleOf(all)
      if (obstacle === null) drafts.write(key, keptAs(all))
      else addNotice(store, 'error', obstacle)
      return obstacle === null
    }
    return {
      attached,
      addText: (text: string, name?: string) =>
        add([{ kind: 'text', id: crypto.randomUUID(), text, ...(name !== undefined && { name }) }]),
      async addImages(files: readonly File[]) {
        for (const file of files) {
          const read = await readImage(file).catch(() => ({
            problem: t('{name} cannot be read.', { name: file.name }),
          }))
          if ('problem' in read) addNotice(store, 'error', read.problem)
          else add([read])
        }
      },
      change: (id: string, text: string) =>
        change(before => before.map(each => (each.id === id && each.kind === 'text' ? { ...each, text } : each))),
      remove: (id: string) => change(before => before.filter(each => each.id !== id)),
      clear: () => drafts.write(key, ''),
    }
  }, [attached, drafts, key, store])
}

export type Attachments = ReturnType<typeof useAttachments>
