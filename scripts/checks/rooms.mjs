// The import matrix of docs/architecture.md as a table. Each refusal says the way out.

/**
 * @typedef {object} Import
 * @property {string} from file that imports, relative to the root
 * @property {string} to file of ours that is imported, or a package name such as `zod`, or `node:fs`
 * @property {boolean} typeOnly the import leaves nothing behind at run time
 */

/**
 * A part of the source with one set of rights.
 * @typedef {object} Room
 * @property {RegExp} files
 * @property {RegExp[]} ours files of ours outside the room it may import
 * @property {RegExp} [packages] packages it may import; `node:` and `electron` always need to be named
 * @property {string} wayOut
 */

const core = /^src\/core\//
const contract = /^src\/contract\//
const rpc = /^src\/rpc\//
const engine = /^src\/main\/engine\/engine\.ts$/
const sharedHostFiles = /^src\/main\/hosts\/[^/]+\.ts$/
const library = /^(?!node:|electron$|electron\/)/
const pureLibrary = /^(zod|diff|smol-toml)(\/|$)/
const libraryOrNode = /^(?!electron$|electron\/)/

/** First match wins. @type {Room[]} */
export const rooms = [
  {
    files: /^src\/core\//,
    ours: [],
    packages: pureLibrary,
    wayOut: 'core is pure. Take what you need as an argument, or add an effect to the port of thread/effects.ts.',
  },
  {
    files: /^src\/contract\//,
    ours: [core],
    packages: pureLibrary,
    wayOut: 'The contract only describes. Put behaviour into a handler in src/main/engine/api.',
  },
  {
    files: /^src\/rpc\/(ports\/)?(stdio|webSocket)[^/]*\.ts$/,
    ours: [contract],
    packages: /^(zod|ws|node:.*)$/,
    wayOut: 'A wire carries messages and knows neither the domain nor the engine.',
  },
  {
    files: /^src\/rpc\//,
    ours: [contract],
    packages: pureLibrary,
    wayOut: 'rpc runs in pages and in node alike: only the stdio and webSocket ports may use node. Pass the router in.',
  },
  {
    files: /^src\/main\/engine\//,
    ours: [core, contract, rpc],
    packages: libraryOrNode,
    wayOut: 'The engine knows no host, no page and no Electron. Take a function that the host passes to createEngine.',
  },
  {
    files: /^src\/main\/hosts\/temporal\/workflow/,
    ours: [core],
    packages: /^@temporalio\/workflow$/,
    wayOut: 'A workflow is replayed: it may only use core. Do the work in an activity.',
  },
  {
    files: /^src\/main\/hosts\/electron\//,
    ours: [contract, rpc, engine, sharedHostFiles],
    packages: /./,
    wayOut:
      'A host meets the engine through engine.ts and the domain through the contract; hosts do not know each other.',
  },
  {
    files: /^src\/main\/hosts\//,
    ours: [core, contract, rpc, engine, sharedHostFiles],
    packages: libraryOrNode,
    wayOut:
      'A host meets the engine through engine.ts; hosts do not know each other, and only hosts/electron knows Electron.',
  },
  {
    files: /^src\/main\/index\.ts$/,
    ours: [
      engine,
      // What ends before the engine is there shall leave a report, too.
      /^src\/main\/engine\/(crashReports|home)\.ts$/,
      /^src\/main\/hosts\/electron\//,
      sharedHostFiles,
    ],
    packages: /./,
    wayOut: 'The Electron entry only puts hosts/electron and the engine together.',
  },
  {
    files: /^src\/main\/[^/]+\.ts$/,
    ours: [core, contract, rpc, /^src\/main\/(engine\/|hosts\/(?!electron\/))/],
    packages: libraryOrNode,
    // A small command takes the part of the engine it needs, so that it does not have to load the rest.
    wayOut: 'The command-line entry runs on plain node. What needs Electron belongs into hosts/electron.',
  },
  {
    files: /^src\/preload\//,
    ours: [],
    packages: /^electron$/,
    wayOut: 'The preload hands a port to the page and knows nothing else. Put the code on either side of it.',
  },
  {
    files: /^src\/renderer\/ui\//,
    ours: [],
    packages: library,
    wayOut: 'ui holds controls without knowledge of the product. Pass what it shows as props.',
  },
  {
    files: /^src\/renderer\/state\//,
    // Plain functions of ui, such as the reading of a diff, but none of its components.
    ours: [core, contract, rpc, /^src\/renderer\/ui\/.*\.ts$/],
    packages: library,
    wayOut:
      'state mirrors the engine and knows no feature. Move the shared part into state, or the caller into a feature.',
  },
  {
    files: /^src\/renderer\/features\//,
    ours: [core, contract, rpc, /^src\/renderer\/(ui|state)\//, /^src\/renderer\/features\/[^/]+\/index\.tsx?$/],
    packages: library,
    wayOut:
      "A feature uses ui, state and another feature's index.ts; a page uses no node. Export it from that index.ts.",
  },
  {
    files: /^src\/renderer\//,
    ours: [core, contract, rpc],
    packages: library,
    wayOut: 'A page uses no node and no Electron. Ask the engine through the contract.',
  },
  {
    files: /^src\/testing\//,
    ours: [/^src\//],
    packages: /./,
    wayOut: '',
  },
]

const isTest = (/** @type {string} */ path) => /\.test\.tsx?$/.test(path)

/** The folder that is one room: within it, files import each other freely. */
function home(/** @type {string} */ path) {
  const folder =
    /^src\/(main\/hosts\/[^/]+(?=\/)|main\/engine|renderer\/(ui|state)|renderer\/features\/[^/]+(?=\/)|[^/]+)/
  return folder.exec(path)?.[0]
}

/** The part of the engine a file belongs to, such as `store`; undefined for files of the engine's own folder. */
const engineSibling = (/** @type {string} */ path) => /^src\/main\/engine\/([^/]+)\//.exec(path)?.[1]

/**
 * Says why an import is refused, or undefined when it is allowed. Tests are free, except that nothing else may use them.
 * @param {Import} edge
 * @returns {string | undefined}
 */
export function refuse({ from, to, typeOnly }) {
  if (isTest(from)) return undefined
  if (isTest(to)) return 'Tests are imported by nobody. Move the shared part to src/testing.'
  if (to.startsWith('src/testing/') && !from.startsWith('src/testing/')) return 'src/testing is for tests only.'
  const room = rooms.find(({ files }) => files.test(from))
  if (room === undefined) return 'This folder is no room of docs/architecture.md.'
  if (!to.startsWith('src/')) return room.packages?.test(to) ? undefined : room.wayOut
  if (home(from) === home(to)) return refuseSibling(from, to, typeOnly)
  if (from.startsWith('src/renderer/app/') || /^src\/renderer\/[^/]+$/.test(from)) {
    if (to.startsWith('src/renderer/')) return undefined
  }
  return room.ours.some(allowed => allowed.test(to)) ? undefined : room.wayOut
}

/** @param {string} from @param {string} to @param {boolean} typeOnly */
function refuseSibling(from, to, typeOnly) {
  const [own, other] = [engineSibling(from), engineSibling(to)]
  if (typeOnly || own === undefined || own === other) return undefined
  if (other !== undefined) return 'Parts of the engine meet in engine.ts: take a function, or import the type only.'
  return to === 'src/main/engine/engine.ts' ? 'engine.ts puts the parts together and is not used by them.' : undefined
}
