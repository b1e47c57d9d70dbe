// Sums up what test runners report. All results come down to one shape, so that `npm test` can add them.

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {string[]} failures the failed tests by name
 * @property {number} skipped
 */

/**
 * The results of Vitest's JSON reporter.
 * @param {any} report
 * @returns {Tally}
 */
export function tallyVitest({ testResults }) {
  /** @type {Tally} */
  const tally = { passed: 0, failures: [], skipped: 0 }
  for (const { name, status, assertionResults, message } of testResults) {
    for (const test of assertionResults) {
      if (test.status === 'passed') tally.passed += 1
      else if (test.status === 'failed') tally.failures.push(`${name}: ${test.fullName}`)
      else tally.skipped += 1
    }
    // A file that cannot be loaded, or a hook around its tests, fails without a failed test.
    const isToldByTest = assertionResults.some((/** @type {any} */ test) => test.status === 'failed')
    if (status === 'failed' && !isToldByTest) tally.failures.push(`${name}: ${firstLine(message)}`)
  }
  return tally
}

/**
 * The results of Playwright's JSON reporter.
 * @param {any} report
 * @returns {Tally}
 */
export function tallyPlaywright({ suites, errors = [] }) {
  /** @type {Tally} */
  const tally = { passed: 0, failures: errors.map((/** @type {any} */ error) => firstLine(error.message)), skipped: 0 }
  const add = (/** @type {any} */ suite, /** @type {string} */ title) => {
    for (const spec of suite.specs ?? []) {
      for (const { status } of spec.tests) {
        if (status === 'skipped') tally.skipped += 1
        else if (status === 'expected') tally.passed += 1
        // A flaky test failed once. There are no retries, so it should not occur, and it does not count as passed.
        else tally.failures.push(`${title} › ${spec.title}`)
      }
    }
    for (const inner of suite.suites ?? []) add(inner, `${title} › ${inner.title}`)
  }
  for (const suite of suites) add(suite, suite.title)
  return tally
}

/**
 * What a stage adds up to, given how its process ended: a runner that fails without a failed test (a crash, an unhandled
 * error, no test found, out of time) is one failure, so that nothing is green by accident.
 * @param {Tally | undefined} tally undefined when the runner left no report
 * @param {{ code: number, timedOut: boolean }} finished
 * @returns {Tally}
 */
export function stageTally(tally = { passed: 0, failures: [], skipped: 0 }, { code, timedOut }) {
  if (timedOut) return { ...tally, failures: [...tally.failures, 'ran out of time'] }
  if (code === 0 && tally.passed + tally.skipped === 0)
    return { ...tally, failures: [...tally.failures, 'ran no test'] }
  if (code === 0 || tally.failures.length > 0) return tally
  return { ...tally, failures: [`ended with code ${code} although no test failed`] }
}

/**
 * The last line of a run.
 * @param {Tally[]} tallies
 */
export function closingLine(tallies) {
  const sum = (/** @type {(tally: Tally) => number} */ of) => tallies.reduce((total, tally) => total + of(tally), 0)
  const skipped = sum(tally => tally.skipped)
  const counts = `${sum(tally => tally.passed)} passed, ${sum(tally => tally.failures.length)} failed`
  return skipped > 0 ? `${counts}, ${skipped} skipped` : counts
}

const firstLine = (/** @type {string | undefined} */ text) => (text ?? '').split('\n')[0] || 'failed without a message'
