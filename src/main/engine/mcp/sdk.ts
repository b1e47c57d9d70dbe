import { z } from 'zod'

/**
 * The protocol's official implementation. It is loaded when the first server starts: programs without servers do not pay
 * for it.
 */
export async function loadSdk() {
  const [{ Client }, { StreamableHTTPClientTransport }, auth, types] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    import('@modelcontextprotocol/sdk/client/auth.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ])
  const { ElicitRequestSchema, McpError } = types
  return {
    Client,
    StreamableHTTPClientTransport,
    auth: auth.auth,
    challengeOf: auth.extractWWWAuthenticateParams,
    UnauthorizedError: auth.UnauthorizedError,
    ElicitRequestSchema,
    McpError,
    /** Any result: what servers send is read field by field, so that one bad entry does not cost the rest. */
    AnyResult: z.looseObject({}),
  }
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>
