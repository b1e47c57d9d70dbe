import { Progress } from '../../ui/Progress.tsx'
import { PaneEmpty, PaneSection } from '../../ui/Pane.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import type { Status } from '../../ui/StatusDot.tsx'
import { Toasts } from '../../ui/Toast.tsx'
import type { ToastMessage } from '../../ui/Toast.tsx'
import { Group } from './Group.tsx'

const STATES: readonly Status[] = ['idle', 'running', 'waiting', 'done', 'failed', 'interrupted']

const nothing = () => undefined

const TOASTS: readonly ToastMessage[] = [
  { id: 'info', level: 'info', text: 'Copied.' },
  { id: 'undo', level: 'info', text: 'Moved review-checklist to the trash.', action: { name: 'Undo', run: nothing } },
  {
    id: 'error',
    level: 'error',
    text: 'The key was not accepted: /home/ada/.heddle/config.toml:14 names a provider that is not there.',
    action: { name: 'Open', run: nothing },
  },
]

/** What tells how something stands. */
export const Feedback = () => (
  <>
    <Group name="Status">
      {STATES.map(status => (
        <span key={status} className="galleryDot">
          <StatusDot status={status} quiet />
          {status}
        </span>
      ))}
    </Group>
    <Group name="Progress">
      <div className="galleryBar">
        <Progress label="Nothing yet" done={0} of={10} />
        <Progress label="Some" done={4} of={10} />
        <Progress label="All" done={10} of={10} />
        <Progress label="Not known" done={0} of={0} />
      </div>
    </Group>
    <Group name="Skeleton">
      <div className="galleryBar">
        <Skeleton lines={[90, 70, 40]} label="Loading" />
      </div>
    </Group>
    <Group name="Toasts">
      <Toasts messages={TOASTS} onDismiss={nothing} />
    </Group>
    <Group name="Banner" wide>
      <div className="banner">
        <StatusDot status="interrupted" quiet />
        <span className="bannerText">1 turn was interrupted at step 7. What it had done is kept.</span>
      </div>
    </Group>
    <Group name="Pane and empty pane" wide>
      <PaneSection title="Plan" aside="2 of 5">
        Steps of the plan stand here.
      </PaneSection>
      <PaneEmpty>Files appear here when the agent changes them.</PaneEmpty>
    </Group>
  </>
)
