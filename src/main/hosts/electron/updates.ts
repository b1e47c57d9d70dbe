import type { AppUpdater } from 'electron-updater'
import type { DesktopSettings, UpdateState } from '../../../contract/desktop.ts'

/** What we use of electron-updater. */
export type AutoUpdater = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'disableWebInstaller'
  | 'logger'
  | 'setFeedURL'
  | 'checkForUpdates'
  | 'quitAndInstall'
  | 'on'
>

export interface UpdatesDeps {
  /** Why this program cannot update itself; null where it can. */
  obstacle: string | null
  /** Loads what fetches and checks updates: not before it is asked for. */
  load(): Promise<AutoUpdater>
  onChange(): void
  log(message: string): void
}

export interface Updates {
  state(): UpdateState
  use(settings: DesktopSettings['updates']): void
  check(): Promise<void>
  restart(): Promise<void>
  dispose(): void
}

const EVERY_MS = 6 * 60 * 60 * 1000

/** Whether an address may serve updates: on Linux nothing but the connection vouches for them. */
export const isFeed = (url: string): boolean =>
  URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).username === ''

/** Why a program cannot update itself; null where it can. */
export function updateObstacle(program: { isPackaged: boolean; platform: NodeJS.Platform; isAppImage: boolean }) {
  if (!program.isPackaged) return 'Only an installed application updates itself.'
  if (program.platform === 'linux' && !program.isAppImage) return 'The system’s package manager brings updates.'
  return null
}

/**
 * Looks for newer versions where somebody said they are, and nowhere before that. An update is fetched by itself and put
 * in place only when asked for; never an older version, and never one whose checksum or signature does not fit.
 */
export function createUpdates({ obstacle, load, onChange, log }: UpdatesDeps): Updates {
  let state: UpdateState = { phase: 'off', why: obstacle }
  let settings: DesktopSettings['updates'] = { on: false, feed: '' }
  let updater: Promise<AutoUpdater> | null = null
  let timer: NodeJS.Timeout | undefined

  const become = (next: UpdateState) => {
    state = next
    onChange()
  }
  const open = async () => {
    const it = await load()
    Object.assign(it, {
      autoDownload: true,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      allowPrerelease: false,
      disableWebInstaller: true,
      logger: null,
    })
    let version = ''
    it.on('update-available', found => {
      version = found.version
      become({ phase: 'loading', version, percent: 0 })
    })
    it.on('update-not-available', () => become({ phase: 'current' }))
    it.on('download-progress', ({ percent }) => become({ phase: 'loading', version, percent }))
    it.on('update-downloaded', loaded => become({ phase: 'ready', version: loaded.version }))
    it.on('error', error => fail(error))
    return it
  }
  const fail = (error: unknown) => {
    const why = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
    log(`Update: ${why}`)
    if (state.phase !== 'off') become({ phase: 'failed', why: why.slice(0, 300) })
  }
  const check = async () => {
    if (!['idle', 'current', 'failed'].includes(state.phase)) return
    become({ phase: 'checking' })
    try {
      const it = await (updater ??= open())
      it.setFeedURL({ provider: 'generic', url: settings.feed })
      await it.checkForUpdates()
    } catch (error) {
      fail(error)
    }
  }
  return {
    state: () => state,
    check,
    use(next) {
      const isSame = next.on === settings.on && next.feed === settings.feed
      settings = next
      if (obstacle !== null || isSame) return
      clearInterval(timer)
      const isOn = next.on && isFeed(next.feed)
      become(isOn ? { phase: 'idle' } : { phase: 'off', why: null })
      if (!isOn) return
      timer = setInterval(() => void check(), EVERY_MS).unref()
      void check()
    },
    async restart() {
      if (state.phase === 'ready') (await updater)?.quitAndInstall()
    },
    dispose: () => clearInterval(timer),
  }
}
