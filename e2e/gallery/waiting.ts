import type { InboxEntry } from '../../src/contract/inbox.ts'
import type { Elicitation } from '../../src/contract/mcp.ts'
import type { ApprovalRequest } from '../../src/core/thread/calls.ts'
import { CWD, script } from './threads.ts'

const command = (line: string, over: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  kind: 'command',
  reason: {
    code: 'escalation',
    text: 'The agent wants to run it outside the sandbox. Policy on-request (default), sandbox workspace-write (default).',
  },
  cwd: CWD,
  command: line,
  unsandboxed: true,
  network: true,
  dangerous: false,
  ...over,
})

export const PUSH = command('git push origin fix/resume-race', {
  justification: 'The branch has to reach the remote before a pull request can be opened.',
  proposedPrefix: ['git', 'push'],
  proposals: [
    ['git', 'push', 'origin', 'fix/resume-race'],
    ['git', 'push'],
  ],
})

export const DANGEROUS = command('rm -rf build dist ~/.cache/heddle', {
  reason: {
    code: 'rule.prompt',
    text: 'A rule wants to be asked about this. Policy on-request (~/.heddle/config.toml:14), sandbox workspace-write (default).',
    rule: {
      pattern: '["rm",["-rf","-fr"]]',
      file: '/etc/heddle/rules/company.rules',
      line: 4,
      layer: 'system',
      decision: 'prompt',
      justification: 'Deleted files do not come back. Prefer the trash.',
    },
  },
  dangerous: true,
  danger: 'it deletes folders with all that is in them',
})

export const RETRY = command('npm install left-pad', {
  reason: {
    code: 'sandbox.failed',
    text: 'It failed in the sandbox, which may have stopped it. Policy on-failure (default), sandbox workspace-write (default).',
  },
  attempt: {
    exitCode: 1,
    output: 'npm error code EAI_AGAIN\nnpm error request to https://registry.example.com/left-pad failed',
  },
})

export const LONG = command(
  ['set -e', ...Array.from({ length: 60 }, (_, at) => `curl -sf https://example.com/part-${at}.tar.gz | tar xz`)].join(
    '\n',
  ),
)

const tool = (name: string, given: unknown, over: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  kind: 'mcp',
  reason: {
    code: 'mcp.changed',
    text: 'The tool changed since you allowed it. Policy on-request (default), sandbox workspace-write (default).',
  },
  cwd: CWD,
  unsandboxed: false,
  network: false,
  dangerous: false,
  mcp: {
    server: 'github',
    tool: name,
    schemaHash: 'x',
    description: 'Opens an issue in a repository. The body may hold markdown.',
    arguments: given,
    hints: { readOnly: false, openWorld: true },
  },
  ...over,
})

export const TOOL = tool('create_issue', {
  repository: 'ada/heddle',
  title: 'Resume test fails one time in twenty',
  labels: ['flaky', 'tests'],
})

export const PATCH: ApprovalRequest = {
  kind: 'patch',
  reason: {
    code: 'patch.outside',
    text: 'It writes outside the folders that may be written: /home/ada/.bashrc. Policy on-request (default), sandbox workspace-write (default).',
  },
  cwd: CWD,
  unsandboxed: true,
  network: false,
  dangerous: false,
  changes: [
    {
      path: '/home/ada/.bashrc',
      kind: 'update',
      diff: '@@ -1,2 +1,3 @@\n # ~/.bashrc\n+export HEDDLE_HOME=~/.heddle\n alias ll="ls -l"\n',
    },
    { path: `${CWD}/docs/setup.md`, kind: 'add', content: '# Setup\n\nRun `npm start`.\n' },
  ],
}

const option = (label: string, description: string) => ({ label, description })

/** What the model asks about a change it is about to make. */
export const QUESTIONS: ApprovalRequest = {
  kind: 'question',
  reason: { code: 'question', text: 'The agent wants to know this before it goes on.' },
  cwd: CWD,
  unsandboxed: false,
  network: false,
  dangerous: false,
  questions: [
    {
      id: 'storage',
      header: 'Storage',
      question: 'Where should drafts be kept between two runs of the app?',
      options: [
        option('In one file', 'Simple, and written whole with every change.'),
        option('In the index', 'Fast, but gone when the index is deleted.'),
        option('In each thread', 'They travel with the thread to another machine.'),
      ],
    },
    {
      id: 'limit',
      header: 'Size limit',
      question: 'How much of a draft is kept?',
      options: [
        option('Everything', 'Whatever was typed or pasted.'),
        option('64 KiB', 'More than anybody types; a pasted log is cut.'),
      ],
    },
    {
      id: 'old_drafts',
      header: 'Old drafts',
      question: 'What becomes of drafts of threads that are deleted?',
      options: [
        option('Delete them too', 'Nothing stays behind.'),
        option('Keep them a week', 'For threads that come back from the trash.'),
      ],
    },
  ],
}

export const BRAKE: ApprovalRequest = {
  kind: 'brake',
  reason: {
    code: 'brake',
    text: 'Since you last said something 199 calls ran. max_calls_without_input = 200 (default) pauses the turn here.',
  },
  cwd: CWD,
  calls: 200,
  command: 'npm test -- --run src/store',
  unsandboxed: false,
  network: false,
  dangerous: false,
}

/** A thread whose turn has come to these questions, all at once. */
export function waitingThread(id: string, title: string, requests: readonly ApprovalRequest[]) {
  const log = script(id).create(title).asks('Go on.').says('These need your word.')
  for (const request of requests) {
    const { mcp, questions } = request
    if (questions) log.calls('request_user_input', { questions })
    else if (mcp) log.calls(`mcp__${mcp.server}__${mcp.tool}`, mcp.arguments)
    else if (request.kind === 'patch') log.calls('apply_patch', '*** Begin Patch\n*** End Patch')
    else log.calls('exec_command', { cmd: request.command })
    log.waits(request)
  }
  const thread = log.thread()
  const turn = thread.turns.at(-1)
  const entries = (turn?.items ?? []).flatMap((item): InboxEntry[] =>
    item.type === 'call' && item.phase === 'waiting'
      ? [
          {
            threadId: id,
            turnId: turn?.id ?? '',
            callId: item.id,
            thread: title,
            cwd: CWD,
            askedAt: item.askedAt,
            request: item.request,
          },
        ]
      : [],
  )
  return { thread, entries }
}

export const FORM: Elicitation = {
  id: 'q1',
  server: 'deploy',
  threadId: null,
  callId: null,
  message: 'Where should this build go?',
  mode: 'form',
  schema: {
    type: 'object',
    properties: {
      environment: {
        type: 'string',
        title: 'Environment',
        enum: ['staging', 'production'],
        enumNames: ['Staging', 'Production'],
      },
      email: { type: 'string', title: 'Tell', format: 'email', description: 'Who hears of it when it is done.' },
      replicas: { type: 'integer', title: 'Replicas', minimum: 1, maximum: 9, default: 2 },
      migrate: { type: 'boolean', title: 'Run the migrations first', default: true },
    },
    required: ['environment', 'email'],
  },
  askedAt: Date.UTC(2026, 10, 21, 9, 5),
}

export const PAGE: Elicitation = {
  id: 'q2',
  server: 'billing',
  threadId: null,
  callId: null,
  message: 'Sign in to go on.',
  mode: 'url',
  url: 'https://accounts.example.com/authorize?client_id=heddle&state=6f1c2a&redirect_uri=http%3A%2F%2F127.0.0.1%3A41200%2Fcallback',
  askedAt: Date.UTC(2026, 10, 21, 9, 6),
}
