import { Failure } from '../../contract/procedure.ts'
import type { CommandMethod, Params, Result } from '../../contract/router.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import type { Decision } from '../../core/thread/calls.ts'
import type { ContentPart } from '../../core/thread/items.ts'
import type { ThreadSettings } from '../../core/thread/settings.ts'
import type { Client } from '../../rpc/client.ts'
import { connected, messageOf } from './connection.ts'
import type { Drafts } from './drafts.ts'
import { closePane, NEW_TAB, openBeside, openTab } from './layout.ts'
import { createNavigation } from './navigation.ts'
import { addNotice, updateLayout, updateView, viewOf } from './store.ts'
import type { AppStore } from './store.ts'
import { placeForThread } from './worktree.ts'

export interface ActionDeps {
  store: AppStore
  drafts: Drafts
  client(): Client | null
  now(): number
}

export type Actions = ReturnType<typeof createActions>

export const textContent = (text: string): ContentPart[] => [{ type: 'input_text', text }]

/** Everything a person can do that the engine must know of. A refusal becomes a notice; nothing here throws. */
export function createActions({ store, drafts, client, now }: ActionDeps) {
  const tell = (error: unknown) => addNotice(store, 'error', messageOf(error))
  const engine = () => connected({ store, client })

  /** Null where it was refused, which is then on screen. */
  const command = async <M extends CommandMethod>(method: M, params: Params<M>): Promise<Result<M> | null> => {
    try {
      return await (await engine()).call(method, params)
    } catch (error) {
      tell(error)
      return null
    }
  }

  const send = async (threadId: string, content: ContentPart[], delivery: 'steer' | 'queue', again?: string) => {
    const inputId = again ?? crypto.randomUUID()
    updateView(store, threadId, view => ({
      ...view,
      pending: [
        ...view.pending.filter(input => input.id !== inputId),
        { id: inputId, content, delivery, at: now(), refused: null },
      ],
    }))
    try {
      await (await engine()).call('input/send', { threadId, inputId, content, delivery })
    } catch (error) {
      updateView(store, threadId, view => ({
        ...view,
        pending: view.pending.map(input => (input.id === inputId ? { ...input, refused: messageOf(error) } : input)),
      }))
    }
  }

  const runCommand = (threadId: string, line: string) =>
    command('command/run', { threadId, commandId: crypto.randomUUID(), command: line })

  return {
    ...createNavigation(store),

    /** Runs a command of the user's own in a thread. */
    runCommand,

    /** Sends a message. It shows at once; the same `again` id repeats one that was refused. */
    send,
    forgetPending: (threadId: string, inputId: string) =>
      updateView(store, threadId, view => ({ ...view, pending: view.pending.filter(input => input.id !== inputId) })),

    /** Begins a thread in the chosen folder with its first message, or a command of the user's. Resolves whether it began. */
    async startThread(first: string | ContentPart[] | { command: string }): Promise<boolean> {
      const { cwd, settings } = store.getState().newThread
      if (cwd === null) return false
      store.setState(state => ({ newThread: { ...state.newThread, starting: true } }))
      const place = await placeForThread(store, command, { cwd, first })
      const params = { commandId: crypto.randomUUID(), cwd: place ?? cwd, ...(settings ? { settings } : {}) }
      const started = place !== null && (await command('thread/start', params))
      store.setState(state => ({ newThread: { ...state.newThread, starting: false } }))
      if (!started) return false
      drafts.write(NEW_TAB, '')
      updateLayout(store, layout => openTab(layout, started.threadId))
      if (typeof first === 'object' && 'command' in first) void runCommand(started.threadId, first.command)
      else void send(started.threadId, typeof first === 'string' ? textContent(first) : first, 'queue')
      return true
    },

    /** Begins a thread with the folder and the settings of another, beside it. */
    async startBeside(threadId: string) {
      const view = viewOf(store.getState(), threadId)
      const cwd = view.thread?.cwd ?? store.getState().summaries?.[threadId]?.cwd
      if (cwd === undefined) return
      const settings = view.thread ? { settings: view.thread.settings } : {}
      const started = await command('thread/start', { commandId: crypto.randomUUID(), cwd, ...settings })
      if (started) updateLayout(store, layout => openBeside(layout, started.threadId))
    },

    /** Chooses the folder of the new thread and reads what a thread would start with there. */
    async chooseFolder(cwd: string) {
      store.setState(state => ({ newThread: { ...state.newThread, cwd } }))
      try {
        const { settings } = await (await engine()).call('settings/read', { cwd })
        store.setState(({ newThread }) =>
          newThread.cwd === cwd ? { newThread: { ...newThread, settings, asRead: settings } } : {},
        )
      } catch (error) {
        tell(error)
      }
    },
    async chooseSample() {
      const sample = await command('workspace/sample', {})
      return sample?.path ?? null
    },
    async browse(path?: string, endings?: readonly string[]) {
      try {
        const params = { ...(path === undefined ? {} : { path }), ...(endings ? { endings: [...endings] } : {}) }
        return await (await engine()).call('workspace/browse', params)
      } catch (error) {
        tell(error)
        return null
      }
    },
    chooseSettings: (settings: ThreadSettings) =>
      store.setState(state => ({ newThread: { ...state.newThread, settings } })),

    configure: (threadId: string, settings: ThreadSettings) => command('thread/configure', { threadId, settings }),
    rename: (threadId: string, title: string) => command('thread/rename', { threadId, title }),
    async archive(threadId: string, archived: boolean) {
      if (await command('thread/archive', { threadId, archived })) {
        if (archived) updateLayout(store, layout => closePane(layout, threadId))
      }
    },

    interrupt: (threadId: string, turnId: string) => command('turn/interrupt', { threadId, turnId }),
    continueTurn: (threadId: string, turnId: string) => command('turn/continue', { threadId, turnId }),

    /**
     * Answers a call that waits. A turn that a crash cut short goes on with it. Resolves to null, or to why it was
     * refused: a prefix that is too broad is for the form that made it to say, everything else is said as a notice.
     */
    async answer(threadId: string, turnId: string, callId: string, decision: Decision): Promise<string | null> {
      try {
        await (await engine()).call('approval/answer', { threadId, turnId, callId, decision })
      } catch (error) {
        if (!(error instanceof Failure && error.code === 'rule.tooBroad')) tell(error)
        return messageOf(error)
      }
      const isCutShort = store.getState().summaries?.[threadId]?.status === 'interrupted'
      if (isCutShort && decision.type !== 'abort') await command('turn/continue', { threadId, turnId })
      return null
    },
    answerElicitation: (params: Params<'elicitation/answer'>) => command('elicitation/answer', params),
    killTerminal: (sessionId: number) => command('terminal/kill', { sessionId }),

    /** Puts the failure of a thread away until it fails again. */
    dismissFailure: ({ id, updatedAt }: Pick<ThreadSummary, 'id' | 'updatedAt'>) =>
      store.setState(({ dismissed }) => ({ dismissed: { ...dismissed, [id]: updatedAt } })),

    editInput: (threadId: string, inputId: string, content: ContentPart[]) =>
      command('input/edit', { threadId, inputId, content }),
    redirectInput: (threadId: string, inputId: string, delivery: 'steer' | 'queue') =>
      command('input/redirect', { threadId, inputId, delivery }),
    moveInput: (threadId: string, inputId: string, before: string | null) =>
      command('input/move', { threadId, inputId, before }),
    removeInput: (threadId: string, inputId: string) => command('input/remove', { threadId, inputId }),
  }
}
