import { useRef } from 'react'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { Question } from '../approvals/index.ts'
import { Group } from './Group.tsx'

const PUSH: ApprovalRequest = {
  kind: 'command',
  reason: { code: 'escalation', text: 'The agent wants to run it outside the sandbox. Policy on-request (default).' },
  cwd: '/home/ada/heddle',
  command: 'git push origin fix/resume-race',
  justification: 'The branch has to reach the remote before a pull request can be opened.',
  proposedPrefix: ['git', 'push'],
  unsandboxed: true,
  network: true,
  dangerous: false,
}

const PATCH: ApprovalRequest = {
  kind: 'patch',
  reason: { code: 'patch.outside', text: 'It writes outside the folders that may be written: /home/ada/.bashrc.' },
  cwd: '/home/ada/heddle',
  unsandboxed: true,
  network: false,
  dangerous: false,
  changes: [
    {
      path: '/home/ada/.bashrc',
      kind: 'update',
      diff: '@@ -1,2 +1,3 @@\n # ~/.bashrc\n+export HEDDLE_HOME=~/.heddle\n alias ll="ls -l"\n',
    },
  ],
}

const QUESTION: ApprovalRequest = {
  kind: 'question',
  reason: { code: 'question', text: 'The agent wants to know this before it goes on.' },
  cwd: '/home/ada/heddle',
  unsandboxed: false,
  network: false,
  dangerous: false,
  questions: [
    {
      id: 'storage',
      header: 'Storage',
      question: 'Where should drafts be kept between two runs of the app?',
      options: [
        { label: 'In one file', description: 'Simple, and written whole with every change.' },
        { label: 'In the index', description: 'Fast, but gone when the index is deleted.' },
      ],
    },
  ],
}

const REQUESTS = [
  ['A command', PUSH],
  ['A patch', PATCH],
  ['A question', QUESTION],
] as const

/** What waits for an answer. */
export const Cards = () =>
  REQUESTS.map(([name, request]) => (
    <Group key={name} name={name} wide>
      <Card name={name} request={request} />
    </Group>
  ))

function Card({ name, request }: { name: string; request: ApprovalRequest }) {
  const card = useRef<HTMLElement>(null)
  return (
    <Question
      asked={{ threadId: 'gallery', turnId: 'gallery', callId: name, request }}
      card={card}
      isVisible
      listensAt={() => false}
      onFormClosed={() => undefined}
    />
  )
}
