import { parentPort, workerData } from 'node:worker_threads'
import { createIndexer } from './indexer.ts'
import { createThreadIndex } from './threadIndex.ts'
import { watchFiles } from './watchFiles.ts'
import { createWordIndex } from './wordIndex.ts'
import type { FromWorker, ToWorker, WorkerStart } from './workerMessages.ts'

/**
 * Builds the index in a thread of its own, so that a home with ten thousand threads keeps nobody waiting. It has its own
 * connections; those of the thread that began it read, and write what is recorded there.
 */
function serve(): void {
  const port = parentPort
  if (!port) throw new Error('this runs in a worker thread')
  const { homes } = workerData as WorkerStart
  const [home] = homes
  if (!home) throw new Error('there is no home')
  const send = (message: FromWorker) => port.postMessage(message)
  const onProblem = (error: unknown) =>
    send({ type: 'problem', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  const onDamaged = (aside: string) => send({ type: 'damaged', aside })

  const index = createThreadIndex({ path: home.index, now: Date.now, onDamaged })
  const words = createWordIndex({ path: home.words, now: Date.now, onDamaged })
  const indexer = createIndexer({
    homes,
    index,
    words,
    onProgress: progress => send({ type: 'progress', progress }),
    onChange: threadIds => send({ type: 'changed', threadIds: [...threadIds] }),
    onProblem,
  })

  const answer = (id: number, work: Promise<void>) =>
    work.then(
      () => send({ type: 'done', id }),
      (error: unknown) => {
        onProblem(error)
        send({ type: 'done', id })
      },
    )

  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'run':
        void answer(message.id, indexer.run())
        return
      case 'bringUp':
        void answer(message.id, indexer.bringUp(message.threadIds))
        return
      case 'watch':
        watchFiles({
          homes,
          onThreads: threadIds => void indexer.bringUp(threadIds).catch(onProblem),
          onAny: () => void indexer.run({ toBeSure: true }).catch(onProblem),
        })
        return
      case 'reopen':
        index.close()
        words.close()
    }
  })
}

serve()
