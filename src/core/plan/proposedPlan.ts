/** A stretch of a message: something said, or part of a plan. `plan` counts the plans of the message from 0. */
export type PlanPiece = { type: 'text'; text: string } | { type: 'plan'; plan: number; text: string }

/** What a message in Plan mode says beside its plans, and the plans it proposes. */
export interface SplitMessage {
  said: string
  plans: string[]
}

const OPEN = '<proposed_plan>'
const CLOSE = '</proposed_plan>'
/** Markdown takes a line that is indented more as code. */
const MAX_INDENT = 3

/**
 * Tells the `<proposed_plan>` blocks of a message from what is said around them, as it streams: however the text is cut
 * into deltas, the pieces add up to the same. A block opens at the beginning of a line. Tags in code are text, in fences
 * as in backticks, and a block that is never closed ends with the message.
 */
export function createPlanSplitter() {
  let pieces: PlanPiece[] = []
  let plan = -1
  let inPlan = false
  /** The line so far, and its end that may yet turn out to be a tag. */
  let line = ''
  let held = ''
  let fence: string | null = null
  /** Length of the backticks that opened a code span on this line, 0 outside; and of those being read. */
  let span = 0
  let ticks = 0
  /** The line break after a tag belongs to the tag. */
  let afterTag = false

  const emit = (text: string) => {
    if (text === '') return
    const last = pieces.at(-1)
    if (last && (inPlan ? last.type === 'plan' && last.plan === plan : last.type === 'text')) last.text += text
    else pieces.push(inPlan ? { type: 'plan', plan, text } : { type: 'text', text })
  }
  const release = (next = '') => {
    emit(held + next)
    held = ''
  }
  const endLine = () => {
    line = ''
    span = 0
    ticks = 0
  }
  const passTag = () => {
    held = ''
    inPlan = !inPlan
    if (inPlan) plan++
    afterTag = true
    endLine()
  }

  const inText = (char: string) => {
    if (fence !== null || !mayOpen(line)) release(char)
    else if (line.endsWith(OPEN)) passTag()
    else held += char
  }
  const insidePlan = (char: string) => {
    if (fence !== null || span > 0) return release(char)
    if (!CLOSE.startsWith(held + char)) release()
    held += char
    if (held === CLOSE) passTag()
    else if (!CLOSE.startsWith(held)) release()
  }

  const step = (char: string) => {
    if (afterTag && char === '\r') return
    const ends = char === '\n'
    if (ends) {
      if (!afterTag) release(char)
      fence = fenceAfter(fence, line)
      afterTag = false
      endLine()
      return
    }
    afterTag = false
    line += char
    if (char === '`') ticks++
    else if (ticks > 0) {
      span = span === 0 ? ticks : span === ticks ? 0 : span
      ticks = 0
    }
    if (inPlan) insidePlan(char)
    else inText(char)
  }

  return {
    /** What is certain once this much more of the message is known. */
    take(delta: string): PlanPiece[] {
      pieces = []
      for (const char of delta) step(char)
      return pieces
    },
    /** What was held back, at the end of the message. */
    end(): PlanPiece[] {
      pieces = []
      release()
      return pieces
    },
  }
}

/** A whole message of Plan mode. */
export function splitPlans(text: string): SplitMessage {
  const splitter = createPlanSplitter()
  return joinPieces([...splitter.take(text), ...splitter.end()])
}

/** Pieces put together. A block without content proposes nothing. */
export function joinPieces(pieces: readonly PlanPiece[]): SplitMessage {
  let said = ''
  const plans: string[] = []
  for (const piece of pieces) {
    if (piece.type === 'text') said += piece.text
    else plans[piece.plan] = (plans[piece.plan] ?? '') + piece.text
  }
  return { said, plans: plans.map(plan => plan.trim()).filter(plan => plan !== '') }
}

/** Whether a line that begins so can be one that opens a block. */
function mayOpen(line: string): boolean {
  const begun = line.trimStart()
  return line.length - begun.length <= MAX_INDENT && OPEN.startsWith(begun)
}

/** Fences of Markdown, also as the first thing in a list item or a quotation. */
const FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)]|>)\s+)*(`{3,}|~{3,})(.*)$/

/** The fence that is open after a line, null outside. */
function fenceAfter(open: string | null, line: string): string | null {
  const [, mark = '', rest = ''] = FENCE.exec(line) ?? []
  if (mark === '') return open
  if (open === null) return mark.startsWith('`') && rest.includes('`') ? null : mark
  const closes = rest.trim() === '' && mark.startsWith(open)
  return closes ? null : open
}
