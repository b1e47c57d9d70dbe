/**
 * The lines of a thread as the real program writes them today: everything somebody said stands twice, once for the model
 * (`response_item`) and once for people (`item_completed`), with records of tokens in between. Deterministic: the same
 * turn has the same bytes each time.
 */
export interface Corpus {
  threadId: string
  /** Folder in which the thread worked. */
  cwd: string
}

/** A line without its time and place. */
export type Line = [type: string, payload: object, metadata?: object]

type Usage = ReturnType<typeof usage>

const MODEL = 'gpt-5.5'
/** Tells which of the model's compactions a history fits; another one would be compacted on resume. */
const COMPACTION_HASH = '2911'
const USAGE_OF_A_SAMPLE = 12_000
const SAMPLES_OF_A_TURN = 2
/** Hidden reasoning is added to the last usage, less a part of each: with longer ones the real program would compact. */
const ENCRYPTED_CHARS = 600
/** Items of the first turn's context. */
const FIRST_ITEM = 3
/** Items of a turn that the model is sent: message, reasoning, call, output, answer. */
export const ITEMS_OF_A_TURN = 5

/** A UUID that says what it is of and which one. */
const uuid = (kind: number, n: number) =>
  `01a1f000-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`

export const threadIdOf = (n: number) => uuid(0, n)
export const turnIdOf = (turn: number) => uuid(1, turn)
const messageIdOf = (turn: number) => `msg_${uuid(2, turn)}`

const WORDS =
  'the thread keeps what a person said and reads it back from the file when somebody asks for a page of earlier turns ' +
  'so that src/store/outline.ts:42 const offset = index.get("turn") ?? 0; return { offset, length: line.byteLength } ' +
  'error: expected “number”, found `string` at column 17 → done in 3.4 s (12 passed, 0 failed) and nothing is lost'

const POOL_CHARS = 256 * 1024

/** Words in an order that never changes, to cut texts from. */
const pool = (() => {
  const words = WORDS.split(' ')
  let seed = 20_260_105
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  let text = ''
  while (text.length < 2 * POOL_CHARS) text += words[next(words.length)] + (next(9) === 0 ? '\n' : ' ')
  return text
})()

function textOf(kind: number, turn: number, chars: number): string {
  const from = (turn * 7_919 + kind * 104_729) % POOL_CHARS
  return pool.slice(from, from + chars)
}

const userText = (turn: number) => `Request ${turn}: ${textOf(1, turn, 390)}`
const outputText = (turn: number) => textOf(2, turn, 5_600)
const answerText = (turn: number) => `Answer ${turn}: ${textOf(3, turn, 1_700)}`

const passthrough = (turnId: string, kinds?: string[]) => ({
  turn_id: turnId,
  ...(kinds && {
    content_item_kinds: kinds,
    content_item_metadata: kinds.map(() => ({ provenance: { type: 'user' } })),
  }),
})

const response = (payload: object, turn: number, sequence: number, kinds?: string[]): Line => [
  'response_item',
  { ...payload, internal_chat_message_metadata_passthrough: passthrough(turnIdOf(turn), kinds) },
  { history_sequence: sequence, sampled_through_sequence: sequence - 1, client_authored: false },
]

const event = (payload: object): Line => ['event_msg', payload]

const shown = ({ threadId }: Corpus, turn: number, at: number, item: object): Line =>
  event({
    type: 'item_completed',
    thread_id: threadId,
    turn_id: turnIdOf(turn),
    item,
    started_at_ms: at,
    completed_at_ms: at,
  })

const usage = (samples: number) => ({
  input_tokens: samples * USAGE_OF_A_SAMPLE,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: samples * 300,
  reasoning_output_tokens: 0,
  total_tokens: samples * (USAGE_OF_A_SAMPLE + 300),
})

const NO_LIMITS = {
  limit_id: 'codex',
  limit_name: null,
  primary: null,
  secondary: null,
  credits: null,
  individual_limit: null,
  spend_control_reached: null,
  plan_type: null,
  rate_limit_reached_type: null,
}

