// Child processes: `run` collects the output of a step, `follow` hands the terminal over to a program.
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { constants } from 'node:os'
import { root } from './project.mjs'

const killGraceMs = 5_000
const forwardedSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 128 + signal number when a signal ended it, 127 when it could not start
 * @property {string} output stdout and stderr in order of arrival
 * @property {boolean} timedOut
 */

/**
 * Runs a program to its end and returns what it said. Never throws: a program that cannot start is code 127.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, logPath?: string, shell?: boolean }} [options]
 *   `logPath` receives the output as it arrives
 * @returns {Promise<Finished>}
 */
export function run(command, args, { cwd = root, env = process.env, timeoutMs, logPath, shell = false } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    const log = logPath === undefined ? undefined : createWriteStream(logPath)
    const chunks = /** @type {Buffer[]} */ ([])
    const collect = (/** @type {Buffer} */ chunk) => {
      chunks.push(chunk)
      log?.write(chunk)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)

    let timedOut = false
    const stop = () => {
      timedOut = true
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), killGraceMs).unref()
    }
    const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs)
    const stopForwarding = forwardSignals(child)
    const finish = (/** @type {number} */ code) => {
      clearTimeout(timer)
      stopForwarding()
      log?.end()
      resolve({ code, output: Buffer.concat(chunks).toString('utf8'), timedOut })
    }
    child.once('error', error => {
      collect(Buffer.from(`${error.message}\n`))
      finish(127)
    })
    child.once('close', (code, signal) => finish(exitCode(code, signal)))
  })
}

/**
 * Runs a program in this terminal, passes our signals on to it, and returns its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function follow(command, args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: 'inherit' })
    const stopForwarding = forwardSignals(child)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      stopForwarding()
      resolve(exitCode(code, signal))
    })
  })
}

/**
 * Sends our own signals on to a child. Without it the child would outlive us: a parent that dies of SIGTERM does not
 * take its children along. Returns a function that stops it.
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => void} [onSignal]
 */
export function forwardSignals(child, onSignal = () => {}) {
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    onSignal()
    // Ctrl-C in a terminal has reached the child already; twice would mean "now, at any price" to many programs.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const handlers = forwardedSignals.map(signal => /** @type {const} */ ([signal, () => forward(signal)]))
  for (const [signal, handler] of handlers) process.on(signal, handler)
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

/**
 * The exit code a shell would report.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCode(code, signal) {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}
