import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { promptContent, promptMessageOf } from '../../core/prompts/message.ts'
import { begin, ended, newId, rig, send, start, watch } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

test('a thread says which files of instructions it has, what fits, and what changed since it was told', async () => {
  const at = await rig(script().says('one').next().says('two').next().says('three'), 'project_doc_max_bytes = 30\n')
  const { workspace, home } = at.home
  const write = (text: string) => writeFileSync(join(workspace, 'AGENTS.md'), text)
  const { threadId, seen } = await begin(at)
  const read = () => at.client.call('thread/guidance', { threadId })
  expect(await read()).toEqual({ files: [], usedBytes: 0, maxBytes: 30, withdrawn: false })

  write('Use plums.\n')
  writeFileSync(join(home, 'AGENTS.md'), 'Be kind.')
  expect((await read()).files).toMatchObject([
    { scope: 'global', state: 'whole', text: 'Be kind.', bytes: 8, news: false },
    { scope: 'project', state: 'whole', text: 'Use plums.\n', bytes: 11, tokens: 3, news: false },
  ])
  await send(at.client, threadId, 'go')
  await seen.until(ended(1))
  expect((await read()).files.map(({ news }) => news)).toEqual([false, false])

  write('Use pears, and many more of them than fit.')
  expect(await read()).toMatchObject({
    files: [
      { news: false },
      { state: 'cut', usedBytes: 30, bytes: 42, text: 'Use pears, and many more of th', news: true },
    ],
    usedBytes: 30,
    withdrawn: false,
  })
  await send(at.client, threadId, 'more')
  await seen.until(ended(2))
  expect((await read()).files[1]).toMatchObject({ state: 'cut', news: false })

  rmSync(join(workspace, 'AGENTS.md'))
  expect(await read()).toMatchObject({ files: [{ news: false }], withdrawn: true })
  await send(at.client, threadId, 'on')
  await seen.until(ended(3))
  expect(await read()).toMatchObject({ files: [{ scope: 'global' }], withdrawn: false })
})

test('a message that was said with a prompt is sent and kept as it was said, and names its thread', async () => {
  const at = await rig(script().says('done'))
  const { threadId, seen } = await begin(at)
  const message = { typed: '/review the parser', text: 'Look at the parser.\n\nSay what is wrong.' }
  await at.client.call('input/send', { threadId, inputId: newId(), content: promptContent(message) })
  await seen.until(ended(1))
  const sent = at.model.requests[0]!.input.at(-1)
  expect(sent).toMatchObject({ role: 'user', content: promptContent(message) })

  await at.engine.close()
  const again = await start(at.home)
  const thread = await watch(again.client, threadId).until(ended(1))
  const [said] = thread.turns[0]!.items
  expect(said?.type === 'userMessage' && promptMessageOf(said.content)).toEqual(message)
  const { threads } = await again.client.call('thread/list', {})
  expect(threads.map(({ preview }) => preview)).toEqual(['/review the parser'])
})
