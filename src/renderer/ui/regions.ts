import { isDialogOpen } from './Dialog.tsx'

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex]'

/** What had the focus when a part of the window was left. */
const left = new WeakMap<Element, HTMLElement>()

/**
 * Moves the focus to the next part of the window (`data-region`) or to the one before, where it was there last. A dialog
 * keeps it.
 */
export function stepRegion(step: 1 | -1): void {
  if (isDialogOpen()) return
  const regions = [...document.querySelectorAll('[data-region]')].filter(region => focusIn(region) !== undefined)
  const { activeElement } = document
  const at = regions.findIndex(region => region.contains(activeElement))
  const here = regions[at]
  if (here && activeElement instanceof HTMLElement) left.set(here, activeElement)
  // From nowhere the first is the next, and the last the one before.
  const next = regions[at < 0 && step < 0 ? regions.length - 1 : (at + step + regions.length) % regions.length]
  if (next) focusIn(next)?.focus()
}

/** Puts the focus into one part, where it was there last. */
export function goToRegion(name: string): void {
  const region = document.querySelector(`[data-region="${CSS.escape(name)}"]`)
  if (region) focusIn(region)?.focus()
}

function focusIn(region: Element): HTMLElement | undefined {
  const last = left.get(region)
  if (last && region.contains(last) && canFocus(last)) return last
  const all = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(canFocus)
  // What is written in, before what is pressed: a thread is left and found again at its message.
  return all.find(element => element.matches('textarea')) ?? all[0]
}

const canFocus = (element: HTMLElement): boolean => element.tabIndex >= 0 && element.checkVisibility()
