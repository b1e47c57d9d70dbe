/**
 * The page's document for a terminal that knows nothing of our content security policy: the style elements that it makes
 * carry the nonce, and what it sets as a `style` attribute goes through the object model, which the policy allows.
 */
export function obedientDocument(real: Document): Document {
  const nonce = real.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  const createElement = (name: string): HTMLElement => {
    const element = real.createElement(name)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    if (element instanceof HTMLSpanElement) element.setAttribute = setAttribute
    return element
  }
  return new Proxy(real, {
    get(target, property) {
      if (property === 'createElement') return createElement
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  })
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value
  else Element.prototype.setAttribute.call(this, name, value)
}
