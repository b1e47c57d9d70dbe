import { isIP } from 'node:net'
import { isConfidential, isLoopback } from '../../../core/mcp/servers.ts'

/**
 * Why an address must not be asked on behalf of a server, or null. Its own origin is what the user configured. Anything
 * else comes from answers of servers: it has to be https, and it must not point a distant server at this machine or at a
 * private network, where whoever trusts the network would believe us.
 */
export function refusedAddress(target: URL, server: URL): string | null {
  if (target.origin === server.origin) return null
  if (!isConfidential(target.href)) return `${target.origin} is not https`
  if (isLoopback(target.href)) return isLoopback(server.href) ? null : `${target.origin} is this machine`
  return isPrivate(target.hostname) && target.hostname !== server.hostname
    ? `${target.origin} is in a private network`
    : null
}

/** Whether a host is written as an address of a private or link-local network. */
function isPrivate(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIP(host) === 4)
    return /^(10\.|127\.|0\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      host,
    )
  return isIP(host) === 6 && /^(::|f[cd]|fe[89ab])/.test(host)
}
