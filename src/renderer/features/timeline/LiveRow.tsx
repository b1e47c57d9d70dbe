import { useState } from 'react'
import { createArgumentsPreview } from '../../../core/patch/stream.ts'
import { useLiveText } from '../../state/app.ts'
import type { LiveItem } from '../../state/threadView.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { LivePlan } from '../plan/index.ts'
import { LivePatch } from './LivePatch.tsx'
import { headed } from './Reasoning.tsx'
import { kindOfTool } from './calls.ts'

/** Something that is being written right now; what the agent says has rows of its own. */
export function LiveRow({ item, threadId }: { item: LiveItem; threadId: string }) {
  const text = useLiveText(threadId, item)
  if (item.kind === 'plan') return <LivePlan threadId={threadId} item={item} />
  if (item.kind === 'summary') return <Doing words={t('Compacting…')} detail={lastLine(text)} />
  if (item.kind === 'arguments' && mayHoldPatch(item.name ?? ''))
    return <LiveArguments tool={item.name ?? ''} text={text} />
  const [words, detail] = item.kind === 'reasoning' ? [t('Thinking…'), thought(text)] : writing(item.name ?? '')
  return <Doing words={words} detail={detail} />
}

const mayHoldPatch = (tool: string): boolean => ['patch', 'command'].includes(kindOfTool(tool))

/** Arguments of a tool that takes patches, and of one that models pass them to as a heredoc. */
function LiveArguments({ tool, text }: { tool: string; text: string }) {
  const [follow] = useState(() => createArgumentsPreview())
  const written = follow(text)
  if (kindOfTool(tool) === 'patch' || written.files.length > 0) return <LivePatch {...written} />
  const [words, detail] = writing(tool)
  return <Doing words={words} detail={detail} />
}

function Doing({ words, detail }: { words: string; detail: string }) {
  return (
    <div className="timeline-working">
      <StatusDot status="running" quiet />
      <span>{words}</span>
      {detail !== '' && <span className="timeline-foldDetail">{detail}</span>}
    </div>
  )
}

/** The last heading, else the last line. */
function thought(text: string): string {
  const parts = text.split(/\n\s*\n(?=\s*\*\*)/)
  const { heading, rest } = headed([parts.at(-1) ?? ''])
  return heading ?? lastLine(rest)
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.slice(0, 160) ?? ''

function writing(tool: string): [string, string] {
  switch (kindOfTool(tool)) {
    case 'command':
      return [t('Writing a command…'), '']
    case 'plan':
      return [t('Updating the plan…'), '']
    case 'read':
      return [t('Choosing what to read…'), '']
    default:
      return tool === '' ? [t('Writing a call…'), ''] : [t('Writing a call…'), tool]
  }
}
