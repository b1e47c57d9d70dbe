import { Info, RotateCw, TriangleAlert } from 'lucide-react'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { Fold } from './Fold.tsx'
import { Elapsed } from './elapsed.ts'

/** The turn runs and nothing of it shows: so that it never looks stuck. */
export const Working = ({ since }: { since: number }) => (
  <div className="timeline-working">
    <StatusDot status="running" quiet />
    <span>Waiting for the model</span>
    <span className="timeline-foldDetail">
      <Elapsed since={since} />
    </span>
  </div>
)

export const Retrying = ({ attempt, of, message }: { attempt: number; of: number; message: string }) => (
  <div className="timeline-notice warning" role="status">
    <Icon of={RotateCw} />
    <p>
      Trying again, {attempt} of {of}. {message}
    </p>
  </div>
)

export const NoticeRow = ({ level, text }: { level: 'info' | 'warning' | 'error'; text: string }) => (
  <div className={`timeline-notice ${level}`} role={level === 'error' ? 'alert' : undefined}>
    <Icon of={level === 'info' ? Info : TriangleAlert} />
    <p>{text}</p>
  </div>
)

/** From here on the model knows a summary instead of all that stands above. */
export const Compaction = ({ id, message }: { id: string; message: string }) => (
  <div className="timeline-compaction">
    <Fold id={id} title="Context compacted" detail="the agent goes on from a summary of everything above">
      {message.trim() === '' ? null : (
        <div className="timeline-thought">
          <Markdown text={message} />
        </div>
      )}
    </Fold>
  </div>
)

const NAMES: Readonly<Record<string, string>> = {
  web_search_call: 'Searched the web',
  image_generation_call: 'Made an image',
  compaction: 'Context compacted by the provider',
  tool_search_call: 'Looked for a tool',
  tool_search_output: 'Found tools',
  agent_message: 'Message of another agent',
}

/** Something of the provider's own: named, for its content is not ours to read. */
export const OpaqueRow = ({ name }: { name: string }) => (
  <div className="timeline-fold flat">
    <span className="timeline-foldTitle">
      {(Object.hasOwn(NAMES, name) ? NAMES[name] : undefined) ?? name.replaceAll('_', ' ')}
    </span>
  </div>
)