/** What the model's n-th answer of a turn cost, for the record and for people. */
function tokens({ threadId }: Corpus, turn: number, nth: number): [record: Line, count: Line] {
  const ids = { thread_id: threadId, turn_id: turnIdOf(turn), session_id: threadId, root_turn_id: turnIdOf(turn) }
  const total: Usage = usage(turn * SAMPLES_OF_A_TURN + nth)
  return [
    [
      'token_usage_record',
      {
        ...ids,
        response_id: `resp_${turn}_${nth}`,
        usage: usage(1),
        turn_token_usage: usage(nth),
        thread_token_usage: total,
      },
    ],
    event({
      type: 'token_count',
      info: {
        total_token_usage: total,
        last_token_usage: usage(1),
        last_usage_includes_reasoning: false,
        model_context_window: 258_400,
      },
      rate_limits: NO_LIMITS,
    }),
  ]
}

const collaboration = {
  mode: 'default',
  settings: { model: MODEL, reasoning_effort: null, developer_instructions: null },
}

export function headerLine({ threadId, cwd }: Corpus, timestamp: string): Line {
  const payload = {
    account_scoped: true,
    session_id: threadId,
    id: threadId,
    timestamp,
    cwd,
    runtime_workspace_roots: [cwd],
    originator: 'codex_exec',
    cli_version: '0.169.0',
    source: 'cli',
    thread_source: 'user',
    model_provider: 'mock',
    base_instructions: { text: textOf(9, 0, 19_000), provenance: { type: 'model', model: MODEL } },
    history_mode: 'paginated',
    context_window: { window_id: uuid(3, 0) },
  }
  return ['session_meta', payload]
}

const message = (id: string, role: string, type: string, texts: string[]) => ({
  type: 'message',
  id,
  role,
  content: texts.map(text => ({ type, text })),
})

/** What the model is told before anybody speaks. */
const contextItems = (cwd: string): [item: object, kinds: string[]][] => [
  [
    message(`msg_${uuid(4, 1)}`, 'developer', 'input_text', [
      `<permissions instructions>\n${textOf(8, 0, 5_000)}</permissions instructions>`,
    ]),
    ['permissions.instructions'],
  ],
  [
    message(`msg_${uuid(4, 2)}`, 'user', 'input_text', [
      `<environment_context>\n  <cwd>${cwd}</cwd>\n  <shell>bash</shell>\n</environment_context>`,
    ]),
    ['environments.environment_context'],
  ],
]

export const contextLines = ({ cwd }: Corpus, turn: number): Line[] =>
  contextItems(cwd).map(([item, kinds], n) => response(item, turn, n + 1, kinds))

export const settingsLine = ({ threadId, cwd }: Corpus): Line =>
  event({
    type: 'thread_settings_applied',
    thread_id: threadId,
    thread_settings: {
      model: MODEL,
      model_provider_id: 'mock',
      approval_policy: 'never',
      approvals_reviewer: 'user',
      requested_approvals_reviewer: 'user',
      permission_profile: { type: 'disabled' },
      cwd,
      runtime_workspace_roots: [cwd],
      collaboration_mode: collaboration,
      disabled_plugin_ids: [],
    },
  })

const turnContext = ({ cwd }: Corpus, turn: number): Line => [
  'turn_context',
  {
    turn_id: turnIdOf(turn),
    root_turn_id: turnIdOf(turn),
    disabled_plugin_ids: [],
    cwd,
    approval_policy: 'never',
    approvals_reviewer: 'user',
    permission_profile: { type: 'disabled' },
    model: MODEL,
    comp_hash: COMPACTION_HASH,
    collaboration_mode: collaboration,
    multi_agent_version: 'v1',
    realtime_active: false,
    summary: 'none',
    sandbox_policy: { type: 'danger-full-access' },
  },
]

const userItem = (turn: number) => message(messageIdOf(turn), 'user', 'input_text', [userText(turn)])

const startOf = (turn: number, at: number): Line =>
  event({
    type: 'task_started',
    turn_id: turnIdOf(turn),
    root_turn_id: turnIdOf(turn),
    started_at: Math.floor(at / 1000),
    model_context_window: 258_400,
    collaboration_mode_kind: 'default',
  })

const endOf = (turn: number, at: number, said: string | null): Line =>
  event({
    type: 'task_complete',
    root_turn_id: turnIdOf(turn),
    turn_id: turnIdOf(turn),
    last_agent_message: said,
    started_at: Math.floor(at / 1000),
    completed_at: Math.floor(at / 1000) + 9,
    duration_ms: 9_000,
    time_to_first_token_ms: 400,
  })

