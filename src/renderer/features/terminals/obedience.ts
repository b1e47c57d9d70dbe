/**
 * xterm knows nothing of content security policies: it makes style elements without a nonce, and sets colours of cells
 * as `style` attributes. Both are refused by ours, which stays as strict as it is. Here xterm is made to obey.
 */

/** Runs what makes style elements, which carry the nonce of the page. */
export function withNonce(page: Document, open: () => void): void {
  const nonce = page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  const create: Document['createElement'] = page.createElement.bind(page)
  const createElement = (name: string): HTMLElement => {
    const element = create(name)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }
  Object.defineProperty(page, 'createElement', { value: createElement, configurable: true })
  try {
    open()
  } finally {
    Reflect.deleteProperty(page, 'createElement')
  }
}

/** From now on a script's `style` attribute of a span goes through the object model, which the policy allows anyway. */
export function styleSpansByScript(): void {
  HTMLSpanElement.prototype.setAttribute = function (this: HTMLSpanElement, name: string, value: string): void {
    if (name === 'style') this.style.cssText = value
    else Element.prototype.setAttribute.call(this, name, value)
  }
}
