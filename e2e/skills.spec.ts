import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import type { ScriptedEngine } from './gallery/scriptedEngine.ts'
import { skillsGallery } from './gallery/skills.ts'
import type { SkillsGallery } from './gallery/skills.ts'
import { script } from './gallery/threads.ts'
import { look, openFromPalette, tabTo } from './roomKeys.ts'

/** Rooms load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 120_000 })

/** The Skills room over a scripted engine, with its list. */
async function openRoom(page: Page, gallery: SkillsGallery): Promise<ScriptedEngine> {
  const engine = await open(page, gallery)
  await expect(list(page)).toBeVisible()
  return engine
}

async function open(page: Page, gallery: SkillsGallery): Promise<ScriptedEngine> {
  const thread = script('t').create('Fix flaky session test').asks('Find out why.').finishes().thread()
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'dark' })
  const engine = await openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread)],
    answers: gallery.answers,
    frames: { 'skills/watch': { version: 1 } },
  })
  await openFromPalette(page, 'open skills')
  await expect(page.getByRole('heading', { name: 'Skills', level: 1 })).toBeFocused()
  return engine
}

const list = (page: Page) => page.getByRole('grid', { name: 'Skills' })
const detail = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const editor = (page: Page, name: string) => page.getByRole('textbox', { name: `Text of ${name}` })

test('skills: walk the list, change one by its form and its text, save, undo, by keyboard alone', async ({ page }) => {
  const complaints = complaintsOf(page)
  const gallery = skillsGallery()
  const { strays } = await openRoom(page, gallery)
  await expect(detail(page, 'release-notes').getByRole('heading', { name: 'Release notes', level: 2 })).toBeVisible()
  await expect(page.getByText('2 more files in its folder')).toBeVisible()
  await expect(page.getByText('characters that are not seen')).toBeVisible()
  await look(page, 'skills')

  await tabTo(page, 'grid', 'Skills')
  await page.keyboard.press('ArrowDown')
  const review = detail(page, 'review')
  await expect(review).toBeVisible()
  await expect(page.getByRole('region', { name: 'Preview' }).getByText('image: pixel')).toBeVisible()
  await tabTo(page, 'textbox', 'Short description')
  await page.keyboard.type('Our checklist')
  await expect(editor(page, 'review')).toContainText('short-description: Our checklist')
  await expect(review.getByText('not saved')).toBeVisible()
  await tabTo(page, 'textbox', 'Allowed tools')
  await page.keyboard.type('read_file, exec_command(git diff:*)')
  await expect(editor(page, 'review')).toContainText('allowed_tools: [read_file, exec_command(git diff:*)]')
  await look(page, 'skills-edited')

  await editor(page, 'review').focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('\nAnd **smile**.')
  await expect(page.getByRole('region', { name: 'Preview' }).getByText('And smile.')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(review.getByText('not saved')).toBeHidden()
  expect(gallery.textOf('review')).toContain('And **smile**.')
  expect(gallery.textOf('review')).toContain('metadata:\n  short-description: Our checklist\n')
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(editor(page, 'review')).not.toContainText('smile')
  expect(gallery.textOf('review')).not.toContain('smile')
  expect(strays).toEqual([])
  expect(complaints).toEqual([])
})

test('skills: what is wrong with a file is said while it is written, and the text leads there', async ({ page }) => {
  await openRoom(page, skillsGallery())
  await tabTo(page, 'textbox', 'Name')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Release Notes')
  const problems = page.getByRole('status', { name: 'Problems' })
  await expect(problems.getByText('A name has small letters')).toBeVisible()
  await look(page, 'skills-problem')
  await tabTo(page, 'button', 'line 2')
  await page.keyboard.press('Enter')
  await expect(editor(page, 'release-notes')).toBeFocused()
  await tabTo(page, 'button', 'Discard').catch(() => page.getByRole('button', { name: 'Discard' }).focus())
  await page.keyboard.press('Enter')
  await expect(problems.getByText('A name has small letters')).toBeHidden()
})

test('skills: a draft outlives going elsewhere; a file that changed meanwhile asks whose counts', async ({ page }) => {
  const gallery = skillsGallery()
  const engine = await openRoom(page, gallery)
  await tabTo(page, 'textbox', 'Description')
  await page.keyboard.press('End')
  await page.keyboard.type(' Mine.')
  await list(page).focus()
  await page.keyboard.press('End')
  await expect(detail(page, 'test')).toBeVisible()
  await page.keyboard.press('Home')
  await expect(list(page).getByText('not saved')).toBeVisible()
  await expect(detail(page, 'release-notes').getByText('not saved')).toBeVisible()

  gallery.overwrite('release-notes', '---\nname: release-notes\ndescription: Theirs.\n---\n')
  engine.send('skills/watch', { version: 2 })
  const question = page.getByRole('alert').filter({ hasText: 'changed elsewhere' })
  await expect(question).toBeVisible()
  await look(page, 'skills-conflict')
  await question.getByRole('button', { name: 'Keep mine' }).press('Enter')
  await expect(question).toBeHidden()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('not saved')).toHaveCount(0)
  expect(gallery.textOf('release-notes')).toContain('in a version. Mine.')
})

