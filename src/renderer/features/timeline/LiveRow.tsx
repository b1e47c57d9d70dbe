import { useLiveText } from '../../state/app.ts'
import type { LiveItem } from '../../state/threadView.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { namedIn } from './PatchRow.tsx'
import { headed } from './Reasoning.tsx'
import { kindOfTool } from './calls.ts'

/** Something that is being written right now. */
export function LiveRow({ item, threadId }: { item: LiveItem; threadId: string }) {
  const text = useLiveText(threadId, item)
  if (item.kind === 'text') return <Markdown text={text} />
  const [words, detail] = item.kind === 'reasoning' ? ['Thinking…', thought(text)] : writing(item.name ?? '', text)
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
  return heading ?? rest.trimEnd().split('\n').at(-1)?.slice(0, 160) ?? ''
}

function writing(tool: string, text: string): [string, string] {
  switch (kindOfTool(tool)) {
    case 'patch':
      return ['Writing a patch…', namedIn(text, undefined)]
    case 'command':
      return ['Writing a command…', '']
    case 'plan':
      return ['Updating the plan…', '']
    case 'read':
      return ['Choosing what to read…', '']
    default:
      return tool === '' ? ['Writing a call…', ''] : ['Writing a call…', tool]
  }
}
