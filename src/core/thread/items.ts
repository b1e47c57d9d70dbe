/**
 * The model-visible entries of a conversation, in the shape of the Responses API. Rollouts keep them verbatim, so the
 * names are the wire's (snake_case) and fields we do not know ride along untouched.
 */

export type ContentPart =
  | { type: 'input_text'; text: string }
  | { type: 'output_text'; text: string; annotations?: unknown[] }
  | { type: 'input_image'; image_url: string; detail?: string }

export type Role = 'user' | 'assistant' | 'developer' | 'system'

export interface MessageItem {
  type: 'message'
  id?: string
  role: Role
  content: ContentPart[]
  /** `commentary` between tool calls, `final_answer` at the end of a turn; absent where the model does not say. */
  phase?: string
}

export interface ReasoningItem {
  type: 'reasoning'
  id?: string
  summary: { type: 'summary_text'; text: string }[]
  content?: { type: string; text: string }[] | null
  encrypted_content?: string | null
}

export interface FunctionCallItem {
  type: 'function_call'
  id?: string
  call_id: string
  name: string
  namespace?: string
  /** JSON text, exactly as the model wrote it. */
  arguments: string
}

export interface CustomCallItem {
  type: 'custom_tool_call'
  id?: string
  call_id: string
  name: string
  namespace?: string
  /** Free-form text, exactly as the model wrote it. */
  input: string
}

export interface LocalShellCallItem {
  type: 'local_shell_call'
  id?: string
  call_id: string
  status?: string
  action: {
    type: 'exec'
    command: string[]
    working_directory?: string | null
    timeout_ms?: number | null
    env?: Record<string, string> | null
  }
}

/** What a call gives back to the model: plain text, or parts when images are among them. */
export type CallOutput = string | ContentPart[]

export interface FunctionCallOutputItem {
  type: 'function_call_output'
  id?: string
  call_id: string
  output: CallOutput
}

export interface CustomCallOutputItem {
  type: 'custom_tool_call_output'
  id?: string
  call_id: string
  name?: string
  output: CallOutput
}

/** Hosted searches, images, compaction blobs and whatever comes next: kept, replayed, shown by name. */
export interface OpaqueItem {
  type:
    | 'web_search_call'
    | 'image_generation_call'
    | 'compaction'
    | 'tool_search_call'
    | 'tool_search_output'
    | 'additional_tools'
    | 'agent_message'
  id?: string
  [field: string]: unknown
}

export type CallItem = FunctionCallItem | CustomCallItem | LocalShellCallItem
export type OutputItem = FunctionCallOutputItem | CustomCallOutputItem
export type ResponseItem = MessageItem | ReasoningItem | CallItem | OutputItem | OpaqueItem

export const isCall = (item: ResponseItem): item is CallItem =>
  item.type === 'function_call' || item.type === 'custom_tool_call' || item.type === 'local_shell_call'

export const isOutput = (item: ResponseItem): item is OutputItem =>
  item.type === 'function_call_output' || item.type === 'custom_tool_call_output'

/** The name a call is routed by. A local shell call has none of its own: it is the `shell` tool. */
export const toolNameOf = (call: CallItem): string =>
  call.type === 'local_shell_call' ? 'shell' : (call.namespace ?? '') + call.name

/** The output item that answers a call, of the type the provider expects for it. */
export function outputFor(call: CallItem, output: CallOutput): OutputItem {
  return call.type === 'custom_tool_call'
    ? { type: 'custom_tool_call_output', call_id: call.call_id, output }
    : { type: 'function_call_output', call_id: call.call_id, output }
}

/** All text of a message, parts joined without separator; images contribute nothing. */
export const textOf = (content: readonly ContentPart[]): string =>
  content.map(part => (part.type === 'input_image' ? '' : part.text)).join('')
