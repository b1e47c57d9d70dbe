import { memo } from 'react'
import type { Item } from '../../../core/thread/thread.ts'
import { ApprovalCard } from '../approvals/index.ts'
import { AgentRow, ReportRow } from './AgentRows.tsx'
import { AnswerCopy } from './AnswerCopy.tsx'
import { CommandRow } from './CommandRow.tsx'
import { HookNote } from './HookNote.tsx'
import { LiveRow } from './LiveRow.tsx'
import { Compaction, NoticeRow, OpaqueRow, Retrying, SkillRow, Working } from './Markers.tsx'
import { MessageRow } from './MessageRow.tsx'
import { McpRow } from './McpRow.tsx'
import { ImageRow, OtherCallRow, TerminalRow } from './OtherCalls.tsx'
import { PatchRow } from './PatchRow.tsx'
import { ProposalRow } from './ProposalRow.tsx'
import { PlanRow } from './PlanRow.tsx'
import { QuestionRow } from './QuestionRow.tsx'
import { ReadsRow } from './ReadsRow.tsx'
import { Reasoning } from './Reasoning.tsx'
import { TextRow } from './TextRow.tsx'
import { TurnFooter } from './TurnFooter.tsx'
import { PendingMessage, UserMessage } from './UserMessage.tsx'
import type { CallRowProps } from './callRow.ts'
import { hookWords, kindOf } from './calls.ts'
import type { Row } from './rows.ts'
import { t } from '../../ui/i18n/t.ts'

interface RowProps {
  row: Row
  threadId: string
  cwd: string
}

export function TimelineRow({ row, threadId, cwd }: RowProps) {
  switch (row.type) {
    case 'item':
      return <ItemRow {...row} threadId={threadId} cwd={cwd} />
    case 'text':
      return (
        <>
          <TextRow threadId={threadId} text={row.text} live={row.live} from={row.from} />
          {row.part === 0 && !row.live && <AnswerCopy threadId={threadId} turnId={row.turnId} itemId={row.itemId} />}
        </>
      )
    case 'reads':
      return <ReadsRow id={row.id} calls={row.calls} tookMs={row.tookMs} running={row.running} cwd={cwd} />
    case 'footer':
      return <TurnFooter turn={row.turn} threadId={threadId} />
    case 'live':
      return <LiveRow item={row.item} threadId={threadId} />
    case 'working':
      return <Working since={row.since} />
    case 'retrying':
      return <Retrying attempt={row.attempt} of={row.of} message={row.message} />
    case 'report':
      return <ReportRow id={row.id} threadId={threadId} report={row.report} unread />
    case 'pending':
      return <PendingMessage input={row.input} threadId={threadId} />
  }
}

interface ItemRowProps {
  id: string
  turnId: string
  item: Item
  tookMs: number
  begins: boolean
  threadId: string
  cwd: string
}

/** Drawn again only when its own item changed, however much else did. */
const ItemRow = memo(function ItemRow({ id, turnId, item, tookMs, begins, threadId, cwd }: ItemRowProps) {
  switch (item.type) {
    case 'userMessage':
      return (
        <>
          {begins ? (
            <MessageRow threadId={threadId} turnId={turnId} itemId={item.id} content={item.content} />
          ) : (
            <UserMessage content={item.content} />
          )}
          {/* The end of the turn says it of the message that it began with. */}
          {item.refused && !begins && (
            <HookNote
              words={t('A hook refused this message: {reason}', { reason: item.refused.reason })}
              hook={item.refused.hook}
            />
          )}
        </>
      )
    case 'agentMessage':
      return <TextRow threadId={threadId} text={item.text} />
    case 'plan':
      return <ProposalRow id={id} threadId={threadId} turnId={turnId} item={item} />
    case 'reasoning':
      return <Reasoning id={id} summary={item.summary} tookMs={tookMs} />
    case 'call':
      return (
        <>
          <CallRow id={id} turnId={turnId} call={item} threadId={threadId} cwd={cwd} />
          {item.hooked && item.phase !== 'waiting' && (
            <HookNote words={hookWords(item.hooked)} hook={item.hooked.hook} />
          )}
        </>
      )
    case 'report':
      return <ReportRow id={id} threadId={threadId} report={item} />
    case 'skill':
      return <SkillRow name={item.name} path={item.path} />
    case 'opaque':
      return <OpaqueRow name={item.name} />
    case 'notice':
      return <NoticeRow level={item.level} text={item.text} />
    case 'compaction':
      return <Compaction id={id} mark={item} />
  }
})

function CallRow({ turnId, ...props }: CallRowProps & { turnId: string }) {
  const { call, threadId } = props
  if (call.phase === 'waiting') return <ApprovalCard threadId={threadId} turnId={turnId} call={call} />
  switch (kindOf(call)) {
    case 'command':
      return <CommandRow {...props} />
    case 'patch':
      return <PatchRow {...props} />
    case 'plan':
      return <PlanRow {...props} />
    case 'agent':
      return <AgentRow {...props} />
    case 'question':
      return <QuestionRow {...props} />
    case 'image':
      return <ImageRow {...props} />
    case 'terminal':
      return <TerminalRow {...props} />
    case 'mcp':
      return <McpRow {...props} />
    case 'read':
    case 'other':
      return <OtherCallRow {...props} />
  }
}
