import { Failure } from '../../../contract/procedure.ts'
import type { McpServerView, McpState, McpToolView, NewMcpServer } from '../../../contract/mcp.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { ConfigFile } from '../config/configFile.ts'
import type { Deleted } from '../deleted.ts'
import type { McpApprovals } from '../mcp/approvals.ts'
import type { Mcp } from '../mcp/mcp.ts'
import type { LogLine } from '../mcp/serverLog.ts'
import type { McpServerView as Server } from '../mcp/views.ts'
import { aborted } from './aborted.ts'

export interface McpApiDeps {
  mcp: Mcp
  approvals: McpApprovals
  /** The user's own configuration file, and how to take over what it says now. */
  config: ConfigFile
  deleted: Deleted
  reload(): Promise<void>
  /** Whether a repository brought a server along. */
  isOfProject(server: string): boolean
  /** The root of the project that a folder belongs to. */
  projectOf(cwd: string): Promise<{ root: string }>
  onProblem(error: unknown): void
}

type McpHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `mcp/${string}` | `elicitation/${string}` | `elicitations/${string}`>
>

/** MCP servers as a person sees and changes them. What is changed for good goes into the user's configuration file. */
export function mcpHandlers(deps: McpApiDeps): McpHandlers {
  const { mcp, approvals, config, deleted } = deps
  const serverOf = (name: string): Server => {
    const found = mcp.list().find(server => server.name === name)
    if (found) return found
    throw new Failure('mcp.notFound', `There is no MCP server "${name}".`, { server: name })
  }
  /** A server of the user's own configuration: what a repository says is changed in the repository. */
  const ownServer = (name: string): Server => {
    const server = serverOf(name)
    if (!deps.isOfProject(name)) return server
    throw new Failure('settings.invalid', `A repository configures "${name}": change it in ${server.origin}.`)
  }
  /** Writes to the file first: what is shown is what it says. */
  const write = async (changes: (file: ConfigFile) => Promise<void>) => {
    await changes(config)
    await deps.reload()
    return {}
  }

  return {
    'mcp/watch': async (_, push, signal) => {
      const tell = () => push({ type: 'servers', servers: mcp.list().map(viewOf) })
      const end = mcp.watch(tell)
      mcp.start()
      tell()
      await aborted(signal)
      end()
    },
    'mcp/tools': async ({ server, cwd }) => {
      serverOf(server)
      const project = cwd === undefined ? '' : (await deps.projectOf(cwd)).root
      return { tools: toolViews(deps, server, project) }
    },
    'mcp/logs': async ({ server }) => ({ lines: mcp.logs(serverOf(server).name).map(lineOf) }),
    'mcp/restart': async ({ server }) => {
      mcp.restart(serverOf(server).name)
      return {}
    },
    'mcp/signIn': async ({ server }) => {
      serverOf(server)
      try {
        const { url, done } = await mcp.signIn(server)
        done.catch(deps.onProblem) // the server's own state says that it did not work
        return { url }
      } catch (error) {
        throw new Failure('mcp.signInFailed', messageOf(error), { server })
      }
    },
    'mcp/signOut': async ({ server }) => {
      await mcp.signOut(serverOf(server).name)
      return {}
    },
    'mcp/setEnabled': ({ server, enabled }) => {
      ownServer(server)
      return write(file => file.set(['mcp_servers', server, 'enabled'], enabled))
    },
    'mcp/setTool': ({ server, tool, enabled, approval }) => {
      ownServer(server)
      return write(async file => {
        if (approval !== undefined) await file.set(['mcp_servers', server, 'tools', tool, 'approval_mode'], approval)
        if (enabled !== undefined) await setToolEnabled(deps, file, { server, tool, enabled })
      })
    },
    'mcp/forgetApproval': async ({ server, tool }) => {
      for (const { project } of approvals.list().filter(entry => entry.server === server && entry.tool === tool)) {
        await approvals.forget({ server, tool, project })
      }
      return {}
    },
    'mcp/add': server => {
      if (mcp.names().includes(server.name)) {
        throw new Failure('settings.invalid', `There is already an MCP server "${server.name}".`)
      }
      if ((server.command === undefined) === (server.url === undefined)) {
        throw new Failure('settings.invalid', 'An MCP server has either a command or a URL.')
      }
      return write(file => file.set(['mcp_servers', server.name], tableOf(server)))
    },
    'mcp/remove': async ({ server }) => {
      ownServer(server)
      const path = ['mcp_servers', server]
      const deletedId = await deleted.keep({ texts: [{ path: config.path, ...(await config.preview({ path })) }] })
      try {
        await write(file => file.remove(path))
      } catch (error) {
        await deleted.callOff(deletedId)
        throw error
      }
      return { deletedId }
    },

    'elicitations/watch': async (_, push, signal) => {
      const tell = () =>
        push({
          type: 'elicitations',
          elicitations: mcp.elicitations.list().map(({ at, ...rest }) => ({ ...rest, askedAt: at })),
        })
      const end = mcp.elicitations.watch(tell)
      tell()
      await aborted(signal)
      end()
    },
    'elicitation/answer': async ({ id, action, content }) => {
      if (!mcp.elicitations.answer(id, { action, content })) {
        throw new Failure('elicitation.notWaiting', 'That question does not wait for an answer any more.', { id })
      }
      return {}
    },
  }
}

