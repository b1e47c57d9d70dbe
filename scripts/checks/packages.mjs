// What package.json and package-lock.json promise: the same tree on every machine, from whatever registry it uses.

/** @typedef {{ optionalDependencies?: Record<string, string>, resolved?: string, version?: string }} LockEntry */

/**
 * Problems of a lockfile. npm drops an optional package silently when the registry does not have it (yet), and then
 * `npm ci` refuses the lockfile on every machine; a `resolved` address ties it to one registry.
 * @param {{ packages: Record<string, LockEntry> }} lock
 * @returns {string[]}
 */
export function lockProblems({ packages }) {
  return Object.entries(packages).flatMap(([folder, { optionalDependencies = {}, resolved }]) => {
    const lacking = Object.keys(optionalDependencies).filter(name => !isReachable(packages, folder, name))
    return [
      ...lacking.map(
        name => `${folder}: its optional ${name} has no entry. Pin it to a version whose platforms all exist.`,
      ),
      ...(resolved === undefined
        ? []
        : [`${folder}: has a resolved address. Run npm install with the project's .npmrc.`]),
    ]
  })
}

/** Looks for a package as node does: in the folder's own node_modules, then in each one above. */
function isReachable(/** @type {object} */ packages, /** @type {string} */ folder, /** @type {string} */ name) {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in packages) return true
    if (at === '') return false
  }
}

/**
 * Problems of package.json: every version is exact, so that a fresh install is the one that was tested.
 * @param {{ dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} manifest
 * @returns {string[]}
 */
export function versionProblems({ dependencies = {}, devDependencies = {} }) {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} is "${version}". Write the exact version.`)
}
