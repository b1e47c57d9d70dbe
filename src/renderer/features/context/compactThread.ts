import type { App } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { addNotice } from '../../state/store.ts'

/** Asks for a compaction. What is shown of it comes with the thread; a refusal becomes a notice. */
export async function compactThread({ engine, store }: Pick<App, 'engine' | 'store'>, threadId: string): Promise<void> {
  try {
    await engine.call('thread/compact', { commandId: crypto.randomUUID(), threadId })
  } catch (error) {
    addNotice(store, 'error', messageOf(error))
  }
}
