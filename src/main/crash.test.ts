import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { begin, ended, rig, send, start, watch } from '../testing/engineRig.ts'
import { runHeddle, startHeddle, tempHome } from '../testing/heddle.ts'
import { script, startModelServer } from '../testing/modelServer.ts'

const canTrace = process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0

describe('a file of the home that is replaced', () => {
  const REPLACE = new URL('./engine/replaceFile.ts', import.meta.url).href

  test('is the old one or the new one, whenever the process is killed', async () => {
    const home = tempHome('http://127.0.0.1:1')
    const path = join(home.root, 'settings.toml')
    const texts = ['a', 'b'].map(letter => `# ${letter}\n`.repeat(50_000))
    fs.writeFileSync(path, texts[0] ?? '', { mode: 0o640 })
    const source = `
      import { replaceFile } from ${JSON.stringify(REPLACE)}
      const texts = ['a', 'b'].map(letter => ('# ' + letter + '\\n').repeat(50_000))
      console.log('ready')
      for (let n = 1; ; n++) await replaceFile(${JSON.stringify(path)}, texts[n % 2])`
    for (let kill = 0; kill < 12; kill++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      await new Promise(resolve => child.stdout.once('data', resolve))
      await delay((kill * 7) % 23)
      child.kill('SIGKILL')
      await new Promise(resolve => child.once('close', resolve))
      expect(texts.includes(fs.readFileSync(path, 'utf8'))).toBe(true)
      expect(fs.statSync(path).mode & 0o777).toBe(0o640)
    }
    home.remove()
  })

  test.skipIf(!canTrace).each(['fchmod', 'fsync', 'rename'])(
    'keeps what a person wrote, also when the command is killed at %s',
    async call => {
      const home = tempHome('http://127.0.0.1:1', '# mine, and it stays\n')
      const config = join(home.home, 'config.toml')
      const before = fs.readFileSync(config, 'utf8')
      const add = ['mcp', 'add', 'tools', '--', 'true']
      const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=1`]
      const killed = await runHeddle(add, {
        home: home.home,
        wrap: ['strace', '-f', '-qq', '-o', '/dev/null', ...inject],
      })
      expect(killed.signal).toBe('SIGKILL')
      expect(fs.readFileSync(config, 'utf8')).toBe(before)

      const again = await runHeddle(add, { home: home.home })
      expect(again.code, again.stderr).toBe(0)
      const after = fs.readFileSync(config, 'utf8')
      expect(after.startsWith(before.trimEnd())).toBe(true)
      expect(after).toContain('[mcp_servers.tools]')
      home.remove()
    },
  )
})

describe('two programs on one home', () => {
  test('write in threads of their own; in one that the other has open the second is told', async () => {
    const at = await rig(() => script().says('Done.').rounds[0] ?? expect.fail())
    const other = await start(at.home)
    const mine = await begin(at)
    const theirs = await begin({ ...at, ...other })
    await Promise.all([send(at.client, mine.threadId, 'one'), send(other.client, theirs.threadId, 'two')])
    await Promise.all([mine.seen.until(ended(1)), theirs.seen.until(ended(1))])
    await expect(send(other.client, mine.threadId, 'three')).rejects.toMatchObject({
      code: 'thread.readOnly',
      message: expect.stringMatching(/is being written by process \d+\. Close it there, or fork the thread/),
    })
    const seen = watch(other.client, mine.threadId)
    expect((await seen.until(ended(1))).turns[0]?.status).toBe('completed')
  })

  test('what a killed one had open is taken over at once', async () => {
    const model = await startModelServer(script().says('First.').stalls().says('Second.'))
    const home = tempHome(model.url)
    const args = ['exec', '--json', '-C', home.workspace]
    const victim = startHeddle([...args, 'go'], { home: home.home })
    await model.received(1)
    victim.kill('SIGKILL')
    const { lines } = await victim.done
    expect(fs.readdirSync(join(home.home, 'locks'))).toHaveLength(1)
    const revived = await runHeddle([...args, 'resume', String(lines[0]?.thread_id)], { home: home.home })
    expect(revived.code, revived.stdout + revived.stderr).toBe(0)
    expect(fs.readdirSync(join(home.home, 'locks'))).toEqual([])
    home.remove()
    await model.close()
  })
})
