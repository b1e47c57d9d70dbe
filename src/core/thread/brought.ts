import type { MessageSent } from './effects.ts'
import type { EventBody } from './events.ts'

/** Facts about what the user said, each message with what it brings along for the model. */
export async function withBrought(
  facts: readonly EventBody[],
  brought: ((sent: MessageSent) => Promise<EventBody[]>) | undefined,
): Promise<EventBody[]> {
  if (!brought) return [...facts]
  const all = facts.map(async body => (body.type === 'message.sent' ? [body, ...(await brought(body))] : [body]))
  return (await Promise.all(all)).flat()
}
