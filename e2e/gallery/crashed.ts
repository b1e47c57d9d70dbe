import type { Thread } from '../../src/core/thread/thread.ts'
import { CWD, script } from './threads.ts'

/** A thread whose process died while a command ran, with another one in the background, after a compaction. */
export function crashed(): Thread {
  const log = script('crashed')
    .create('Release 0.4')
    .asks('Find out what is left for the release.')
    .reads(`${CWD}/CHANGELOG.md`)
    .says('Two entries are missing in the change log; everything else is there.')
    .samples()
    .finishes()
    .asks('Add them, look at the page, and push.')
    .compacts('The release needs two entries in the change log: the lock, and the list of forks. Nothing else is open.')
    .thinks('**Starting the page to look at it**')
  log
    .calls('exec_command', { cmd: 'npm run dev' })
    .starts()
    .ends({
      kind: 'command',
      command: ['bash', '-lc', 'npm run dev'],
      cwd: CWD,
      parsed: [{ type: 'unknown', cmd: 'npm run dev' }],
      exitCode: null,
      sessionId: 3,
      output: 'ready on :3000',
      durationMs: 900,
      sandboxed: true,
    })
  return log
    .patches({
      path: `${CWD}/CHANGELOG.md`,
      kind: 'update',
      diff: '@@ -1,2 +1,3 @@\n # 0.4\n+- One writer a thread\n - Long threads\n',
    })
    .says('The page is right. Now I push.')
    .samples()
    .calls('exec_command', { cmd: 'git push origin main' })
    .starts()
    .thread()
}
