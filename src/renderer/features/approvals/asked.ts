import type { ReactNode, RefObject } from 'react'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'

/** What is asked, and whom the answer goes to. */
export interface Asked {
  threadId: string
  turnId: string
  callId: string
  request: ApprovalRequest
}

/** A card that asks. Where it stands, and when its keys count, is for its place to say. */
export interface CardProps {
  asked: Asked
  card: RefObject<HTMLElement | null>
  /** The answers, which must be seen before keys may answer. */
  foot?: RefObject<HTMLDivElement | null>
  aside?: ReactNode
  isVisible: boolean
  listensAt(target: HTMLElement): boolean
  /** Opens the dialog of a dangerous call by itself, once. */
  alarms?: boolean
  /** The question is left and nothing is answered: where the focus goes then. */
  onFormClosed(): void
  onAnswered?(decision: Decision): void
}
