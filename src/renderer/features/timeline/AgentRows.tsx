import './agentRows.css'
import { PanelRightOpen, Users } from 'lucide-react'
import { wordsOf } from '../../../core/agents/agent.ts'
import type { AgentReport, AgentStatus } from '../../../core/agents/agent.ts'
import type { Call } from '../../../core/thread/calls.ts'
import { toolNameOf } from '../../../core/thread/items.ts'
import { standingIn, standingOfLink } from '../../state/agents.ts'
import { useActions, useSummary, useThread } from '../../state/app.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { duration } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Fold } from './Fold.tsx'
import type { CallRowProps } from './callRow.ts'
import { argumentsOf, endOf, explanationOf, tookOf } from './calls.ts'
import { Elapsed } from './elapsed.ts'

/** More agents than this are counted, not named: the pane has them all. */
const CHIPS = 8

/** A call about agents: who was sent off with what, who was waited for. The agent is one press away. */
export function AgentRow({ id, call, threadId }: CallRowProps) {
  const explanation = explanationOf(call)
  const spawned = useThread(threadId, thread => thread.agents?.find(link => link.callId === call.id)?.id ?? null)
  const agentIds = idsOf(call, spawned)
  const said = messageOf(call)
  const facts = [endOf(call), call.phase === 'done' && took(call)].filter(Boolean).join(' · ')
  const title = (
    <span className="timeline-agents">
      <span>{doingOf(call)}</span>
      {agentIds.slice(0, CHIPS).map(agentId => (
        <AgentChip key={agentId} threadId={threadId} agentId={agentId} />
      ))}
      {agentIds.length > CHIPS && <span>{t('and {n} more', { n: agentIds.length - CHIPS })}</span>}
      {call.phase === 'running' && <Elapsed since={call.startedAt} />}
    </span>
  )
  return (
    <div>
      <div className="timeline-fold timeline-agentsLine">
        <Icon of={Users} size={13} />
        {title}
        {facts !== '' && <span className="timeline-foldDetail">{facts}</span>}
      </div>
      <div className="timeline-agentSaid">
        {explanation !== null && <p className="timeline-note">{explanation}</p>}
        {said !== null && <Said id={id} text={said} />}
      </div>
    </div>
  )
}

const SHORT = 160

/** What an agent was told: whole where it is short, else its beginning, which opens. */
function Said({ id, text }: { id: string; text: string }) {
  const line = text.trim().replace(/\s*\n\s*/g, ' ')
  if (line.length <= SHORT)
    return (
      <p className="timeline-agentTask">
        <VisibleText text={line} />
      </p>
    )
  return (
    <Fold id={`${id}/said`} title={<VisibleText text={line.slice(0, SHORT)} />}>
      <Markdown text={text} />
    </Fold>
  )
}

/** An agent by its name and the dot that it has now; opens it beside the thread. */
function AgentChip({ threadId, agentId }: { threadId: string; agentId: string }) {
  const { openBeside } = useActions()
  const link = useThread(threadId, thread => thread.agents?.find(each => each.id === agentId)) ?? undefined
  const summary = useSummary(agentId)
  const { dot, word } = standingOfLink(link, summary)
  const nickname = link?.nickname ?? summary?.agent?.nickname ?? t('an agent')
  const role = link?.role ?? summary?.agent?.role
  return (
    <button
      type="button"
      className={`timeline-agent ${dot}`}
      title={summary?.activity ? `${nickname}: ${summary.activity}` : t('Open {name}', { name: nickname })}
      onClick={() => openBeside(agentId)}
    >
      <StatusDot status={dot} quiet />
      <span className="timeline-agentName truncate">
        <VisibleText text={nickname} />
      </span>
      {role !== undefined && role !== 'default' && <span className="timeline-agentRole">{role}</span>}
      <span className="timeline-agentWord">{word}</span>
      <Icon of={PanelRightOpen} size={12} />
    </button>
  )
}

interface ReportRowProps {
  id: string
  threadId: string
  report: Pick<AgentReport, 'agentId' | 'status'>
  /** The model has not read it yet. */
  unread?: boolean
}

/** News of an agent: what it said last, or why it stopped. */
export function ReportRow({ id, threadId, report: { agentId, status }, unread = false }: ReportRowProps) {
  const link = useThread(threadId, thread => thread.agents?.find(each => each.id === agentId)) ?? undefined
  const summary = useSummary(agentId)
  const nickname = link?.nickname ?? summary?.agent?.nickname ?? t('An agent')
  const said = textIn(status)
  const title = (
    <span className="timeline-agents">
      <StatusDot status={standingIn(status).dot} quiet />
      <span>
        <VisibleText text={nickname} /> {REPORTED[standingIn(status).dot] ?? standingIn(status).word}
      </span>
    </span>
  )
  const detail = [said === null ? null : firstLine(said), unread && t('read with the next answer')]
    .filter(Boolean)
    .join(' · ')
  return (
    <div className="timeline-report">
      <Fold id={id} title={title} detail={detail === '' ? null : <VisibleText text={detail} />}>
        {said === null ? null : <Markdown text={said} />}
      </Fold>
    </div>
  )
}

const REPORTED: Readonly<Partial<Record<ReturnType<typeof standingIn>['dot'], string>>> = {
  done: t('reported'),
  failed: t('failed'),
  interrupted: t('was stopped'),
  idle: t('was closed'),
}

const textIn = (status: AgentStatus): string | null =>
  typeof status === 'string' || ('completed' in status && status.completed === null) ? null : wordsOf(status)

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 140) ?? ''

const DOING: Readonly<Record<string, readonly [now: string, done: string]>> = {
  spawn_agent: [t('Starting'), t('Started')],
  send_input: [t('Telling'), t('Told')],
  wait: [t('Waiting for'), t('Waited for')],
  close_agent: [t('Closing'), t('Closed')],
  resume_agent: [t('Opening again'), t('Opened again')],
  list_agents: [t('Looking at its agents'), t('Looked at its agents')],
}

function doingOf(call: Call): string {
  const [now, done] = DOING[toolNameOf(call.item)] ?? [t('Asking its agents'), t('Asked its agents')]
  return call.phase === 'done' && call.status === 'completed' ? done : now
}

const took = (call: Call): string | null => {
  const milliseconds = tookOf(call)
  return milliseconds !== null && milliseconds >= 1000 ? duration(milliseconds) : null
}

/** The agents that a call is about: as its result names them, else as it asked for them. */
function idsOf(call: Call, spawned: string | null): readonly string[] {
  if (call.phase === 'done' && call.result?.kind === 'agent' && call.result.action !== 'list')
    return call.result.agentIds
  if (spawned !== null) return [spawned]
  const { id, ids, target, targets } = argumentsOf(call.item)
  return [id, target, ids, targets].flat().filter(each => typeof each === 'string')
}

/** What an agent was told to do. */
function messageOf(call: Call): string | null {
  if (call.phase === 'done' && call.result?.kind === 'agent' && call.result.message) return call.result.message
  const { message } = argumentsOf(call.item)
  return typeof message === 'string' && message.trim() !== '' ? message : null
}
