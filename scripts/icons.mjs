// npm run generate leaves pictures alone: this draws them anew from src/renderer/icon.svg when that changed.
//   node scripts/withNode.mjs scripts/icons.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { findChromium } from './browser.mjs'
import { inRoot } from './project.mjs'

/** Sizes that Linux looks for; the largest becomes the pictures of macOS and Windows. */
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const folder = inRoot('resources/icons')

/** Only the mark, in one colour: macOS gives it the colour of its menu bar. */
const template =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="6 4 20 24"><g fill="none" stroke="#000" stroke-width="2.4" stroke-linecap="round"><path d="M9 6v20M23 6v20"/><path d="M16 6v6M16 20v6"/><ellipse cx="16" cy="16" rx="2.6" ry="4"/></g></svg>'

/** The pictures of an `.ico`: a directory, then PNG files. @param {Map<number, Buffer>} pictures by width */
function ico(pictures) {
  const entries = [...pictures]
  const directory = Buffer.alloc(6 + 16 * entries.length)
  directory.writeUInt16LE(1, 2)
  directory.writeUInt16LE(entries.length, 4)
  let offset = directory.length
  for (const [index, [width, picture]] of entries.entries()) {
    const at = 6 + 16 * index
    directory.writeUInt8(width % 256, at)
    directory.writeUInt8(width % 256, at + 1)
    directory.writeUInt16LE(1, at + 4)
    directory.writeUInt16LE(32, at + 6)
    directory.writeUInt32LE(picture.length, at + 8)
    directory.writeUInt32LE(offset, at + 12)
    offset += picture.length
  }
  return Buffer.concat([directory, ...entries.map(([, picture]) => picture)])
}

const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
const page = await browser.newPage()

/** @param {string} svg @param {number} width @param {number} [margin] empty pixels around it */
async function draw(svg, width, margin = 0) {
  await page.setViewportSize({ width, height: width })
  const size = width - 2 * margin
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  await page.setContent(
    `<body style="margin:${margin}px"><img src="${source}" style="display:block;width:${size}px;height:${size}px">`,
  )
  await page.locator('img').evaluate(image => Reflect.get(image, 'decode').call(image))
  return page.screenshot({ omitBackground: true })
}

mkdirSync(folder, { recursive: true })
const svg = readFileSync(inRoot('src/renderer/icon.svg'), 'utf8')
const drawn = new Map()
for (const size of SIZES) drawn.set(size, await draw(svg, size))
for (const [size, picture] of drawn) writeFileSync(`${folder}/${size}x${size}.png`, picture)
writeFileSync(`${folder}/icon.ico`, ico(new Map([16, 24, 32, 48, 64, 128, 256].map(size => [size, drawn.get(size)]))))
// macOS wants air around the shape.
writeFileSync(`${folder}/mac.png`, await draw(svg, 1024, 100))
writeFileSync(`${folder}/tray.png`, drawn.get(32))
writeFileSync(`${folder}/trayTemplate.png`, await draw(template, 16))
writeFileSync(`${folder}/trayTemplate@2x.png`, await draw(template, 32))
await browser.close()
