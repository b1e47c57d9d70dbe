import type { SampleRequest, ToolSpec } from '../../../core/context/request.ts'
import {
  type CallItem,
  type CallOutput,
  type ContentPart,
  type ResponseItem,
  textOf,
  toolNameOf,
} from '../../../core/thread/items.ts'

type UserPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string; detail?: string } }

export interface ChatToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

export type ChatMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string | UserPart[] }
  | { role: 'assistant'; content: string | null; reasoning_content?: string; tool_calls?: ChatToolCall[] }
  | { role: 'tool'; tool_call_id: string; content: string }

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>

/** The request body of Chat Completions. Fields that a server may not know are left out unless somebody chose them. */
export function chatBody(request: SampleRequest, input: readonly ResponseItem[]): object {
  const { effort, verbosity, outputSchema } = request
  const tools = request.tools.flatMap(chatTool)
  return {
    model: request.model,
    messages: chatMessages(input),
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length > 0 && { tools, tool_choice: 'auto', parallel_tool_calls: request.parallelToolCalls }),
    ...(effort && { reasoning_effort: effort }),
    ...(verbosity && { verbosity }),
    ...(outputSchema && {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'output_schema', strict: true, schema: outputSchema },
      },
    }),
  }
}

/**
 * The history as chat messages.
 *
 * - Developer messages become system messages; those at the very start become one, as many chat templates demand.
 * - What the model did in one go (thought, said, called) becomes one assistant message.
 * - Thoughts are sent back within the turn they belong to: models that think between tool calls need them, and servers
 *   drop older ones anyway.
 * - Images in tool outputs, which `tool` messages cannot hold, follow in a user message.
 */
export function chatMessages(input: readonly ResponseItem[]): ChatMessage[] {
  const messages: ChatMessage[] = []
  const turnStart = input.findLastIndex(item => item.type === 'message' && item.role === 'user')
  let assistant: AssistantMessage | null = null
  let images: UserPart[] = []
  const speak = (): AssistantMessage => {
    showImages()
    if (!assistant) messages.push((assistant = { role: 'assistant', content: null }))
    return assistant
  }
  const showImages = () => {
    if (images.length > 0) messages.push({ role: 'user', content: images })
    images = []
  }
  input.forEach((item, index) => {
    switch (item.type) {
      case 'reasoning': {
        if (index > turnStart) addReasoning(speak(), item.content?.map(part => part.text).join('') ?? '')
        return
      }
      case 'function_call':
      case 'custom_tool_call':
      case 'local_shell_call': {
        const message = speak()
        message.tool_calls = [...(message.tool_calls ?? []), chatCall(item)]
        return
      }
      case 'function_call_output':
      case 'custom_tool_call_output': {
        assistant = null
        messages.push({ role: 'tool', tool_call_id: item.call_id, content: outputText(item.output) })
        images = [...images, ...imagesOf(item.output)]
        return
      }
      case 'message': {
        if (item.role === 'assistant') {
          const message = speak()
          message.content = (message.content ?? '') + textOf(item.content)
          return
        }
        assistant = null
        showImages()
        addMessage(messages, item.role, item.content)
      }
    }
  })
  showImages()
  return messages.filter(message => message.role !== 'assistant' || message.content !== null || message.tool_calls)
}

function addReasoning(message: AssistantMessage, text: string): void {
  if (text) message.reasoning_content = (message.reasoning_content ?? '') + text
}

function addMessage(messages: ChatMessage[], role: 'user' | 'developer' | 'system', content: ContentPart[]): void {
  if (role === 'user') {
    const hasImages = content.some(part => part.type === 'input_image')
    messages.push({ role: 'user', content: hasImages ? content.map(userPart) : joined(content) })
    return
  }
  const first = messages[0]
  if (messages.length === 1 && first?.role === 'system') first.content += `\n\n${joined(content)}`
  else messages.push({ role: 'system', content: joined(content) })
}

const joined = (content: ContentPart[]): string =>
  content.flatMap(part => (part.type === 'input_image' ? [] : [part.text])).join('\n\n')

const userPart = (part: ContentPart): UserPart =>
  part.type === 'input_image'
    ? {
        type: 'image_url',
        image_url: {
          url: part.image_url,
          ...(part.detail === 'low' || part.detail === 'high' ? { detail: part.detail } : {}),
        },
      }
    : { type: 'text', text: part.text }

const imagesOf = (output: CallOutput): UserPart[] =>
  typeof output === 'string' ? [] : output.filter(part => part.type === 'input_image').map(userPart)

function outputText(output: CallOutput): string {
  if (typeof output === 'string') return output
  return textOf(output) || (output.length > 0 ? 'The image follows in the next message.' : '')
}

function chatCall(call: CallItem): ChatToolCall {
  return { id: call.call_id, type: 'function', function: { name: toolNameOf(call), arguments: argumentsOf(call) } }
}

function argumentsOf(call: CallItem): string {
  if (call.type === 'function_call') return call.arguments
  if (call.type === 'custom_tool_call') return JSON.stringify({ input: call.input })
  const { command, working_directory, timeout_ms } = call.action
  return JSON.stringify({
    command,
    ...(working_directory && { workdir: working_directory }),
    ...(timeout_ms && { timeout_ms }),
  })
}

/** Free-form tools become functions of one string; hosted tools do not exist on this wire. */
function chatTool(tool: ToolSpec): object[] {
  switch (tool.type) {
    case 'function': {
      const { name, description, parameters, strict } = tool
      return [{ type: 'function', function: { name, description, parameters, ...(strict && { strict }) } }]
    }
    case 'custom': {
      const { name, description, format } = tool
      const grammar = `The text must follow this ${format.syntax === 'lark' ? 'Lark grammar' : 'regular expression'}:\n${format.definition}`
      const parameters = {
        type: 'object',
        properties: { input: { type: 'string', description: 'The whole text, exactly as it is to be used.' } },
        required: ['input'],
        additionalProperties: false,
      }
      return [{ type: 'function', function: { name, description: `${description}\n\n${grammar}`, parameters } }]
    }
    default:
      return []
  }
}
