const SCHEMES: readonly string[] = ['http:', 'https:', 'mailto:']

/** A link of untrusted text that may be offered, and where it really leads. */
export interface SafeLink {
  href: string
  /** Host in the form that is resolved (punycode, no user info), or the address of a mail link. */
  host: string
}

/** The link, or null when it is relative, malformed or of another scheme than http, https and mailto. */
export function safeLink(href: string | undefined): SafeLink | null {
  if (href === undefined || !URL.canParse(href)) return null
  const url = new URL(href)
  if (!SCHEMES.includes(url.protocol)) return null
  url.username = ''
  url.password = ''
  return { href: url.href, host: url.protocol === 'mailto:' ? url.pathname : url.host }
}

/** Whether the words of a link already say where it leads. */
export const saysHost = (text: string, host: string): boolean => {
  const said = text.toLowerCase().replace(/^https?:\/\//, '')
  return said === host || said.startsWith(`${host}/`)
}
