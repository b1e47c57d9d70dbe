import { useMemo } from 'react'
import type { AgentRow } from '../../../contract/agents.ts'
import type { Params } from '../../../contract/router.ts'
import { textContent } from '../../state/actions.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { uncover } from '../../state/sides.ts'
import { addNotice } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'

type Named = Pick<AgentRow, 'threadId' | 'nickname'>
type AgentCommand = 'agent/close' | 'agent/resume' | 'agent/promote' | 'input/send' | 'turn/interrupt'

/** What a person can do with an agent. What the engine refuses is said; nothing here throws. */
export function useAgentActions() {
  const { store, engine, actions } = useAppParts()
  return useMemo(() => {
    /** Whether it was done. */
    const command = async <M extends AgentCommand>(method: M, params: Params<M>): Promise<boolean> => {
      try {
        await engine.call(method, params)
        return true
      } catch (error) {
        addNotice(store, 'error', messageOf(error))
        return false
      }
    }
    const resume = ({ threadId }: Named) => command('agent/resume', { threadId })
    return {
      open(agent: Pick<AgentRow, 'threadId' | 'parentId'>) {
        actions.openInTree(agent)
        uncover(store, 'panel')
      },
      /** A running agent is steered; another one begins a turn with it. */
      say: ({ threadId, turnId }: Pick<AgentRow, 'threadId' | 'turnId'>, text: string) =>
        command('input/send', {
          threadId,
          inputId: crypto.randomUUID(),
          content: textContent(text),
          delivery: turnId === null ? 'queue' : 'steer',
        }),
      stop: ({ threadId, turnId }: Pick<AgentRow, 'threadId' | 'turnId'>) =>
        turnId === null ? Promise.resolve(false) : command('turn/interrupt', { threadId, turnId }),
      resume,
      async close(agent: Named) {
        if (!(await command('agent/close', { threadId: agent.threadId }))) return
        addNotice(store, 'info', t('{agent} is closed.', { agent: agent.nickname }), {
          name: t('Undo'),
          run: () => void resume(agent),
        })
      },
      async promote({ threadId, nickname }: Named) {
        if (!(await command('agent/promote', { threadId }))) return
        addNotice(store, 'info', t('{agent} is a thread of its own now.', { agent: nickname }), {
          name: t('Open'),
          run: () => actions.openThread(threadId),
        })
      },
    }
  }, [store, engine, actions])
}

export type AgentActions = ReturnType<typeof useAgentActions>