/** A turn: somebody asks, the model thinks, runs a command and answers. The first one is told its context. */
export function turnLines(corpus: Corpus, turn: number, at: number): Line[] {
  const sequence = FIRST_ITEM + turn * ITEMS_OF_A_TURN
  const callId = `call_${turn}`
  const command = `rg -n "${textOf(4, turn, 60).replaceAll(/["\n]/g, ' ')}" src`
  const thought = textOf(5, turn, 480)
  return [
    startOf(turn, at),
    ...(turn === 0 ? contextLines(corpus, turn) : []),
    turnContext(corpus, turn),
    ...(turn === 0 ? [settingsLine(corpus)] : []),
    response(userItem(turn), turn, sequence, ['user.text']),
    shown(corpus, turn, at, {
      type: 'UserMessage',
      id: uuid(5, turn),
      content: [{ type: 'text', text: userText(turn), text_elements: [] }],
    }),
    shown(corpus, turn, at, { type: 'Reasoning', id: `rs_${turn}`, summary_text: [thought], raw_content: [] }),
    response(
      {
        type: 'reasoning',
        id: `rs_${turn}`,
        summary: [{ type: 'summary_text', text: thought }],
        content: null,
        encrypted_content: Buffer.from(textOf(6, turn, ENCRYPTED_CHARS)).toString('base64'),
      },
      turn,
      sequence + 1,
    ),
    response(
      {
        type: 'function_call',
        id: `fc_${turn}`,
        name: 'exec_command',
        arguments: JSON.stringify({ cmd: command }),
        call_id: callId,
      },
      turn,
      sequence + 2,
    ),
    tokens(corpus, turn, 1)[0],
    shown(corpus, turn, at, {
      type: 'CommandExecution',
      id: callId,
      process_id: String(40_000 + turn),
      command: ['/bin/bash', '-lc', command],
      cwd: `file://${corpus.cwd}`,
      parsed_cmd: [{ type: 'search', cmd: command, query: null, path: 'src' }],
      source: 'unified_exec_startup',
      status: 'completed',
      aggregated_output: outputText(turn),
      exit_code: 0,
      duration: { secs: 0, nanos: 80_000_000 },
    }),
    response(
      {
        type: 'function_call_output',
        id: `fco_${uuid(6, turn)}`,
        call_id: callId,
        output: `Chunk ID: 212439\nWall time: 0.0800 seconds\nProcess exited with code 0\nOutput:\n${outputText(turn)}`,
      },
      turn,
      sequence + 3,
    ),
    tokens(corpus, turn, 1)[1],
    shown(corpus, turn, at, {
      type: 'AgentMessage',
      id: `ans_${turn}`,
      content: [{ type: 'Text', text: answerText(turn) }],
    }),
    response(message(`ans_${turn}`, 'assistant', 'output_text', [answerText(turn)]), turn, sequence + 4),
    ...tokens(corpus, turn, 2),
    endOf(turn, at, answerText(turn)),
  ]
}

const SUMMARY = 'Another model began this work. Its summary: the store is done, the outline is next.'

/** A turn that only compacts the history: what stays are the newest `keep` messages of the user, and a summary. */
export function compactionLines(corpus: Corpus, turn: number, at: number, keep: number): Line[] {
  const kept = Array.from({ length: keep }, (_, n) => turn - keep + n)
  const summary = message(`msg_${uuid(4, 3)}`, 'user', 'input_text', [SUMMARY])
  const replacement = [...contextItems(corpus.cwd).map(([item]) => item), ...kept.map(userItem), summary]
  const sequence = FIRST_ITEM + turn * ITEMS_OF_A_TURN
  return [
    startOf(turn, at),
    [
      'compacted',
      {
        message: SUMMARY,
        replacement_history: replacement,
        replacement_history_metadata: replacement.map((_, n) => ({
          history_sequence: sequence + n,
          sampled_through_sequence: sequence - 1,
          client_authored: false,
        })),
        window_number: 1,
        first_window_id: uuid(3, 0),
        previous_window_id: uuid(3, 0),
        window_id: uuid(3, 1),
      },
    ],
    turnContext(corpus, turn),
    settingsLine(corpus),
    shown(corpus, turn, at, { type: 'ContextCompaction', id: uuid(7, turn) }),
    endOf(turn, at, null),
  ]
}
