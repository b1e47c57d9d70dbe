/** Opens an address outside, the way of every link of the page: the host decides whether it may. */
export function openOutside(href: string): void {
  const link = Object.assign(document.createElement('a'), { href, target: '_blank', rel: 'noopener noreferrer' })
  link.click()
}
