import { PaneEmpty } from '../../ui/Pane.tsx'

/** Commands of a thread that run on in the background. */
export function TerminalsPane({ threadId }: { threadId: string }) {
  return <PaneEmpty key={threadId}>Commands that the agent leaves running show here.</PaneEmpty>
}
