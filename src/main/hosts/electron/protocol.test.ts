import { expect, test } from 'vitest'
import { appPage, createAppProtocol } from './protocol.ts'

const asked: string[] = []
const answer = createAppProtocol(async pathname => {
  asked.push(pathname)
  return pathname === '/index.html'
    ? { body: new TextEncoder().encode('page'), headers: { 'content-type': 'text/html' } }
    : undefined
})

test('the page is served with the headers of its file', async () => {
  const response = await answer(new Request(appPage))
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
    200,
    'text/html',
    'page',
  ])
})

test('a missing file, another host and another scheme are not found', async () => {
  for (const url of ['app://heddle/none.js', 'app://evil/index.html', 'https://heddle/index.html']) {
    expect((await answer(new Request(url))).status, url).toBe(404)
  }
})

test('only reading is answered, and a refusal carries the policy too', async () => {
  asked.length = 0
  const response = await answer(new Request(appPage, { method: 'POST', body: 'x' }))
  expect(response.status).toBe(405)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(asked).toEqual([])
})
