import type { CardProps } from './asked.ts'
import { AskedCard } from './AskedCard.tsx'
import { BrakeCard } from './BrakeCard.tsx'
import { PermissionCard } from './PermissionCard.tsx'

/** A call that waits for a person, with all that can be answered. */
export function Question(props: CardProps) {
  switch (props.asked.request.kind) {
    case 'question':
      return <AskedCard {...props} />
    case 'brake':
      return <BrakeCard {...props} />
    case 'command':
    case 'patch':
    case 'mcp':
      return <PermissionCard {...props} />
  }
}
