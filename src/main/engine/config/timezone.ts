import { readlinkSync } from 'node:fs'

/** The machine's time zone. Asked of the file system first: loading the tables of `Intl` takes longer than a request. */
export function timezoneName({ TZ }: Readonly<Record<string, string | undefined>>): string {
  if (TZ && /^[A-Za-z_]+(\/[A-Za-z_+\-0-9]+)*$/.test(TZ)) return TZ
  try {
    const name = readlinkSync('/etc/localtime').split('/zoneinfo/')[1]
    if (name) return name
  } catch {
    // No such link on this system: then it is worth the wait.
  }
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
