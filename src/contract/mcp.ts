import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'

const Name = z.string().min(1).max(200)

export const McpState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('disabled') }),
  /** Not needed yet: it starts with the first turn, or when asked. */
  z.object({ state: z.literal('stopped') }),
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('ready') }),
  z.object({
    state: z.literal('failed'),
    reason: z.string(),
    attempt: z.number(),
    /** Unix milliseconds; null when it is not tried again by itself. */
    retryAt: z.number().nullable(),
  }),
  z.object({ state: z.literal('needsSignIn') }),
])
export type McpState = z.infer<typeof McpState>

/** One configured server as it is now. */
export const McpServerView = z.object({
  name: z.string(),
  status: McpState,
  transport: z.enum(['stdio', 'http']),
  /** The command line or the URL, without secrets. */
  target: z.string(),
  /** What the server calls itself. */
  title: z.string().nullable(),
  version: z.string().nullable(),
  instructions: z.string().nullable(),
  tools: z.number(),
  /** Whether it offers resources beside tools. */
  resources: z.boolean(),
  signedIn: z.boolean(),
  /** Where it is configured: file and line. */
  origin: z.string(),
  /** Things that were cut or left out, each a sentence. */
  notes: z.array(z.string()),
})
export type McpServerView = z.infer<typeof McpServerView>

export const McpToolView = z.object({
  /** As the server calls it, and as models do. */
  name: z.string(),
  modelName: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  inputSchema: z.unknown(),
  enabled: z.boolean(),
  approval: z.enum(['auto', 'prompt', 'approve']),
  /** Allowed for good, in this version, by a person. */
  allowed: z.enum(['no', 'project', 'everywhere']),
  hints: z.object({
    readOnly: z.boolean().optional(),
    destructive: z.boolean().optional(),
    openWorld: z.boolean().optional(),
  }),
})
export type McpToolView = z.infer<typeof McpToolView>

export const McpLogLine = z.object({ at: z.number(), source: z.enum(['stderr', 'server', 'heddle']), text: z.string() })
export type McpLogLine = z.infer<typeof McpLogLine>

/** A server to add. Values of `env` and `headers` are kept as they are: name variables instead where they are secret. */
export const NewMcpServer = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _, at most 64'),
  command: z.string().optional(),
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  envVars: z.array(z.string()).optional(),
  url: z.string().optional(),
  bearerTokenEnvVar: z.string().optional(),
})
export type NewMcpServer = z.infer<typeof NewMcpServer>

/** A server asks the user something while a call runs. */
export const Elicitation = z.object({
  id: z.string(),
  server: z.string(),
  threadId: z.string().nullable(),
  callId: z.string().nullable(),
  message: z.string(),
  mode: z.enum(['form', 'url']),
  /** JSON schema of a flat object: strings, numbers, booleans and choices. */
  schema: z.unknown().optional(),
  url: z.string().optional(),
  askedAt: z.number(),
})
export type Elicitation = z.infer<typeof Elicitation>

const OfServer = z.object({ server: Name })
const Done = z.object({})
const writes = ['mcp.notFound', 'settings.invalid', 'home.notWritable'] as const

export const mcpRoutes = {
  /** All configured servers, now and whenever one changes. Watching starts those that have not been needed yet. */
  'mcp/watch': subscription({
    params: z.object({}),
    frame: z.object({ type: z.literal('servers'), servers: z.array(McpServerView) }),
  }),
  'mcp/tools': query({
    params: OfServer.extend({ cwd: z.string().optional() }),
    result: z.object({ tools: z.array(McpToolView) }),
  }),
  'mcp/logs': query({ params: OfServer, result: z.object({ lines: z.array(McpLogLine) }) }),
  'mcp/restart': command({ params: OfServer, result: Done, failures: ['mcp.notFound'] }),
  /** Answers with the page to open. The server becomes ready when the user has signed in there. */
  'mcp/signIn': command({
    params: OfServer,
    /** Null where nothing has to be opened: the server lets the user in already. */
    result: z.object({ url: z.string().nullable() }),
    failures: ['mcp.notFound', 'mcp.signInFailed'],
  }),
  'mcp/signOut': command({ params: OfServer, result: Done, failures: ['mcp.notFound', 'home.notWritable'] }),
  'mcp/setEnabled': command({ params: OfServer.extend({ enabled: z.boolean() }), result: Done, failures: writes }),
  'mcp/setTool': command({
    params: OfServer.extend({
      tool: z.string(),
      enabled: z.boolean().optional(),
      approval: z.enum(['auto', 'prompt', 'approve']).optional(),
    }),
    result: Done,
    failures: writes,
  }),
  /** Takes back what was allowed for good. */
  'mcp/forgetApproval': command({
    params: OfServer.extend({ tool: z.string() }),
    result: Done,
    failures: ['home.notWritable'],
  }),
  'mcp/add': command({ params: NewMcpServer, result: Done, failures: ['settings.invalid', 'home.notWritable'] }),
  /** `deletedId` is for `deleted/restore`. */
  'mcp/remove': command({ params: OfServer, result: z.object({ deletedId: z.string() }), failures: writes }),

  /** Questions of servers that wait for an answer. */
  'elicitations/watch': subscription({
    params: z.object({}),
    frame: z.object({ type: z.literal('elicitations'), elicitations: z.array(Elicitation) }),
  }),
  'elicitation/answer': command({
    params: z.object({
      id: z.string(),
      action: z.enum(['accept', 'decline', 'cancel']),
      content: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
    }),
    result: Done,
    failures: ['elicitation.notWaiting'],
  }),
} as const
