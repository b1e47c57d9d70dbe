import { utf8Head, utf8Length } from '../context/utf8.ts'
import { canonicalText, exceeds } from './canonical.ts'

/** What a server may make us keep and tell a model. */
export const TOOL_LIMITS = {
  tools: 500,
  nameChars: 300,
  descriptionBytes: 4096,
  schemaBytes: 64 * 1024,
  schemaDepth: 32,
  schemaValues: 5000,
} as const

/** The server's own hints. They can raise an alarm, never lower one. */
export interface ToolHints {
  readOnly?: boolean
  destructive?: boolean
  openWorld?: boolean
}

/** A tool as a server lists it, within limits. */
export interface ListedTool {
  tool: string
  title?: string
  description: string
  /** JSON schema of the arguments. It is told to the model and never evaluated: its patterns and references are inert. */
  inputSchema: Record<string, unknown>
  hints: ToolHints
  /** What an approval is bound to: everything the server said of the tool, uncut. */
  fingerprint: string
}

/** Reads the tools of a server; what was cut or left out is in `notes`, for a person. */
export function readTools(raw: readonly unknown[]): { tools: ListedTool[]; notes: string[] } {
  const notes: string[] = []
  const tools = new Map<string, ListedTool>()
  for (const entry of raw.slice(0, TOOL_LIMITS.tools)) {
    const read = readTool(entry)
    if ('problem' in read) notes.push(read.problem)
    else if (tools.has(read.tool.tool))
      notes.push(`It lists the tool ${short(read.tool.tool)} twice; the first counts.`)
    else tools.set(read.tool.tool, read.tool)
    if ('notes' in read) notes.push(...read.notes)
  }
  if (raw.length > TOOL_LIMITS.tools)
    notes.unshift(`It lists ${raw.length} tools; only the first ${TOOL_LIMITS.tools} are used.`)
  return { tools: [...tools.values()], notes: condensed(notes) }
}

const MAX_NOTES = 20

const condensed = (notes: string[]): string[] =>
  notes.length <= MAX_NOTES ? notes : [...notes.slice(0, MAX_NOTES), `And ${notes.length - MAX_NOTES} more notes.`]

function readTool(raw: unknown): { tool: ListedTool; notes: string[] } | { problem: string } {
  if (!isObject(raw) || typeof raw.name !== 'string' || raw.name === '')
    return { problem: 'It lists a tool without a name, which is left out.' }
  const { name } = raw
  if (name.length > TOOL_LIMITS.nameChars)
    return { problem: `The name of the tool ${short(name)} has ${name.length} characters; it is left out.` }
  if (isObject(raw.execution) && raw.execution.taskSupport === 'required')
    return { problem: `The tool ${short(name)} only runs as a task, which is not supported; it is left out.` }
  const notes: string[] = []
  const described = typeof raw.description === 'string' ? raw.description : ''
  const description = utf8Head(described.slice(0, TOOL_LIMITS.descriptionBytes), TOOL_LIMITS.descriptionBytes)
  if (description.length < described.length)
    notes.push(`The description of ${short(name)} has ${described.length} characters and is cut.`)
  const { inputSchema, note } = readSchema(raw.inputSchema)
  if (note !== undefined) notes.push(`The schema of ${short(name)} ${note}.`)
  const { title, outputSchema, annotations } = raw
  return {
    tool: {
      tool: name,
      title: typeof title === 'string' ? title.slice(0, 200) : undefined,
      description,
      inputSchema,
      hints: hintsOf(annotations),
      fingerprint: canonicalText([name, described, raw.inputSchema, outputSchema, annotations]),
    },
    notes,
  }
}

const PERMISSIVE = { type: 'object', properties: {}, additionalProperties: true }

function readSchema(raw: unknown): { inputSchema: Record<string, unknown>; note?: string } {
  if (!isObject(raw)) return { inputSchema: PERMISSIVE }
  const { schemaDepth: depth, schemaValues: values, schemaBytes } = TOOL_LIMITS
  if (exceeds(raw, { depth, values }))
    return {
      inputSchema: PERMISSIVE,
      note: `is deeper than ${depth} levels or has more than ${values} values; any object is let through`,
    }
  if (utf8Length(JSON.stringify(raw)) > schemaBytes)
    return { inputSchema: PERMISSIVE, note: `has more than ${schemaBytes} bytes; any object is let through` }
  const { $schema: _, ...schema } = raw
  // Providers want an object with properties, even where a tool takes nothing.
  return {
    inputSchema: { ...schema, type: 'object', properties: isObject(schema.properties) ? schema.properties : {} },
  }
}

function hintsOf(annotations: unknown): ToolHints {
  if (!isObject(annotations)) return {}
  const flag = (value: unknown) => (typeof value === 'boolean' ? value : undefined)
  const { readOnlyHint, destructiveHint, openWorldHint } = annotations
  return { readOnly: flag(readOnlyHint), destructive: flag(destructiveHint), openWorld: flag(openWorldHint) }
}

const SHORT_NAME = 60
const short = (name: string): string => (name.length > SHORT_NAME ? `${name.slice(0, SHORT_NAME)}…` : name)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