test('skills: a file with the line breaks of Windows keeps them', async ({ page }) => {
  const gallery = skillsGallery()
  gallery.overwrite('release-notes', '---\r\nname: release-notes\r\ndescription: New.\r\n---\r\n# New\r\n')
  await openRoom(page, gallery)
  await expect(editor(page, 'release-notes').locator('.cm-line')).toHaveCount(6)
  await editor(page, 'release-notes').focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('one\ntwo')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('not saved')).toHaveCount(0)
  expect(gallery.textOf('release-notes')).toBe(
    '---\r\nname: release-notes\r\ndescription: New.\r\n---\r\n# New\r\none\r\ntwo',
  )
})

test('skills: off and on, which of a name counts, to the trash and back, by keyboard alone', async ({ page }) => {
  const engine = await openRoom(page, skillsGallery())
  await tabTo(page, 'grid', 'Skills')
  await page.keyboard.press('Space')
  await expect(page.getByRole('switch', { name: 'Use release-notes' }).first()).not.toBeChecked()
  await page.keyboard.press('Space')
  await expect(page.getByRole('switch', { name: 'Use release-notes' }).first()).toBeChecked()
  expect(engine.calls('skill/setEnabled')).toMatchObject([{ enabled: false }, { enabled: true }])

  await tabTo(page, 'searchbox', 'Search skills')
  await page.keyboard.type('any change')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText('another skill is called review too')).toBeVisible()
  await look(page, 'skills-shadowed')
  await list(page).focus()
  await tabTo(page, 'button', 'Use this one instead')
  await page.keyboard.press('Enter')
  await expect(page.getByText('You chose this one among those called review.')).toBeVisible()

  await list(page).focus()
  await page.keyboard.press('Delete')
  await expect(page.getByText('Moved review to the trash.')).toBeVisible()
  await expect(page.getByText('No skill has all these words.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(list(page).getByText('Reviews any change.')).toBeVisible()
})

test('skills: a new one from a template, by keyboard alone', async ({ page }) => {
  const gallery = skillsGallery()
  await openRoom(page, gallery)
  await tabTo(page, 'button', 'New skill')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New skill' })
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('Ship It')
  await expect(dialog.getByText('A name has small letters')).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowDown')
  await expect(dialog.getByRole('radio', { name: /^Command-line tool/ })).toBeChecked()
  await look(page, 'skills-new')
  await dialog.getByRole('textbox', { name: 'Name' }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('commit')
  await tabTo(page, 'textbox', 'Description')
  await page.keyboard.type('Ships: the site.')
  await page.keyboard.press('Tab')
  await dialog.getByRole('textbox', { name: 'Name' }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('ship-it')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(detail(page, 'ship-it')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Preview' }).getByRole('heading', { name: 'Ship it' })).toBeVisible()
  expect(gallery.textOf('ship-it')).toContain('name: ship-it\ndescription: "Ships: the site."\n---\n')
})

test('skills: a zip file comes in with what was left out; a folder without skills says so', async ({ page }) => {
  await openRoom(page, skillsGallery())
  await tabTo(page, 'button', 'Import…')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Import skills' })
  await page.keyboard.type('/home/ada/empty')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('There is no SKILL.md in this folder.')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('/home/ada/skills.zip')
  await look(page, 'skills-import')
  await dialog.getByRole('textbox', { name: 'From' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Imported 2 skills. Left out: 1.')).toBeVisible()
  await look(page, 'skills-imported')
  await dialog.getByRole('button', { name: 'Show' }).press('Enter')
  await expect(detail(page, 'migrate')).toBeVisible()
})

test('skills: what a message would bring along, by keyboard alone', async ({ page }) => {
  await openRoom(page, skillsGallery())
  await tabTo(page, 'tab', /^Skills/)
  await page.keyboard.press('End')
  await tabTo(page, 'textbox', 'Message')
  await page.keyboard.type('$reviev the change with $nothing')
  await expect(page.getByText('1 skill comes along with 96 tokens')).toBeVisible()
  await expect(page.getByText('$nothing is no skill here')).toBeVisible()
  await tabTo(page, 'button', 'Use $review')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 skills come along with 508 tokens')).toBeVisible()
  await expect(page.getByText('The turn may use only')).toBeVisible()
  await tabTo(page, 'button', '$review')
  await page.keyboard.press('Enter')
  await expect(page.getByText('<name>review</name>')).toBeVisible()
  await look(page, 'skills-try')
  await page.getByRole('button', { name: 'Show review' }).press('Enter')
  await expect(detail(page, 'review')).toBeVisible()
})

test('skills: what comes with Heddle is copied before it is changed', async ({ page }) => {
  await openRoom(page, skillsGallery())
  await list(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await expect(detail(page, 'commit')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Description', exact: true })).toHaveJSProperty('readOnly', true)
  await look(page, 'skills-bundled')
  await page.getByRole('button', { name: 'Copy to mine' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
})

test('skills: a hostile one is shown as it is, in bounds, and does nothing', async ({ page }) => {
  const complaints = complaintsOf(page)
  const gallery = skillsGallery()
  gallery.add('../../x‮' + 'long'.repeat(90), {
    description: `<img src=x onerror="window.__pwn=1"> ${'word '.repeat(200_000)}`,
    body: '<iframe src="https://evil.example.com"></iframe>\n\n[here](javascript:window.__pwn=1)\n\n‮desrever​',
  })
  const { strays } = await openRoom(page, gallery)
  await page.getByRole('searchbox', { name: 'Search skills' }).fill('onerror')
  await expect(list(page).getByText('U+202E').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Preview' }).getByText('⟨U+202E⟩desrever')).toBeVisible()
  await expect(page.locator('.cm-content .hiddenCharacter').first()).toHaveText('U+202E')
  await page.getByRole('radio', { name: 'Every character' }).press('Space')
  await expect(page.getByRole('region', { name: 'Every character' }).getByText('U+200B')).toBeVisible()
  await look(page, 'skills-hostile')
  expect(await page.evaluate(() => '__pwn' in window)).toBe(false)
  expect(strays).toEqual([])
  expect(complaints).toEqual([])
})

test('skills: none at all, and an engine that cannot tell', async ({ page }) => {
  const gallery = skillsGallery()
  const found = gallery.answers['skills/list']
  let fails = false
  gallery.answers['skills/list'] = params => {
    if (fails) throw new Error('The folder is gone.')
    return { ...(found?.(params) as object), skills: [] }
  }
  const engine = await open(page, gallery)
  await expect(page.getByText('No skills yet.')).toBeVisible()
  await look(page, 'skills-none')
  fails = true
  engine.send('skills/watch', { version: 2 })
  await expect(page.getByText('The folder is gone.')).toBeVisible()
})

test('skills: five thousand of them scroll and are searched without a long task', async ({ page }) => {
  await openRoom(page, skillsGallery(5_000))
  await expect(page.getByRole('tab', { name: 'Skills 5010' })).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  // It loads once, whatever the list.
  await expect(editor(page, 'release-notes')).toBeVisible()
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(window, { longTasks: tasks })
    new PerformanceObserver(entries => entries.getEntries().forEach(({ duration }) => tasks.push(duration))).observe({
      type: 'longtask',
    })
  })
  await list(page).focus()
  for (let presses = 0; presses < 10; presses++) await page.keyboard.press('PageDown')
  await page.keyboard.press('End')
  await expect(detail(page, 'test')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search skills' }).fill('number 4321 of')
  await expect(list(page).getByText('skill-4321')).toBeVisible()
  const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks))
  expect(longest).toBeLessThan(500)
})
