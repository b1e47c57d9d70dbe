import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import type { McpServer, McpTransport } from '../../../core/mcp/servers.ts'
import { guardedFetch } from './guardedFetch.ts'
import { createIntake } from './intake.ts'
import type { Message } from './messages.ts'
import type { Sdk } from './sdk.ts'
import type { ServerLog } from './serverLog.ts'
import type { ProgramStart, ServerProcesses } from './serverProcess.ts'
import { MAX_MESSAGE_BYTES, stdioTransport } from './stdioTransport.ts'

type Variables = Readonly<Record<string, string | undefined>>

export interface OpenTransport {
  transport: Transport
  /** Resolves with the reason when the other side is gone. */
  lost: Promise<string>
}

const PASSED_ON = /^(PATH|HOME|LANG|LC_.*|TERM|TZ|USER|LOGNAME|SHELL|TMPDIR|SYSTEMROOT|APPDATA|LOCALAPPDATA|TEMP|TMP)$/i

/** What a server's process is started with: a few variables everybody needs, and those it was configured with. */
export function programOf(
  transport: McpTransport & { type: 'stdio' },
  inherited: Variables,
  home: string,
): ProgramStart {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && (PASSED_ON.test(name) || transport.envVars.includes(name))) env[name] = value
  }
  const { command, args, cwd } = transport
  return { command, args, cwd: cwd ?? home, env: { ...env, ...transport.env } }
}

/** The headers of a server that the configuration names, or which variable is missing. */
export function headersOf(
  { headers, envHeaders, bearerTokenEnvVar }: McpTransport & { type: 'http' },
  variables: Variables,
): { headers: Record<string, string> } | { missing: string } {
  const found: Record<string, string> = { ...headers }
  const wanted = Object.entries(envHeaders).map(([header, variable]) => ({ header, variable, prefix: '' }))
  if (bearerTokenEnvVar !== undefined)
    wanted.push({ header: 'Authorization', variable: bearerTokenEnvVar, prefix: 'Bearer ' })
  for (const { header, variable, prefix } of wanted) {
    const value = variables[variable]
    if (!value) return { missing: variable }
    found[header] = prefix + value
  }
  return { headers: found }
}

const SECRET_NAME = /KEY|SECRET|TOKEN|PASS|AUTH|CRED|_SOCK/i
/** Long and without a blank or a path in it: nobody misses it in a log if it was none. */
const SECRET_VALUE = /^[^\s/\\]{20,}$/

/** Values that must not be shown wherever this server is. */
export function secretsOf({ transport }: McpServer, variables: Variables): string[] {
  if (transport.type === 'stdio') {
    const passed = transport.envVars.map(name => [name, variables[name] ?? ''] as const)
    return [...Object.entries(transport.env), ...passed].flatMap(([name, value]) =>
      SECRET_NAME.test(name) || SECRET_VALUE.test(value) ? [value] : [],
    )
  }
  const { headers, envHeaders, bearerTokenEnvVar } = transport
  const names = [...Object.values(envHeaders), ...(bearerTokenEnvVar === undefined ? [] : [bearerTokenEnvVar])]
  return [...Object.values(headers), ...names.flatMap(name => variables[name] ?? [])]
}

/** Starts a server's process and speaks with it. */
export async function openStdio(
  program: ProgramStart,
  processes: ServerProcesses,
  log: ServerLog,
): Promise<OpenTransport> {
  const process = await processes.start(program)
  return { transport: stdioTransport(process, log), lost: process.ended }
}

/** Speaks with a server over HTTP. */
export function openHttp(options: {
  sdk: Sdk
  url: URL
  headers: Record<string, string>
  authProvider?: OAuthClientProvider
  log: ServerLog
}): OpenTransport {
  const { sdk, url, headers, authProvider, log } = options
  let lose: (reason: string) => void = () => undefined
  const lost = new Promise<string>(resolve => (lose = resolve))
  const fetch = guardedFetch({ server: url, headers, maxBytes: MAX_MESSAGE_BYTES, onViolation: reason => lose(reason) })
  const inner = new sdk.StreamableHTTPClientTransport(url, { fetch, authProvider })
  const intake = createIntake({
    hold: () => undefined, // the body of the response is read only so fast
    release: () => undefined,
    onDropped: count => log.add('heddle', 'warning', `${count} notifications were dropped: it sends too many.`),
  })
  const transport: Transport = {
    start: () => {
      // The SDK's transports are no event targets: these properties are their interface.
      // oxlint-disable unicorn/prefer-add-event-listener
      inner.onmessage = message => {
        if (intake.admits(message as Message)) transport.onmessage?.(message as JSONRPCMessage)
      }
      inner.onerror = error => transport.onerror?.(error)
      inner.onclose = () => transport.onclose?.()
      // oxlint-enable unicorn/prefer-add-event-listener
      return inner.start()
    },
    send: (message, sendOptions) => inner.send(message, sendOptions),
    async close() {
      intake.dispose()
      // Politeness only: a server that does not answer is left alone.
      await Promise.race([inner.terminateSession().catch(() => undefined), delay(FAREWELL_MS)])
      await inner.close()
      lose('it was closed')
    },
    setProtocolVersion: version => inner.setProtocolVersion(version),
  }
  return { transport, lost }
}

const FAREWELL_MS = 500
const delay = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms).unref())
