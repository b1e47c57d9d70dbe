const MARK = '[redacted]'

/** Shorter secrets are not looked for: they would blank ordinary words, and no provider issues them. */
const SHORTEST_SECRET = 4

/**
 * What looks like a credential even though it is not ours: a server may echo somebody else's, or mask ours badly. Words
 * such as `key-value` have no digit and stay.
 */
const CREDENTIAL =
  /\bsk-[A-Za-z0-9_*.-]{4,}|\b(?:rk|pk|key)-(?=[A-Za-z_*.-]*\d)[A-Za-z0-9_*.-]{8,}|(?<=\bBearer\s)[A-Za-z0-9._~+/*-]{4,}=*/g

/** Takes every secret, and everything that looks like one, out of a text that came from a server. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(secret => secret.length >= SHORTEST_SECRET)
    .flatMap(secret => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .toSorted((one, other) => other.length - one.length)
    .reduce((clean, secret) => clean.replaceAll(secret, MARK), text)
    .replace(CREDENTIAL, MARK)
}

/** A server's words as one printable line of at most `limit` characters; of a web page only its title. */
export function oneLine(text: string, limit = 300): string {
  const title = /^\s*<(?:!doctype|html)/i.test(text) ? (/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? 'a web page') : text
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not reach a terminal
  const line = title.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]+/g, ' ').trim()
  return line.length > limit ? `${line.slice(0, limit)}…` : line
}
