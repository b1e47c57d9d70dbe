import { contentTypeOf } from '../rendererFiles.ts'
import { securityHeaders } from '../csp.ts'

/**
 * All that a browser without the cookie ever gets: a page that takes the token out of its own address, hands it in, and
 * goes on to the workbench. It holds nothing of the product or its user.
 */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Heddle</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/entrance.css">
<main>
  <h1>Heddle</h1>
  <p id="message" role="status">Opening the workbench…</p>
</main>
<script src="/entrance.js"></script>
</html>
`

const SCRIPT = `const message = document.getElementById('message')
const token = new URLSearchParams(location.hash.slice(1)).get('token')
if (token === null) {
  message.textContent = 'This address needs its key. Open the full link that Heddle printed in the terminal.'
} else {
  const headers = { 'content-type': 'application/json', 'x-heddle': 'enter' }
  fetch('/enter', { method: 'POST', headers, body: JSON.stringify({ token }) }).then(
    answer => {
      if (answer.ok) location.replace('/')
      else message.textContent = 'This link is from an earlier start. Open the link that Heddle printed last.'
    },
    () => {
      message.textContent = 'Heddle does not answer. Is it still running?'
    },
  )
}
`

const STYLE = `html { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { max-width: 32rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0; }
p { margin: 0.25rem 0 0; opacity: 0.8; }
`

const files: Record<string, { name: string; body: string }> = {
  '/': { name: 'index.html', body: PAGE },
  '/entrance.js': { name: 'entrance.js', body: SCRIPT },
  '/entrance.css': { name: 'entrance.css', body: STYLE },
}

/** A file of the entrance, or undefined. */
export function entranceFile(pathname: string): { body: string; headers: Record<string, string> } | undefined {
  const file = Object.hasOwn(files, pathname) ? files[pathname] : undefined
  if (!file) return undefined
  const headers = { ...securityHeaders(), 'content-type': contentTypeOf(file.name), 'cache-control': 'no-store' }
  return { body: file.body, headers }
}
