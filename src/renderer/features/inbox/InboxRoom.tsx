import { PaneEmpty } from '../../ui/Pane.tsx'

/** Everything that waits for a person, in any thread. */
export function InboxRoom() {
  return (
    <section className="inbox" aria-label="Inbox">
      <PaneEmpty>Whatever waits for you in any thread shows here.</PaneEmpty>
    </section>
  )
}
