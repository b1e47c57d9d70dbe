// Checks that read files as text.

const lineLimit = 500

/**
 * Files that have grown past what a reader can hold in their head.
 * @param {{ path: string, text: string }[]} files
 * @returns {string[]}
 */
export function lengthProblems(files) {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1
    return lines > lineLimit
      ? [`${path} has ${lines} lines, more than ${lineLimit}. Split it by what it is about.`]
      : []
  })
}

/** A home directory or a temporary or working folder of somebody's machine. */
const machinePath = /(?<![\w.~/$}])\/(?:home|Users|root|work|tmp\/[\w.-]+|private\/tmp)\/[\w./-]+|[A-Z]:\\Users\\\w+/

/**
 * Paths in texts for readers that exist only on the machine of their writer.
 * @param {{ path: string, text: string }[]} files
 * @returns {string[]}
 */
export function machinePathProblems(files) {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = machinePath.exec(line)?.[0]
      return found === undefined ? [] : [`${path}:${index + 1} names ${found}. Write it relative to the clone or to ~.`]
    }),
  )
}
