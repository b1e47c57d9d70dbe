/** Moves between the field and the messages that wait above it: they share one stack. */

const within = (from: Element, selector: string): HTMLElement | null =>
  from.closest('.composerStack')?.querySelector<HTMLElement>(selector) ?? null

/** The newest message that waits above the field, if any. */
export const newestWaiting = (from: Element): HTMLElement | null => within(from, '.queued-row:last-child')

/** To the message before or after one that waits; behind the last one is the field. */
export function focusBeside(row: Element, direction: 'before' | 'after'): void {
  const next = direction === 'before' ? row.previousElementSibling : row.nextElementSibling
  if (next instanceof HTMLElement) next.focus()
  else if (direction === 'after') focusField(row)
}

export const focusField = (from: Element): void => within(from, '.composer-field')?.focus()
