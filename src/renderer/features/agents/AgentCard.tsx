import '../../ui/field.css'
import { ArrowUp, CornerUpLeft, PanelRightOpen, RotateCcw, Square, Ungroup, X } from 'lucide-react'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { AgentRow } from '../../../contract/agents.ts'
import { useDraft } from '../../state/app.ts'
import { standingOf } from '../../state/agents.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Numbers } from './AgentLine.tsx'
import { useAgent, useBelow } from './tree.ts'
import { useAgentActions } from './useAgentActions.ts'

/** The agent that the reader is at: what it was asked to do, and what can be done with it. */
export function AgentCard({ threadId }: { threadId: string }) {
  const agent = useAgent(threadId)
  const below = useBelow(threadId)
  const actions = useAgentActions()
  if (!agent) return null
  const { nickname, role, model, parentId } = agent
  const { dot, word } = standingOf(agent, below)
  const isRoot = parentId === null
  const failure = typeof agent.status === 'object' && 'errored' in agent.status ? agent.status.errored : null
  return (
    <section className="agentCard" aria-label={nickname}>
      <div className="agentCardHead">
        <StatusDot status={dot} quiet />
        <h3 className="truncate">
          <VisibleText text={nickname} />
        </h3>
        {!isRoot && role !== 'default' && <span className="agentRole">{role}</span>}
        <span className="agentWord">{word}</span>
      </div>
      <p className="agentFacts">
        {model !== null && `${model} · `}
        <Numbers agent={agent} withUnit />
      </p>
      {agent.task !== '' && !isRoot && (
        <p className="agentTask" tabIndex={0} aria-label={t('Task')}>
          <VisibleText text={agent.task} />
        </p>
      )}
      {failure !== null && (
        <p className="agentFailure">
          <VisibleText text={failure} />
        </p>
      )}
      {!isRoot && agent.open && <Message agent={agent} />}
      <div className="agentButtons">
        <Button icon={isRoot ? CornerUpLeft : PanelRightOpen} onClick={() => actions.open(agent)}>
          {isRoot ? t('Show') : t('Open')}
        </Button>
        {agent.turnId !== null && (
          <Button icon={Square} onClick={() => void actions.stop(agent)}>
            {t('Stop')}
          </Button>
        )}
        {!isRoot && agent.open && (
          <Button icon={X} onClick={() => void actions.close(agent)}>
            {t('Close')}
          </Button>
        )}
        {!isRoot && !agent.open && (
          <Button icon={RotateCcw} onClick={() => void actions.resume(agent)}>
            {t('Open again')}
          </Button>
        )}
        {!isRoot && (
          <IconButton
            icon={Ungroup}
            label={t('Make it a thread of its own')}
            onClick={() => void actions.promote(agent)}
          />
        )}
      </div>
    </section>
  )
}

/** A word to an agent, without leaving the tree. */
function Message({ agent }: { agent: AgentRow }) {
  const { say } = useAgentActions()
  const [text, setText] = useDraft(`agent ${agent.threadId}`)
  const [sending, setSending] = useState(false)
  const canSend = text.trim() !== '' && !sending
  const send = async () => {
    if (!canSend) return
    setSending(true)
    if (await say(agent, text.trim())) setText('')
    setSending(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    void send()
  }
  return (
    <div className="agentMessage">
      <input
        className="textInput"
        aria-label={t('Message to {agent}', { agent: agent.nickname })}
        placeholder={
          agent.turnId === null
            ? t('Ask {agent} for more', { agent: agent.nickname })
            : t('Steer {agent}', { agent: agent.nickname })
        }
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <IconButton icon={ArrowUp} label={t('Send')} chord="enter" disabled={!canSend} onClick={() => void send()} />
    </div>
  )
}
