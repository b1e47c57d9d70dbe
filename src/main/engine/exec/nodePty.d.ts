/** The part of node-pty we use. The package's own types name the fork it is installed from, not the alias. */
declare module 'node-pty' {
  export type Pty = {
    readonly pid: number
    /** The terminal's own end, which never blocks; only on Unix. */
    readonly fd?: number
    onData(listener: (data: Uint8Array) => void): void
    /** After the last byte. `signal` is 0 or absent unless one ended the process. */
    onExit(listener: (end: { exitCode: number; signal?: number }) => void): void
    write(data: string): void
    resize(cols: number, rows: number): void
  }
  export function spawn(
    file: string,
    args: string[],
    /** `encoding: null` gives bytes. */
    options: { name: string; cols: number; rows: number; cwd: string; env: Record<string, string>; encoding: null },
  ): Pty
}
