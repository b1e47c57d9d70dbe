import { fileURLToPath } from 'node:url'

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The Node that runs the tests, and what to give it to start `heddle` from its sources: a second for each start. */
const FROM_SOURCES = [process.execPath, '--disable-warning=ExperimentalWarning', fromRoot('src/main/cli.ts')]
/** As its users start it. */
const AS_BUILT = [process.execPath, fromRoot('bin/launch.cjs')]

/** The command line that starts `heddle`: the build, where whoever runs the tests has just made it (`npm test` does). */
export const heddleCommand: readonly string[] = process.env.HEDDLE_TEST_BUILD === 'fresh' ? AS_BUILT : FROM_SOURCES
