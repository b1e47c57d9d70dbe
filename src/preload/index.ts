import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'

type Incoming = { port: string; type: 'message'; message: unknown } | { port: string; type: 'close' }

const channel = 'heddle:port'

/** All a page gets: a connection to the engine, the path of a dropped file, and the platform's name. */
contextBridge.exposeInMainWorld('heddle', {
  platform: process.platform,
  getPathForFile: (file: File) => webUtils.getPathForFile(file),
  connect(onMessage: (message: unknown) => void, onClose: () => void) {
    const port = crypto.randomUUID()
    const receive = (_event: IpcRendererEvent, incoming: Incoming) => {
      if (incoming.port !== port) return
      if (incoming.type === 'message') return onMessage(incoming.message)
      ipcRenderer.off(channel, receive)
      onClose()
    }
    ipcRenderer.on(channel, receive)
    ipcRenderer.send(channel, { port, type: 'open' })
    return {
      send: (message: unknown) => ipcRenderer.send(channel, { port, type: 'message', message }),
      close() {
        ipcRenderer.off(channel, receive)
        ipcRenderer.send(channel, { port, type: 'close' })
      },
    }
  },
})
