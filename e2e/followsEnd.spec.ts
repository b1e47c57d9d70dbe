import { expect, test } from '@playwright/test'
import { fold } from '../src/core/thread/apply.ts'
import { complaintsOf } from './gallery/checks.ts'
import { timeline } from './gallery/openLong.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import { CWD, script } from './gallery/threads.ts'

const ID = 'ending'
/** Turns that end in one of the ways in which the last rows change places. */
const TURNS = 9

/** A thread that waits for an answer, and what comes once it is there: turn after turn, of all kinds of rows. */
function ending() {
  const log = script(ID).create('Ends').asks('Go on').says('Before.\n\n'.repeat(30))
  log.calls('exec_command', { cmd: 'uname -a' }).waits({
    kind: 'command',
    reason: { code: 'escalation', text: 'It leaves the sandbox.' },
    cwd: CWD,
    command: 'uname -a',
    unsandboxed: true,
    network: false,
    dangerous: false,
  })
  const waiting = log.events().length
  const ran = { kind: 'command' as const, command: ['uname'], cwd: CWD, parsed: [], exitCode: 0, durationMs: 9 }
  log.starts().ends({ ...ran, output: 'Linux\n', sandboxed: false })
  for (let turn = 0; turn < TURNS; turn++) {
    log.says(`Answer ${turn}.\n\n- one\n- two\n- three\n\n`.repeat((turn % 4) + 1))
    if (turn % 3 === 1) log.runs('ls', 'a\nb\nc\n'.repeat(9), turn % 2)
    if (turn % 3 === 2) log.patches({ path: `${CWD}/a.ts`, kind: 'add', content: 'a\n'.repeat(9) })
    log.samples().finishes()
    if (turn < TURNS - 1) log.asks(`Turn ${turn}`).thinks('Thinking\n\nof it')
  }
  return { before: fold(ID, log.events().slice(0, waiting)), after: log.events().slice(waiting) }
}

test('who is at the end stays there, whatever comes and however late it is drawn', async ({ page }) => {
  const complaints = complaintsOf(page)
  const { before, after } = ending()
  const engine = await openScripted(page, {
    threads: [before],
    values: { layout: { tabs: [ID], active: ID, panel: false } },
  })
  await expect(page.getByRole('heading', { name: 'Run this command outside the sandbox?' })).toBeVisible()
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  const left: string[] = []
  for (let at = 0, size = 1; at < after.length; at += size, size = (size % 5) + 1) {
    engine.push(ID, ...after.slice(at, at + size).map(event => ({ type: 'event' as const, event })))
    await page.waitForTimeout((at * 7) % 40)
    if (at % 3 > 0) continue
    const px = await timeline(page).evaluate(async element => {
      for (let frame = 0; frame < 12; frame++) await new Promise(requestAnimationFrame)
      return element.scrollHeight - element.scrollTop - element.clientHeight
    })
    if (px > 2) left.push(`after ${at + size} of ${after.length}: ${px} px`)
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  expect(left).toEqual([])
  expect(complaints).toEqual([])
})