/** A list of tools that are let through is kept to; without one, a tool is taken out by name. */
async function setToolEnabled(
  { mcp }: McpApiDeps,
  file: ConfigFile,
  { server, tool, enabled }: { server: string; tool: string; enabled: boolean },
): Promise<void> {
  const { enabledTools, disabledTools } = mcp.filters(server)
  const without = disabledTools.filter(name => name !== tool)
  const disabled = enabled ? without : [...without, tool]
  if (enabled && enabledTools && !enabledTools.includes(tool)) {
    await file.set(['mcp_servers', server, 'enabled_tools'], [...enabledTools, tool])
  }
  if (disabled.length > 0) await file.set(['mcp_servers', server, 'disabled_tools'], disabled)
  else if (disabledTools.length > 0) await file.remove(['mcp_servers', server, 'disabled_tools'])
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function tableOf({ command, args, env, envVars, url, bearerTokenEnvVar }: NewMcpServer) {
  if (url !== undefined) return { url, ...(bearerTokenEnvVar && { bearer_token_env_var: bearerTokenEnvVar }) }
  return {
    command: command ?? '',
    ...(args && args.length > 0 && { args }),
    ...(env && Object.keys(env).length > 0 && { env }),
    ...(envVars && envVars.length > 0 && { env_vars: envVars }),
  }
}

function stateOf(state: Server['state']): McpState {
  switch (state.phase) {
    case 'failed':
      return { state: 'failed', reason: state.reason, attempt: state.attempt, retryAt: state.nextRetryAt }
    default:
      return { state: state.phase }
  }
}

const viewOf = (server: Server): McpServerView => ({
  name: server.name,
  status: stateOf(server.state),
  transport: server.transport,
  target: server.target,
  title: server.about?.name ?? null,
  version: server.about?.version ?? null,
  instructions: server.about?.instructions ?? null,
  tools: server.tools.length,
  resources: server.resources,
  signedIn: server.signedIn,
  origin: server.origin,
  notes: server.notes,
})

function toolViews({ mcp, approvals }: McpApiDeps, server: string, project: string): McpToolView[] {
  const known = mcp.list().find(({ name }) => name === server)
  return mcp.listed(server).map(({ tool, title, description, inputSchema, hints, schemaHash, approvalMode }) => {
    const offered = known?.tools.find(each => each.tool === tool)
    const found = approvals.find({ server, tool, schemaHash, project })
    return {
      name: tool,
      modelName: offered?.name ?? '',
      title: title ?? null,
      description,
      inputSchema,
      enabled: offered !== undefined,
      approval: approvalMode,
      allowed: found.type === 'allowed' ? found.scope : 'no',
      hints,
    }
  })
}

const lineOf = ({ at, from, text }: LogLine) => ({ at, source: from, text }) as const
