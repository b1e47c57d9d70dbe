// What the bundle of the main process is changed in so that it starts faster. Each saves milliseconds of every start,
// measured with `npm run bench -- A1`; nothing works differently.
import { isBuiltin } from 'node:module'
import { inRoot } from './project.mjs'

const WEB_TYPES = ['FormData', 'Headers', 'Response']
const LOOK = 'Object.getOwnPropertyDescriptor(globalThis, name)'

/** @type {(id: string) => string | null} The name without `node:` of a module of Node's own, else null. */
const builtinName = id => (id.startsWith('node:') && isBuiltin(id) ? id.slice(5) : null)

/**
 * Takes Node's own modules without the facade that `import` makes of them: it reads every property, and some of those
 * load more of Node (the one of `node:crypto` its whole web API, 5 ms).
 * @returns {import('vite').Plugin}
 */
function withoutFacades() {
  return {
    name: 'without-facades',
    renderChunk(code) {
      const changed = code.replace(
        /^import (?:([\w$]+)(?:, )?)?(?:\* as ([\w$]+)|\{ ?([^}]*?) ?\})? from "(node:[\w/]+)";$/gm,
        (line, whole, space, names, id) => {
          if (builtinName(id) === null || space !== undefined) return line
          const found = `process.getBuiltinModule(${JSON.stringify(id)})`
          const parts = names?.replaceAll(' as ', ': ')
          return [whole && `const ${whole} = ${found};`, parts && `const { ${parts} } = ${found};`]
            .filter(Boolean)
            .join(' ')
        },
      )
      return changed === code ? null : { code: changed, map: null }
    },
  }
}

/**
 * Gives the `openai` package light twins of the web's types, which it names while it loads: the real ones come with all
 * of undici (16 ms), and our requests do not go through that.
 * @returns {import('vite').Plugin}
 */
function withLightWebTypes() {
  const twins = JSON.stringify(inRoot('src/main/engine/model/webTypes.ts'))
  return {
    name: 'light-web-types',
    transform(code, id) {
      if (!id.includes('/node_modules/openai/')) return null
      const used = WEB_TYPES.filter(name => new RegExp(`\\b${name}\\b`).test(code))
      if (used.length === 0) return null
      // Even looking whether the global is there loads it.
      const own = code.replaceAll(LOOK, `(${JSON.stringify(WEB_TYPES)}.includes(name) ? undefined : ${LOOK})`)
      return { code: `import { ${used.join(', ')} } from ${twins};\n${own}`, map: null }
    },
  }
}

/**
 * Writes whatever is not ASCII as escapes, so that the engine keeps a byte and not two for each character of the code:
 * it reads and hashes all of it at every start.
 * @returns {import('vite').Plugin}
 */
function inAscii() {
  return {
    name: 'in-ascii',
    renderChunk(code) {
      const escaped = asAscii(code)
      return escaped === code ? null : { code: escaped, map: null }
    },
  }
}

/** @type {(code: string) => string} */
export const asAscii = code =>
  code.replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** @returns {import('vite').Plugin[]} */
export const leanStart = () => [withLightWebTypes(), withoutFacades(), inAscii()]
